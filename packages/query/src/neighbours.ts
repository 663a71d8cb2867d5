import type { WireRecord } from '@tailrace/core';
import { compareRecords } from './compare-cells.ts';
import { FirstRecords } from './first-records.ts';

/** How many records before and after each are asked for. */
export interface Around {
  readonly before: number;
  readonly after: number;
}

/**
 * Collects the records around some by `(timestamp, id)`, out of all records in any order, in one pass.
 *
 * Between two neighbouring matches only the first few and the last few can be near one of them: just these are held.
 */
export class Neighbours {
  readonly #matches: readonly WireRecord[];
  readonly #heads: readonly FirstRecords[];
  readonly #tails: readonly FirstRecords[];

  constructor(matches: readonly WireRecord[], { before, after }: Around) {
    this.#matches = matches.toSorted(compareRecords);
    const gaps = matches.length + 1;
    this.#heads = Array.from({ length: gaps }, () => new FirstRecords(compareRecords, after));
    this.#tails = Array.from({ length: gaps }, () => new FirstRecords((a, b) => compareRecords(b, a), before));
  }

  add(record: WireRecord): void {
    let low = 0;
    let high = this.#matches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const match = this.#matches[middle];
      const order = match === undefined ? -1 : compareRecords(record, match);
      if (order === 0) return;
      if (order < 0) high = middle;
      else low = middle + 1;
    }
    // Gap 0 lies before the first match and the last gap behind the last one.
    if (low > 0) this.#heads[low]?.add(record);
    if (low < this.#matches.length) this.#tails[low]?.add(record);
  }

  /** The matches and what is around them, oldest first. */
  records(): readonly WireRecord[] {
    const found = new Map(this.#matches.map((record) => [record.id, record]));
    for (const part of [...this.#heads, ...this.#tails])
      for (const record of part.inOrder()) found.set(record.id, record);
    return [...found.values()].sort(compareRecords);
  }
}
