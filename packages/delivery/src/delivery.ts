import type { Clock, DropReason, Timer } from '@tailrace/core';
import { Backlog } from './backlog.ts';
import { Books, type BooksCounts } from './books.ts';
import type { BreakerState } from './breaker.ts';
import { Deck } from './deck.ts';
import type { DeliverySettings } from './delivery-options.ts';
import type { DeliveryParts } from './delivery-parts.ts';
import { Endings } from './endings.ts';
import { Flight } from './flight.ts';
import { dropPolicy, Intake } from './intake.ts';
import { EntryQueue } from './queue.ts';
import type { QueuedEntry } from './queued-entry.ts';
import type { FlushAnswer, Receipt } from './receipt.ts';
import { Reports } from './reports.ts';

/** The books, and what goes on around them [C3]. */
export interface DeliveryCounts extends BooksCounts {
  /** Bytes of what is pending. */
  readonly pendingBytes: number;
  /** Records in the queue. */
  readonly queued: number;
  /** Batches on their way. */
  readonly inFlight: number;
  /** Sends so far, those of them that failed, and tries that were repeated. */
  readonly sends: number;
  readonly failures: number;
  readonly retries: number;
  readonly breaker: BreakerState;
  /** How many batches may be on their way now. */
  readonly concurrency: number;
}

/** What was there when a flush began. */
interface Mark {
  /** On the monotonic clock. */
  readonly time: number;
  readonly disk: number;
}

/** The state machine that joins queue, spool, flights and books. Nothing in it throws at its caller. */
export class Delivery {
  readonly #parts: DeliveryParts;
  readonly #settings: DeliverySettings;
  readonly #books = new Books();
  readonly #reports: Reports;
  readonly #endings: Endings;
  readonly #queue: EntryQueue;
  readonly #backlog: Backlog | undefined;
  readonly #intake: Intake;
  readonly #deck: Deck;
  readonly #flights = new Set<Flight>();
  readonly #waiting = new Set<() => void>();
  readonly #oversize = new Set<QueuedEntry>();
  #state: 'open' | 'ending' | 'stopped' = 'open';
  /** Flushes under way: while there are any, no batch waits to become full. */
  #hurries = 0;
  #pumpScheduled = false;
  #timer: Timer | undefined;

  constructor(parts: DeliveryParts, settings: DeliverySettings) {
    const { clock, sink, spool } = parts;
    this.#parts = parts;
    this.#settings = settings;
    this.#reports = new Reports(parts.name, parts.diagnostics, clock, parts.heard);
    this.#endings = new Endings(this.#books, this.#reports, spool);
    this.#queue = new EntryQueue(dropPolicy(settings.overflow));
    const hasRoom = (): boolean => this.#hasRoom();
    const enqueue = (entry: QueuedEntry): void => this.#enqueue(entry);
    if (spool !== undefined) {
      const host = {
        hasRoom,
        enqueue,
        homeless: (entries: readonly QueuedEntry[], error: unknown): void => this.#takeIn(entries, error),
        takeQueued: () => this.#queue.takeAll(),
        changed: () => this.#changed(),
      };
      this.#backlog = new Backlog(spool, settings.durability, this.#books, host, this.#reports, clock);
    }
    const backlog = this.#backlog;
    const keep = backlog && ((entries: readonly QueuedEntry[]) => entries.forEach((entry) => backlog.add(entry)));
    this.#deck = new Deck(parts, settings, this.#endings, this.#reports, keep);
    const oversize = (entry: QueuedEntry, limit: number): void => void this.#setAside(entry, limit);
    this.#intake = new Intake(this.#queue, backlog, this.#endings, sink, settings, { hasRoom, enqueue, oversize });
    if (backlog !== undefined) this.#schedulePump();
  }

  get settings(): DeliverySettings {
    return this.#settings;
  }

  get clock(): Clock {
    return this.#parts.clock;
  }

  get reports(): Reports {
    return this.#reports;
  }

  /** Whether something is in memory only, which a process that ends by itself should wait for. */
  get hasUnsaved(): boolean {
    return this.#state !== 'stopped' && this.#books.pending > 0;
  }

  books(): BooksCounts {
    return this.#books.counts();
  }

  counts(): DeliveryCounts {
    return {
      ...this.#books.counts(),
      pendingBytes: this.#books.pendingBytes,
      queued: this.#queue.records,
      inFlight: this.#flights.size,
      ...this.#deck.tallies,
      breaker: this.#deck.breaker.state,
      concurrency: this.#deck.concurrency.limit,
    };
  }

