import type { WireRecord } from '@tailrace/core';
import { type FieldReader, fieldReader, printField, resolveField, weightOf } from '@tailrace/query';

/** How often a value was seen. */
export interface ValueCount {
  /** `null` where records have no such field, or an object in it. */
  readonly value: string | number | null;
  readonly count: number;
  /** Of all records, 0 to 1. */
  readonly share: number;
}

/** Different values that are kept for one field; beyond it the rarest half is forgotten, and its counts with it. */
const MAX_VALUES = 100_000;

/** Counts the values of one field, weights of sampled records included. */
export class ValueCounter {
  readonly name: string;
  readonly #read: FieldReader;
  readonly #counts = new Map<string | number | null, number>();
  #total = 0;
  #forgot = false;

  constructor(name: string) {
    const path = resolveField(name.split('.'));
    this.name = printField(path);
    this.#read = fieldReader(path);
  }

  /** Whether rare values were forgotten, so that counts may be too low. */
  get forgot(): boolean {
    return this.#forgot;
  }

  add(record: WireRecord): void {
    const value = cellOf(this.#read(record));
    const weight = weightOf(record);
    this.#total += weight;
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + weight);
    if (this.#counts.size > MAX_VALUES) this.#forget();
  }

  /** The most frequent values, the first first; equal counts in the order of the values. */
  top(limit: number): ValueCount[] {
    return [...this.#counts]
      .sort(([a, one], [b, other]) => other - one || (String(a) < String(b) ? -1 : 1))
      .slice(0, limit)
      .map(([value, count]) => ({ value, count, share: count / this.#total }));
  }

  #forget(): void {
    this.#forgot = true;
    const rarest = [...this.#counts].sort(([, one], [, other]) => one - other).slice(0, MAX_VALUES / 2);
    for (const [value] of rarest) this.#counts.delete(value);
  }
}

function cellOf(value: unknown): string | number | null {
  if (typeof value === 'string' || typeof value === 'number') return value;
  return typeof value === 'boolean' ? String(value) : null;
}
