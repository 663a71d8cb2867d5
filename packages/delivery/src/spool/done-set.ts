/**
 * Which ordinals of a segment are done: a prefix, and runs beyond it while order is not kept.
 *
 * Batches end in runs: with one of them stuck for long, and all behind it done, there is one run beyond, of however many.
 */
export class DoneSet {
  #prefix = 0;
  /** Where each run beyond the prefix begins and ends, in order; no two of them touch. */
  readonly #firsts: number[] = [];
  readonly #lasts: number[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(ordinal: number): boolean {
    if (ordinal < this.#prefix) return true;
    const first = this.#firsts[this.#runEndingFrom(ordinal)];
    return first !== undefined && first <= ordinal;
  }

  /** Adds all from `first` to `last`; answers how many are new. */
  addRange(first: number, last: number): number {
    let from = Math.max(first, this.#prefix);
    let to = last;
    if (to < from) return 0;
    const at = this.#runEndingFrom(from - 1);
    let known = 0;
    let runs = 0;
    for (let next = this.#firsts[at]; next !== undefined && next <= to + 1; next = this.#firsts[at + runs]) {
      const end = this.#lasts[at + runs] as number;
      known += end - next + 1;
      from = Math.min(from, next);
      to = Math.max(to, end);
      runs += 1;
    }
    this.#replace(at, runs, from, to);
    const added = to - from + 1 - known;
    this.#size += added;
    return added;
  }

  /** Puts one run in the place of those that it took in; one that begins at the prefix is taken in by that. */
  #replace(at: number, runs: number, first: number, last: number): void {
    if (first === this.#prefix) {
      this.#prefix = last + 1;
      this.#firsts.splice(at, runs);
      this.#lasts.splice(at, runs);
    } else {
      this.#firsts.splice(at, runs, first);
      this.#lasts.splice(at, runs, last);
    }
  }

  /** The place of the first run that ends at an ordinal or behind it. */
  #runEndingFrom(ordinal: number): number {
    let low = 0;
    let high = this.#lasts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#lasts[middle] as number) < ordinal) low = middle + 1;
      else high = middle;
    }
    return low;
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