  /** Takes an entry in and answers at once; what comes of it is in the books, and in its receipt if it has one. */
  offer(entry: QueuedEntry): Receipt['status'] {
    this.#books.accept(entry.bytes);
    if (this.#state === 'open') return this.#intake.take(entry);
    this.#endings.dropped([entry], 'closed', 'The transport was already ended.');
    return 'failed';
  }

  /** Sends what is there without waiting for full batches; waits for nothing. */
  hurry(): void {
    this.#hurries += 1;
    this.#pump();
    this.#hurries -= 1;
  }

  /** Sends what is there without waiting for full batches, and says what is left at the deadline. */
  async flush(deadlineMillis: number): Promise<FlushAnswer> {
    const before = this.#books.delivered;
    if (this.#state !== 'stopped') await this.#drain(deadlineMillis, () => false);
    return this.#answer(before);
  }

  /**
   * Takes nothing more, drains until the deadline, and puts the rest where it survives. With a spool it does not wait
   * for a destination that is down.
   */
  async end(deadlineMillis: number = this.#settings.endMillis): Promise<FlushAnswer> {
    const before = this.#books.delivered;
    if (this.#state === 'open') {
      this.#state = 'ending';
      await this.#drain(deadlineMillis, () => this.#backlog !== undefined && this.#deck.breaker.state === 'open');
      await this.#stop();
    }
    return this.#answer(before);
  }

  /** For the exit hook: what is left goes to the sink or the spool, synchronously. */
  exit(): void {
    if (this.#state === 'stopped') return;
    this.#state = 'stopped';
    this.#settle('exit', 'The process ended.');
    void this.#closing('spool.failed', 'The spool could not be closed.', () => this.#parts.spool?.closeSync());
    this.#reports.flush();
  }

  #answer(deliveredBefore: number): FlushAnswer {
    return {
      delivered: this.#books.delivered - deliveredBefore,
      pending: this.#books.pending + this.#books.spooled,
    };
  }

  #hasRoom(): boolean {
    const { records, bytes } = this.#settings.capacity;
    return this.#books.pending <= records && this.#books.pendingBytes <= bytes;
  }

  #enqueue(entry: QueuedEntry): void {
    entry.queuedAt = this.#parts.clock.monotonic();
    this.#queue.push(entry);
    if (this.#pumpScheduled) return;
    const { records, ageMillis } = this.#settings.batch;
    const full = this.#queue.records >= records || this.#queue.bytes >= this.#deck.sizeLimit;
    if (full || this.#hurries > 0) this.#schedulePump();
    else this.#timer ??= this.#parts.clock.schedule(() => this.#pump(), ageMillis);
  }

  /** Entries that the spool refused: memory is what is left. */
  #takeIn(entries: readonly QueuedEntry[], error: unknown): void {
    const words = 'The spool could not be written.';
    this.#reports.report({ name: 'spool.failed', message: words, records: entries.length, error });
    for (const entry of entries) {
      if (this.#hasRoom()) this.#enqueue(entry);
      else this.#endings.dropped([entry], 'spool_failed', words, error);
    }
    this.#changed();
  }

  async #setAside(entry: QueuedEntry, limit: number): Promise<void> {
    this.#oversize.add(entry);
    await this.#deck.oversize(entry, limit);
    this.#oversize.delete(entry);
    this.#changed();
  }

  #schedulePump(): void {
    if (this.#pumpScheduled) return;
    this.#pumpScheduled = true;
    setImmediate(() => {
      this.#pumpScheduled = false;
      this.#pump();
    });
  }

  /** Starts as many flights as may be, and sees to it that it is called again in time. */
  #pump(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#state === 'stopped') return;
    const { batch } = this.#settings;
    const limits = { records: batch.records, bytes: this.#deck.sizeLimit };
    const now = this.#parts.clock.monotonic();
    const dueBefore = this.#hurries > 0 ? Number.POSITIVE_INFINITY : now - batch.ageMillis;
    while (this.#mayStart()) {
      const entries = this.#queue.take(limits, dueBefore);
      if (entries === undefined) break;
      this.#start(entries);
    }
    const oldest = this.#queue.oldestQueuedAt();
    if (oldest !== undefined && this.#mayStart()) {
      this.#timer = this.#parts.clock.schedule(() => this.#pump(), Math.max(1, oldest + batch.ageMillis - now));
    }
    this.#readBack();
  }

  /** Past the first, flights start only while the destination is well: they would only wait at the breaker. */
  #mayStart(): boolean {
    if (this.#backlog?.ready === false) return false;
    if (this.#flights.size === 0) return true;
    return this.#deck.breaker.state === 'closed' && this.#flights.size < this.#deck.concurrency.limit;
  }

  #start(entries: readonly QueuedEntry[]): void {
    const flight = new Flight(entries, this.#deck);
    this.#flights.add(flight);
    void flight.run().then(() => {
      // Once stopped, flights keep what they hold until it is settled.
      if (!this.#deck.stopped) this.#flights.delete(flight);
      this.#changed();
    });
  }

  #readBack(): void {
    const { capacity, batch } = this.#settings;
    if (this.#backlog === undefined || (this.#backlog.ready && this.#queue.records >= batch.records)) return;
    const records = Math.min(2 * batch.records, capacity.records - this.#books.pending);
    const bytes = Math.min(2 * batch.bytes, capacity.bytes - this.#books.pendingBytes);
    if (records > 0 && bytes > 0) void this.#backlog.readBack({ records, bytes });
  }

  #changed(): void {
    this.#schedulePump();
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** Hurries everything along that is here now, until it has ended, the deadline has passed, or `enough` says so. */
  async #drain(deadlineMillis: number, enough: () => boolean): Promise<void> {
    const { clock } = this.#parts;
    const wait: { over: boolean; mark: Mark | undefined } = { over: false, mark: undefined };
    const timer = clock.schedule(() => {
      wait.over = true;
      this.#changed();
    }, deadlineMillis);
    // The clock's timers let a process end; whoever awaits this does not want it to.
    const alive = setInterval(() => {}, 2 ** 30);
    this.#hurries += 1;
    // What is on its way to the disk has no place yet that could be waited for.
    void (this.#backlog?.written() ?? Promise.resolve()).then(() => {
      wait.mark = { time: clock.monotonic(), disk: this.#backlog?.mark() ?? 0 };
      this.#deck.hurry();
      this.#changed();
    });
    while (!wait.over && !this.#hasPassed(wait.mark) && !enough()) {
      await new Promise<void>((resolve) => void this.#waiting.add(resolve));
    }
    this.#hurries -= 1;
    clearInterval(alive);
    timer.cancel();
  }

  #hasPassed(mark: Mark | undefined): boolean {
    if (this.#backlog?.ready === false) return false;
    if (this.#books.pending + this.#books.spooled === 0) return true;
    if (mark === undefined) return false;
    if (this.#backlog !== undefined && !this.#backlog.passed(mark.disk)) return false;
    const oldest = this.#queue.oldestQueuedAt();
    const flying = [...this.#flights].flatMap((flight) => [...flight.sending, ...flight.waiting]);
    const younger = (entry: QueuedEntry): boolean => entry.queuedAt > mark.time;
    return this.#oversize.size === 0 && (oldest === undefined || oldest > mark.time) && flying.every(younger);
  }

  async #stop(): Promise<void> {
    this.#deck.stop();
    while ([...this.#flights].some((flight) => flight.sending.length > 0)) {
      await new Promise<void>((resolve) => void this.#waiting.add(resolve));
    }
    await this.#backlog?.written();
    this.#state = 'stopped';
    this.#timer?.cancel();
    this.#settle('closed', 'The transport ended.');
    await this.#closing('sink.fault', 'The sink could not be closed.', () => this.#parts.sink.close?.());
    await this.#closing('spool.failed', 'The spool could not be closed.', () => this.#parts.spool?.close());
    this.#reports.flush();
  }

  /** Puts what is left where it survives; what has no such place is dropped with the reason. */
  #settle(reason: DropReason, words: string): void {
    const { sink } = this.#parts;
    this.#backlog?.writeSync();
    const flights = [...this.#flights];
    // A sink that can write at exit has its own write under way, which ends: writing it again would double it.
    const sending = sink.sendSync === undefined ? flights.flatMap((flight) => flight.sending) : [];
    let left = [...sending, ...flights.flatMap((flight) => flight.waiting), ...this.#queue.takeAll()];
    if (sink.sendSync !== undefined && left.length > 0 && this.#written(left)) left = [];
    try {
      this.#backlog?.leave(left);
      if (this.#backlog === undefined) this.#endings.dropped(left, reason, words);
    } catch (error) {
      this.#endings.dropped(left, 'spool_failed', 'The spool could not be written at the end.', error);
    }
    this.#endings.dropped([...this.#oversize], 'oversize', words);
    this.#backlog?.close();
  }

  #written(entries: readonly QueuedEntry[]): boolean {
    try {
      this.#parts.sink.sendSync?.(entries);
    } catch (error) {
      this.#reports.report({ name: 'sink.fault', message: 'The sink could not write at the end.', error });
      return false;
    }
    this.#endings.delivered(entries);
    return true;
  }

  async #closing(name: 'sink.fault' | 'spool.failed', message: string, close: () => unknown): Promise<void> {
    try {
      await close();
    } catch (error) {
      this.#reports.report({ name, message, error });
    }
  }
}
