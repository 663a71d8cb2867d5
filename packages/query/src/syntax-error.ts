import type { QueryProblem } from './ast.ts';

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
