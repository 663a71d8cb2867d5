import type { WireRecord } from '@tailrace/core';

export type CompareRecords = (a: WireRecord, b: WireRecord) => number;

/** Keeps the first records in an order, out of any number that are offered. */
export class FirstRecords {
  readonly #compare: CompareRecords;
  readonly #bound: number;
  #kept: WireRecord[] = [];
  #last: WireRecord | undefined;

  /** @param bound - How many are kept; all of them where it is infinite. */
  constructor(compare: CompareRecords, bound: number) {
    this.#compare = compare;
    this.#bound = bound;
  }

  add(record: WireRecord): void {
    if (this.#last !== undefined && this.#compare(record, this.#last) >= 0) return;
    this.#kept.push(record);
    // Cut only when twice as many are there, so that sorting is rare.
    if (this.#kept.length >= Math.max(64, this.#bound * 2)) this.#cut();
  }

  /** The records in order. */
  inOrder(): readonly WireRecord[] {
    this.#kept.sort(this.#compare);
    return this.#kept.slice(0, this.#bound);
  }

  #cut(): void {
    this.#kept.sort(this.#compare);
    this.#kept = this.#kept.slice(0, this.#bound);
    if (this.#kept.length === this.#bound) this.#last = this.#kept.at(-1);
  }
}
