import type { DropReason } from '@tailrace/core';
import type { Books } from './books.ts';
import { bytesOf, type QueuedEntry, recordsOf } from './queued-entry.ts';
import type { Reports } from './reports.ts';
import type { Spool, SpoolPosition } from './spool/spool-contract.ts';

/** Where every entry ends: booked, its receipt answered, its place in the spool given back. */
export class Endings {
  readonly #books: Books;
  readonly #reports: Reports;
  readonly #spool: Spool | undefined;

  constructor(books: Books, reports: Reports, spool: Spool | undefined) {
    this.#books = books;
    this.#reports = reports;
    this.#spool = spool;
  }

  delivered(entries: readonly QueuedEntry[]): void {
    if (entries.length === 0) return;
    this.#books.deliver(recordsOf(entries), bytesOf(entries));
    this.#giveBack(entries);
    for (const entry of entries) {
      entry.end();
      entry.receipt?.reach();
    }
  }

  /** @param words - One sentence for people, without anything of the records' content. */
  dropped(entries: readonly QueuedEntry[], reason: DropReason, words: string, error?: unknown): void {
    if (entries.length === 0) return;
    this.#books.drop(recordsOf(entries), bytesOf(entries), reason);
    this.#giveBack(entries);
    const cause = new Error(words, error === undefined ? undefined : { cause: error });
    for (const entry of entries) {
      // Not `end()`: a write that was given up may still be under way, and needs its bytes as they are.
      entry.stage = 'ended';
      entry.receipt?.lose(cause);
    }
    this.#reports.report({
      name: reason === 'dead_lettered' ? 'record.dead_lettered' : 'record.dropped',
      message: words,
      records: recordsOf(entries),
      reason,
      ...(error !== undefined && { error }),
    });
  }

  /** Takes apart what was joined. */
  takeApart(entries: readonly QueuedEntry[]): readonly QueuedEntry[] {
    if (entries.every(({ records }) => records === 1)) return entries;
    const parts = entries.flatMap((entry) => entry.parts ?? [entry]);
    this.#books.shed(bytesOf(entries) - bytesOf(parts));
    return parts;
  }

  #giveBack(entries: readonly QueuedEntry[]): void {
    if (this.#spool === undefined) return;
    const positions = entries
      .map(({ position }) => position)
      .filter((position): position is SpoolPosition => position !== undefined);
    if (positions.length > 0) this.#spool.acknowledge(positions);
  }
}
