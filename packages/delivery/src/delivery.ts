import type { Timer } from '@tailrace/core';
import { Backlog } from './backlog.ts';
import type { BlockEntry } from './block-entry.ts';
import { Books, type BooksCounts } from './books.ts';
import { Changes } from './changes.ts';
import { Deck } from './deck.ts';
import { countsOf, type DeliveryCounts } from './delivery-counts.ts';
import type { DeliverySettings } from './delivery-options.ts';
import type { DeliveryParts } from './delivery-parts.ts';
import { Endings } from './endings.ts';
import { entriesOf, Flight, overdueOf } from './flight.ts';
import { dropPolicy, Intake } from './intake.ts';
import { Leftovers } from './leftovers.ts';
import { EntryQueue } from './queue.ts';
import type { Mark, QueuedEntry } from './queued-entry.ts';
import type { FlushAnswer, Receipt } from './receipt.ts';
import { Reports } from './reports.ts';
import { Room } from './room.ts';
import { Roster } from './roster.ts';
import { SetAside } from './set-aside.ts';

/** The state machine that joins queue, spool, flights and books. Nothing in it throws at its caller. */
export class Delivery {
  readonly #parts: DeliveryParts;
  readonly settings: DeliverySettings;
  readonly #books = new Books();
  readonly reports: Reports;
  readonly #endings: Endings;
  readonly #queue: EntryQueue;
  readonly #backlog: Backlog | undefined;
  readonly #intake: Intake;
  readonly #deck: Deck;
  readonly #flights = new Roster<Flight>();
  readonly #changes: Changes;
  readonly #leftovers: Leftovers;
  readonly #oversize = new SetAside(() => this.#changed());
  readonly #room: Room;
  #state: 'open' | 'ending' | 'stopped' = 'open';
  #ended: Promise<void> | undefined;
  /** Flushes under way: while there are any, no batch waits to become full. */
  #hurries = 0;
  #pumpScheduled = false;
  #timer: Timer | undefined;

