/** Which ordinals of a segment are done: a prefix, and single ones beyond it while order is not kept. */
export class DoneSet {
  #prefix = 0;
  readonly #beyond = new Set<number>();

  get size(): number {
    return this.#prefix + this.#beyond.size;
  }

  has(ordinal: number): boolean {
    return ordinal < this.#prefix || this.#beyond.has(ordinal);
  }

  /** Adds an ordinal; answers whether it is new. */
  add(ordinal: number): boolean {
    if (this.has(ordinal)) return false;
    if (ordinal !== this.#prefix) {
      this.#beyond.add(ordinal);
      return true;
    }
    this.#prefix += 1;
    while (this.#beyond.size > 0 && this.#beyond.delete(this.#prefix)) this.#prefix += 1;
    return true;
  }

  /** Adds all from `first` to `last`; answers how many are new. */
  addRange(first: number, last: number): number {
    let added = 0;
    for (let ordinal = first; ordinal <= last; ordinal += 1) if (this.add(ordinal)) added += 1;
    return added;
  }
}

/** A run of neighbouring ordinals. */
export interface OrdinalRange {
  readonly first: number;
  readonly last: number;
}

/** Joins ordinals in any order into runs of neighbours. */
export function rangesOf(ordinals: readonly number[]): OrdinalRange[] {
  const sorted = [...ordinals].sort((a, b) => a - b);
  const ranges: OrdinalRange[] = [];
  let first = sorted[0];
  if (first === undefined) return ranges;
  let last = first;
  for (const ordinal of sorted) {
    if (ordinal > last + 1) {
      ranges.push({ first, last });
      first = ordinal;
    }
    last = ordinal;
  }
  ranges.push({ first, last });
  return ranges;
}
