import type { QueryProblem } from '../api/types.ts';

/** A line of a query taken apart at the place of a mistake. */
export interface ProblemPlace {
  readonly before: string;
  readonly wrong: string;
  readonly after: string;
}

/** Characters that are shown on either side of the place. */
const WINDOW = 60;

/** Finds the line and the place of a mistake; a place at the end, or of no width, has nothing in it. */
export function problemPlace(text: string, { from, to }: QueryProblem): ProblemPlace {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const next = text.indexOf('\n', from);
  const end = next === -1 ? text.length : next;
  const stop = Math.min(end, Math.max(to, from + 1));
  const before = Array.from(text.slice(start, from));
  const after = Array.from(text.slice(stop, end));
  return {
    before: (before.length > WINDOW ? '…' : '') + before.slice(-WINDOW).join(''),
    wrong: text.slice(from, stop),
    after: after.slice(0, WINDOW).join('') + (after.length > WINDOW ? '…' : ''),
  };
}
