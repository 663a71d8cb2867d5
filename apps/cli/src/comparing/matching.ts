import type { WireRecord } from '@tailrace/core';
import { CommandFailure } from '../command-failure.ts';
import type { Differences, Side } from './differences.ts';

/** Finds which record of the new source is which of the old, and tells the differences. */
export interface Matching {
  take(side: Side, record: WireRecord): void;
  /** What is left has no other. */
  end(): void;
}

interface Waiting {
  readonly record: WireRecord;
  readonly time: number;
  readonly key: string;
  taken: boolean;
}

/** Records that wait for their other half at the most, on both sides together. */
const MAX_WAITING = 1_000_000;

const OTHER = { old: 'new', new: 'old' } as const;

/**
 * Matches records by a key: those of the other side with the same key are taken in the order in which they came, if
 * they are not further away in time than the window. What the window has gone past is told at once, so memory holds
 * only what still waits.
 */
export class KeyMatching implements Matching {
  readonly #keyOf: (record: WireRecord) => string;
  readonly #windowMillis: number;
  readonly #differences: Differences;
  readonly #byKey = { old: new Map<string, Waiting[]>(), new: new Map<string, Waiting[]>() };
  readonly #queue: { side: Side; waiting: Waiting }[] = [];
  #head = 0;
  #newest = Number.NEGATIVE_INFINITY;

  /** @param windowMillis - `Infinity` where time does not matter. */
  constructor(keyOf: (record: WireRecord) => string, windowMillis: number, differences: Differences) {
    this.#keyOf = keyOf;
    this.#windowMillis = windowMillis;
    this.#differences = differences;
  }

  take(side: Side, record: WireRecord): void {
    const key = this.#keyOf(record);
    const time = Date.parse(record.timestamp);
    const others = this.#byKey[OTHER[side]].get(key);
    const index = others?.findIndex((other) => Math.abs(other.time - time) <= this.#windowMillis) ?? -1;
    const other = others?.[index];
    if (others !== undefined && other !== undefined) {
      this.#remove(OTHER[side], others, index);
      other.taken = true;
      if (side === 'new') this.#differences.pair(other.record, record);
      else this.#differences.pair(record, other.record);
    } else {
      const waiting: Waiting = { record, time, key, taken: false };
      const known = this.#byKey[side].get(key);
      if (known === undefined) this.#byKey[side].set(key, [waiting]);
      else known.push(waiting);
      this.#queue.push({ side, waiting });
    }
    this.#newest = Math.max(this.#newest, time);
    this.#letGo(this.#newest - this.#windowMillis);
    if (this.#queue.length - this.#head > MAX_WAITING) {
      throw new CommandFailure(
        'failed',
        `More than ${MAX_WAITING.toLocaleString('en-US')} records wait for their other half.`,
        'Narrow the time with --since and --until, or compare by message with a --window.',
      );
    }
  }

  end(): void {
    this.#letGo(Number.POSITIVE_INFINITY);
  }

  #remove(side: Side, list: Waiting[], index: number): void {
    const [gone] = list.splice(index, 1);
    if (list.length === 0 && gone !== undefined) this.#byKey[side].delete(gone.key);
  }

  /** Tells those without another that are older than any which may still come. */
  #letGo(before: number): void {
    for (let next = this.#queue[this.#head]; next !== undefined; next = this.#queue[this.#head]) {
      const { side, waiting } = next;
      if (!waiting.taken) {
        if (!(waiting.time < before)) break;
        const list = this.#byKey[side].get(waiting.key) ?? [];
        this.#remove(side, list, list.indexOf(waiting));
        this.#differences.alone(side, waiting.record);
      }
      this.#head += 1;
    }
    if (this.#head > 10_000 && this.#head * 2 > this.#queue.length) {
      this.#queue.splice(0, this.#head);
      this.#head = 0;
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
    else if (side === 'new') this.#differences.pair(other, record);
    else this.#differences.pair(record, other);
  }

  end(): void {
    for (const side of ['old', 'new'] as const) {
      for (const record of this.#waiting[side]) this.#differences.alone(side, record);
      this.#waiting[side].length = 0;
    }
  }
}