  constructor(parts: DeliveryParts, settings: DeliverySettings) {
    const { clock, sink, spool } = parts;
    this.#parts = parts;
    this.settings = settings;
    this.#room = new Room(settings, this.#books, this.#oversize);
    this.reports = new Reports(parts.name, parts.diagnostics, clock, parts.heard);
    this.#endings = new Endings(this.#books, this.reports, spool);
    this.#queue = new EntryQueue(dropPolicy(settings.overflow));
    this.#changes = new Changes(clock);
    const queue = { hasRoom: () => this.#room.hasRoom(), enqueue: (entry: QueuedEntry) => this.#enqueue(entry) };
    if (spool !== undefined) {
      const host = {
        ...queue,
        hasRoom: () => this.#room.hasRoomForCopy(this.#deck.breaker.isUnharmed, this.#queue.records),
        homeless: (entries: readonly QueuedEntry[], error: unknown): void => this.#takeIn(entries, error),
        takeQueued: () => this.#queue.takeAll(),
        changed: () => this.#changed(),
      };
      this.#backlog = new Backlog(spool, settings.durability, this.#books, host, this.reports, clock);
    }
    const backlog = this.#backlog;
    const keep =
      backlog && ((entries: readonly QueuedEntry[]) => entries.forEach((entry) => backlog.add(entry, 'coming')));
    this.#deck = new Deck(parts, settings, this.#endings, this.reports, keep, () => this.#changed());
    this.#leftovers = new Leftovers(this.#queue, backlog, this.#endings, sink, this.reports);
    const host = {
      ...queue,
      oversize: (entry: QueuedEntry, limit: number): void => {
        if (this.#oversize.add(entry, settings.capacity.bytes, () => this.#deck.oversize(entry, limit))) return;
        this.#endings.dropped([entry], 'oversize', 'A record is larger than may be sent, and many such wait.');
      },
      held: () => entriesOf(this.#flights.all()).concat(this.#queue.all()),
      overdue: overdueOf(this.#flights, this.#deck.breaker),
      now: () => clock.monotonic(),
    };
    this.#intake = new Intake(this.#queue, backlog, this.#endings, sink, settings, host);
    if (backlog !== undefined) this.#schedulePump();
  }

  /** Whether something is in memory only, which a process that ends by itself should wait for. */
  get hasUnsaved(): boolean {
    return this.#state !== 'stopped' && this.#books.pending > 0;
  }

  books(): BooksCounts {
    return this.#books.counts();
  }

  counts(): DeliveryCounts {
    return countsOf(this.#books, this.#queue.records, this.#flights.size, this.#deck);
  }

  /** Takes an entry in and answers at once; what comes of it is in the books, and in its receipt if it has one. */
  offer(entry: QueuedEntry): Receipt['status'] {
    this.#books.accept(entry.bytes);
    if (this.#state === 'open') return this.#intake.take(entry);
    this.#endings.dropped([entry], 'closed', 'The transport was already ended.');
    return 'failed';
  }

  /** The same for joined records, which are taken apart where there is no room for all of them. */
  offerJoined(block: BlockEntry): void {
    if (this.#state === 'open') {
      this.#books.accept(block.bytes, block.records);
      if (this.#intake.takeJoined(block)) return;
      this.#books.retract(block.bytes, block.records);
    }
    for (const entry of block.parts) this.offer(entry);
  }

  /** Whether it takes records and no try has failed. */
  get isWell(): boolean {
    return this.#state === 'open' && this.#deck.breaker.isUnharmed;
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

  /** Takes nothing more, drains as {@link lastChance}, and puts the rest where it survives. */
  async end(deadlineMillis: number = this.settings.endMillis): Promise<FlushAnswer> {
    const before = this.#books.delivered;
    if (this.#state === 'open') {
      this.#state = 'ending';
      this.#ended = this.lastChance(deadlineMillis).then(() => this.#stop());
    }
    await this.#ended;
    return this.#answer(before);
  }

  /** Drains, but with a spool does not wait for a destination that is down. */
  lastChance(deadlineMillis: number = this.settings.endMillis): Promise<void> {
    return this.#drain(deadlineMillis, () => this.#backlog !== undefined && this.#deck.breaker.state === 'open');
  }

  /** Aborts what is being sent; it is tried again if the process goes on. */
  breakOff(): void {
    this.#deck.breakOff();
  }

  /** For the exit hook: what is left goes to the sink or the spool, synchronously. */
  exit(): void {
    if (this.#state !== 'stopped') {
      this.#state = 'stopped';
      this.#deck.leave();
      this.#leftovers.settle(this.#flights.all(), this.#oversize.all(), 'exit', 'The process ended.');
    }
    void this.reports.guard('spool.failed', 'The spool could not be closed.', () => this.#parts.spool?.closeSync());
    this.reports.flush();
  }

  #answer(before: number): FlushAnswer {
    return { delivered: this.#books.delivered - before, pending: this.#books.pending + this.#books.spooled };
  }

  #enqueue(entry: QueuedEntry): void {
    entry.queuedAt = this.#parts.clock.monotonic();
    entry.stage = 'here';
    this.#queue.push(entry);
    if (this.#pumpScheduled) return;
    const { records, ageMillis } = this.settings.batch;
    const full = this.#queue.records >= records || this.#queue.bytes >= this.#deck.sizeLimit;
    if (full || this.#hurries > 0) this.#schedulePump();
    else this.#timer ??= this.#parts.clock.schedule(() => this.#pump(), ageMillis);
  }

  /** Entries that the spool refused: memory is what is left. */
  #takeIn(entries: readonly QueuedEntry[], error: unknown): void {
    const words = 'The spool could not be written.';
    this.reports.report({ name: 'spool.failed', message: words, records: entries.length, error });
    this.#intake.takeBack(entries, words, error);
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
    const { batch } = this.settings;
    const limits = { records: batch.records, bytes: this.#deck.sizeLimit };
    const now = this.#parts.clock.monotonic();
    const dueBefore = this.#hurries > 0 ? Number.POSITIVE_INFINITY : now - batch.ageMillis;
    const isResting = this.#deck.resting === 0 ? undefined : (route: string) => this.#deck.isResting(route);
    while (this.#mayStart() && this.#deck.resume());
    while (this.#mayStart()) {
      const entries = this.#queue.take(limits, dueBefore, isResting);
      if (entries === undefined) break;
      this.#start(entries);
    }
    const oldest = this.#queue.oldestQueuedAt(isResting);
    if (oldest !== undefined && this.#mayStart()) {
      this.#timer = this.#parts.clock.schedule(() => this.#pump(), Math.max(1, oldest + batch.ageMillis - now));
    }
    this.#readBack();
  }

  /** Past the first, flights start only while the destination is well: they would only wait at the breaker. */
  #mayStart(): boolean {
    if (this.#backlog?.ready === false || this.#deck.stopped) return false;
    const flying = this.#flights.size - this.#deck.resting;
    if (flying === 0) return true;
    return this.#deck.breaker.state === 'closed' && flying < this.#deck.concurrency.limit;
  }

  #start(entries: readonly QueuedEntry[]): void {
    const flight = new Flight(entries, this.#deck);
    this.#flights.add(flight);
    flight.landing = this.reports.guard('batch.failed', 'A fault of the delivery itself left a batch.', async () => {
      await flight.run();
      // Once stopped, flights keep what they hold until it is settled.
      if (!this.#deck.stopped) this.#flights.remove(flight);
      this.#changed();
    });
  }

  #readBack(): void {
    const { batch } = this.settings;
    if (this.#backlog === undefined || (this.#backlog.ready && this.#queue.records >= batch.records)) return;
    const { records, bytes } = this.#room.toReadBack();
    // Until the backlog is ready nothing is sent, so a full queue must not keep it from being so.
    if (records > 0 && bytes > 0) void this.#backlog.readBack({ records, bytes });
    else if (!this.#backlog.ready) void this.#backlog.readBack({ records: 0, bytes: 0 });
  }

  #changed(): void {
    this.#schedulePump();
    this.#changes.tell();
  }

  /** Hurries everything along that is here now, until it has ended, the deadline has passed, or `enough` says so. */
  async #drain(deadlineMillis: number, enough: () => boolean): Promise<void> {
    const backlog = this.#backlog;
    let settled = backlog === undefined;
    let asked = settled;
    let mark: Mark | undefined;
    this.#hurries += 1;
    this.#deck.hurry();
    this.#schedulePump();
    const isOver = (): boolean => {
      // What is on its way to the disk has no place yet that could be waited for. What was queued goes there too once
      // it is known that an earlier run left something, which comes first.
      if (!asked && backlog?.ready === true) {
        asked = true;
        void backlog.written().then(() => {
          settled = true;
          this.#changed();
        });
      }
      if (settled) mark ??= { time: this.#parts.clock.monotonic(), disk: backlog?.mark() ?? 0 };
      return enough() || (mark !== undefined && this.#hasPassed(mark));
    };
    await this.#changes.until(isOver, deadlineMillis);
    this.#hurries -= 1;
  }

  #hasPassed(mark: Mark): boolean {
    if (this.#books.pending + this.#books.spooled === 0) return true;
    if (this.#oversize.records > 0 || this.#backlog?.passed(mark.disk) === false) return false;
    const isLater = (entry: QueuedEntry): boolean => entry.isAfter(mark);
    return this.#queue.everyHead(isLater) && entriesOf(this.#flights.all()).every(isLater);
  }

  async #stop(): Promise<void> {
    this.#deck.stop();
    await Promise.all([...this.#flights.all().map(({ landing }) => landing), this.#oversize.settled()]);
    await this.#backlog?.written();
    this.#state = 'stopped';
    this.#timer?.cancel();
    this.#leftovers.settle(this.#flights.all(), this.#oversize.all(), 'closed', 'The transport ended.');
    await this.reports.guard('sink.fault', 'The sink could not be closed.', () => this.#parts.sink.close?.());
    await this.reports.guard('spool.failed', 'The spool could not be closed.', () => this.#parts.spool?.close());
    this.reports.flush();
  }
}
