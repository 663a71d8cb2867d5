import type { Query, QueryProblem } from './ast.ts';
import { type Grapheme, graphemesOf } from './display-width.ts';

/** Columns of the line that are shown on either side of the place. */
const WINDOW = 60;
/** What would move the cursor, turn the text round or hide in it. */
const UNSHOWN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
/** Joins emoji; everything else of its kind is taken out. */
const JOINER = '\u200d';

/**
 * Shows what is wrong with a query: the sentence, the line it is in, and carets under the place, also under Chinese
 * and emoji; `undefined` where nothing is.
 *
 * @example
 * renderProblem(parseQuery('level>=wran'));
 * // 'wran' is not a level that has an order. Did you mean 'warn'?
 * //   level>=wran
 * //          ^^^^
 */
export function renderProblem(query: Pick<Query, 'source' | 'problem'>): string | undefined {
  return query.problem === undefined ? undefined : showProblem(query.source, query.problem);
}

/** The same for a text that is no query yet. */
export function showProblem(text: string, problem: QueryProblem): string {
  const lineStart = text.lastIndexOf('\n', problem.from - 1) + 1;
  const nextLine = text.indexOf('\n', problem.from);
  // A very long line is not taken apart as a whole; a grapheme is never this long.
  const start = Math.max(lineStart, problem.from - 8 * WINDOW);
  const end = Math.min(nextLine === -1 ? text.length : nextLine, problem.from + 8 * WINDOW);
  const line = graphemesOf(text.slice(start, end));
  const from = problem.from - start;
  const to = Math.max(problem.to - start, from + 1);
  const ahead = within(line.filter(({ index, text: { length } }) => index + length <= from).toReversed()).toReversed();
  const behind = within(line.filter(({ index, text: { length } }) => index + length > from));
  const isCutAhead = start + (ahead[0]?.index ?? from) > lineStart;
  const last = behind.at(-1);
  const isCutBehind =
    last !== undefined && start + last.index + last.text.length < (nextLine === -1 ? text.length : nextLine);
  const marked = behind.filter(({ index }) => index < to);
  const shown = `${isCutAhead ? '…' : ''}${[...ahead, ...behind].map(textOf).join('')}${isCutBehind ? '…' : ''}`;
  const blanks = ' '.repeat((isCutAhead ? 1 : 0) + widthOf(ahead));
  const carets = '^'.repeat(Math.max(1, widthOf(marked)));
  return `${plain(problem.message)}\n  ${shown}\n  ${blanks}${carets}`;
}

/** As many of the characters as have room in the window. */
function within(line: readonly Grapheme[]): readonly Grapheme[] {
  let width = 0;
  const end = line.findIndex((grapheme) => (width += grapheme.width) > WINDOW);
  return end === -1 ? line : line.slice(0, end);
}

function widthOf(line: readonly Grapheme[]): number {
  return line.reduce((sum, { width }) => sum + width, 0);
}

/** A character as it is shown: what has a width keeps it. */
function textOf({ text, width }: Grapheme): string {
  return width === 0 ? '' : plain(text);
}

function plain(text: string): string {
  return text.replace(UNSHOWN, (found) => (found === JOINER ? found : /\p{Cf}/u.test(found) ? '' : ' '));
}
