import type { WireRecord } from '@tailrace/core';
import { CommandFailure } from '../command-failure.ts';
import type { Differences, Side } from './differences.ts';

/** Finds which record of the new source is which of the old, and tells the differences. */
export interface Matching {
  take(side: Side, record: WireRecord): void;
  /** What is left has no other. */
  end(): void;
}

/** The other side of each. */
export const OTHER = { old: 'new', new: 'old' } as const;

/** Records that wait for their other half at the most, on both sides together. */
const MAX_WAITING = 1_000_000;

/** Ends a comparison that would hold more records than memory is for. */
export function checkWaiting(count: number): void {
  if (count <= MAX_WAITING) return;
  throw new CommandFailure(
    'failed',
    `More than ${MAX_WAITING.toLocaleString('en-US')} records wait for their other half.`,
    'Narrow the time with --since and --until, or compare by message with a --window.',
  );
}

/** Tells of two records that are the same one, whichever came first. */
export function pair(differences: Differences, side: Side, record: WireRecord, other: WireRecord): void {
  if (side === 'new') differences.pair(other, record);
  else differences.pair(record, other);
}

/** Matches records that have the same id. */
export class IdMatching implements Matching {
  readonly #differences: Differences;
  readonly #waiting = { old: new Map<string, WireRecord[]>(), new: new Map<string, WireRecord[]>() };
  #count = 0;

  constructor(differences: Differences) {
    this.#differences = differences;
  }

  take(side: Side, record: WireRecord): void {
    const others = this.#waiting[OTHER[side]];
    const [other, ...more] = others.get(record.id) ?? [];
    if (other !== undefined) {
      if (more.length > 0) others.set(record.id, more);
      else others.delete(record.id);
      this.#count -= 1;
      pair(this.#differences, side, record, other);
      return;
    }
    const known = this.#waiting[side].get(record.id);
    if (known === undefined) this.#waiting[side].set(record.id, [record]);
    else known.push(record);
    this.#count += 1;
    checkWaiting(this.#count);
  }

  end(): void {
    for (const side of ['old', 'new'] as const) {
      for (const record of [...this.#waiting[side].values()].flat()) this.#differences.alone(side, record);
      this.#waiting[side].clear();
    }
  }
}

/** Matches the first record with the first, the second with the second, and so on. */
export class SequenceMatching implements Matching {
  readonly #differences: Differences;
  readonly #waiting: Record<Side, WireRecord[]> = { old: [], new: [] };

  constructor(differences: Differences) {
    this.#differences = differences;
  }

  take(side: Side, record: WireRecord): void {
    const other = this.#waiting[OTHER[side]].shift();
    if (other === undefined) this.#waiting[side].push(record);
    else pair(this.#differences, side, record, other);
  }

  end(): void {
    for (const side of ['old', 'new'] as const) {
      for (const record of this.#waiting[side]) this.#differences.alone(side, record);
      this.#waiting[side].length = 0;
    }
  }
}
