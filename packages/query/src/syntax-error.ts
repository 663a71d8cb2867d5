import type { QueryProblem } from './ast.ts';

const WINDOW = 60;

/** Thrown inside the parser only; its two entrances turn it into a note or into a `TailraceError`. */
export class SyntaxProblem extends Error implements QueryProblem {
  readonly from: number;
  readonly to: number;

  constructor(message: string, from: number, to: number = from) {
    super(message);
    this.from = from;
    this.to = Math.max(from, to);
  }
}

/** Shows a problem in its text: the sentence, the line it is in, and carets under the place. */
export function showProblem(text: string, problem: QueryProblem): string {
  const lineStart = text.lastIndexOf('\n', problem.from - 1) + 1;
  const lineEnd = text.indexOf('\n', problem.from);
  const line = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd).replace(/[\t\r]/g, ' ');
  const column = problem.from - lineStart;
  const start = Math.max(0, column - WINDOW);
  const end = Math.min(line.length, column + WINDOW);
  const before = start > 0 ? '…' : '';
  const after = end < line.length ? '…' : '';
  const carets = '^'.repeat(Math.max(1, Math.min(problem.to, lineStart + end) - problem.from));
  return `${problem.message}\n  ${before}${line.slice(start, end)}${after}\n  ${' '.repeat(column - start + before.length)}${carets}`;
}
