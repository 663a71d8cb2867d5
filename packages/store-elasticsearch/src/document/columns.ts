import type { FieldPath } from '@tailrace/query';

/** Segments that may stand in a column's name as they are. */
const PLAIN = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const MAX_SEGMENTS = 5;
/** Longer values are no groups that anybody looks at. */
export const MAX_CELL = 256;

/**
 * The name of the columns of a field that is not declared, `undefined` where it can have none.
 *
 * One name stands for one path: segments have no colon.
 */
export function columnName(path: FieldPath): string | undefined {
  const isWithin = path[0] === 'attributes' || (path[0] === 'exception' && (path[1] === 'name' || path[1] === 'code'));
  if (!isWithin || path.length < 2 || path.length > MAX_SEGMENTS) return undefined;
  return path.every((segment) => PLAIN.test(segment)) ? path.join(':') : undefined;
}

/**
 * Chooses which fields get columns: the first that come, up to a number, and those that the stream has already.
 *
 * A record says itself which of its values are not in columns, so that writers may choose differently.
 */
export class ColumnChoice {
  readonly #names = new Set<string>();
  readonly #max: number;
  #settled = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get names(): readonly string[] {
    return [...this.#names];
  }

  /** Whether there are names that the server was not told of. */
  get hasNew(): boolean {
    return this.#settled < this.#names.size;
  }

  /** Takes over the columns that there are. */
  adopt(names: Iterable<string>): void {
    for (const name of names) if (this.#names.size < this.#max) this.#names.add(name);
  }

  /** The server knows the first so many names. */
  settle(count: number): void {
    this.#settled = Math.max(this.#settled, count);
  }

  has(name: string): boolean {
    if (this.#names.has(name)) return true;
    if (this.#names.size >= this.#max) return false;
    this.#names.add(name);
    return true;
  }
}
