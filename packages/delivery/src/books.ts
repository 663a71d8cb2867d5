import type { DropReason } from '@tailrace/core';

/** Where every record of this run is; `accepted + adopted = delivered + pending + spooled + dropped`, always. */
export interface BooksCounts {
  /** Records taken from the application, after the filter. */
  readonly accepted: number;
  /** Records taken over from the spool of earlier runs. */
  readonly adopted: number;
  readonly delivered: number;
  /** In memory: queued, being written ahead, or in flight. */
  readonly pending: number;
  /** On disk only, to be read back by this run or adopted by the next. */
  readonly spooled: number;
  /** Records that ended without arriving, by reason. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

/**
 * Double-entry books over records: every movement takes from one account what it puts into another, so the sum holds
 * by construction, and an account that would fall below zero shows a movement that was booked twice.
 */
export class Books {
  #accepted = 0;
  #adopted = 0;
  #delivered = 0;
  #pendingBytes = 0;
  readonly #held = { pending: 0, spooled: 0 };
  readonly #dropped = new Map<DropReason, number>();

  accept(bytes: number, records = 1): void {
    this.#accepted += records;
    this.#held.pending += records;
    this.#pendingBytes += bytes;
  }

  /** Was not accepted after all: what it is made of comes one by one. */
  retract(bytes: number, records: number): void {
    this.#take('pending', records);
    this.#accepted -= records;
    this.#pendingBytes -= bytes;
  }

  /** Bytes between joined records, which are gone when they are taken apart. */
  shed(bytes: number): void {
    this.#pendingBytes -= bytes;
  }

  adopt(records: number): void {
    this.#adopted += records;
    this.#held.spooled += records;
  }

  deliver(records: number, bytes: number): void {
    this.#take('pending', records);
    this.#pendingBytes -= bytes;
    this.#delivered += records;
  }

  /** From memory to disk only. */
  spool(records: number, bytes: number): void {
    this.#take('pending', records);
    this.#pendingBytes -= bytes;
    this.#held.spooled += records;
  }

  /** From disk only into memory. */
  readBack(records: number, bytes: number): void {
    this.#take('spooled', records);
    this.#held.pending += records;
    this.#pendingBytes += bytes;
  }

  /** Out of memory, with a reason. */
  drop(records: number, bytes: number, reason: DropReason): void {
    this.#take('pending', records);
    this.#pendingBytes -= bytes;
    this.#countDropped(records, reason);
  }

  /** Found missing on disk. */
  dropSpooled(records: number, reason: DropReason): void {
    this.#take('spooled', records);
    this.#countDropped(records, reason);
  }

  get delivered(): number {
    return this.#delivered;
  }

  get pending(): number {
    return this.#held.pending;
  }

  /** Bytes of what is pending. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  get spooled(): number {
    return this.#held.spooled;
  }

  counts(): BooksCounts {
    return {
      accepted: this.#accepted,
      adopted: this.#adopted,
      delivered: this.#delivered,
      pending: this.#held.pending,
      spooled: this.#held.spooled,
      dropped: Object.fromEntries(this.#dropped),
    };
  }

  #countDropped(records: number, reason: DropReason): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + records);
  }

  #take(account: 'pending' | 'spooled', records: number): void {
    const left = this.#held[account] - records;
    if (left < 0) throw new RangeError(`Books: ${records} taken from ${account}, which holds ${this.#held[account]}.`);
    this.#held[account] = left;
  }
}

/** Answers what is missing from the books: 0 where they balance. */
export function imbalance(counts: BooksCounts): number {
  const dropped = Object.values(counts.dropped).reduce((sum, records) => sum + records, 0);
  return counts.accepted + counts.adopted - counts.delivered - counts.pending - counts.spooled - dropped;
}
