import type { DropReason } from '@tailrace/core';
import type { Backlog } from './backlog.ts';
import type { Endings } from './endings.ts';
import type { Flight } from './flight.ts';
import type { EntryQueue } from './queue.ts';
import type { QueuedEntry } from './queued-entry.ts';
import type { Reports } from './reports.ts';
import type { Sink } from './sink.ts';

/** Sees to what is left when a delivery ends, in the caller's stack. */
export class Leftovers {
  readonly #queue: EntryQueue;
  readonly #backlog: Backlog | undefined;
  readonly #endings: Endings;
  readonly #sink: Sink;
  readonly #reports: Reports;

  constructor(queue: EntryQueue, backlog: Backlog | undefined, endings: Endings, sink: Sink, reports: Reports) {
    this.#queue = queue;
    this.#backlog = backlog;
    this.#endings = endings;
    this.#sink = sink;
    this.#reports = reports;
  }

  /** Puts what is left where it survives; what has no such place is dropped with the reason. */
  settle(flights: readonly Flight[], oversize: Iterable<QueuedEntry>, reason: DropReason, words: string): void {
    this.#backlog?.writeSync();
    // A sink that can write at exit has its own write under way, which ends: writing it again would double it.
    const spares = this.#sink.sendSync !== undefined;
    let left = [...flights.flatMap((flight) => flight.abandon(spares)), ...this.#queue.takeAll()];
    if (left.length > 0 && this.#written(left)) left = [];
    try {
      this.#backlog?.leave(left);
      if (this.#backlog === undefined) this.#endings.dropped(left, reason, words);
    } catch (error) {
      this.#endings.dropped(left, 'spool_failed', 'The spool could not be written at the end.', error);
    }
    this.#endings.dropped([...oversize], 'oversize', words);
    this.#backlog?.close();
  }

  #written(entries: readonly QueuedEntry[]): boolean {
    if (this.#sink.sendSync === undefined) return false;
    try {
      this.#sink.sendSync(entries);
    } catch (error) {
      this.#reports.report({ name: 'sink.fault', message: 'The sink could not write at the end.', error });
      return false;
    }
    this.#endings.delivered(entries);
    return true;
  }
}
