import type { Clock, DropReason, Timer } from '@tailrace/core';
import type { Books } from './books.ts';
import type { BatchLimits } from './queue.ts';
import { QueuedEntry } from './queued-entry.ts';
import type { Durability } from './receipt.ts';
import type { Reports } from './reports.ts';
import { ReadEntry } from './spool/read-entry.ts';
import type { Spool, SpoolCounts, SpooledEntry, SpoolPosition } from './spool/spool-contract.ts';
import { GroupWriter } from './group-writer.ts';

/** What the backlog asks of the delivery around it. */
export interface BacklogHost {
  /** Whether there is room in memory for an entry that is pending already. */
  hasRoom(): boolean;
  /** Takes an entry into the queue. */
  enqueue(entry: QueuedEntry): void;
  /** Takes entries that the spool would not take. */
  homeless(entries: readonly QueuedEntry[], error: unknown): void;
  /** Gives up everything that is queued, in order. */
  takeQueued(): readonly QueuedEntry[];
  /** Something was read back, or the disk has been emptied. */
  changed(): void;
}

/** How often to look for entries that the spool took over from other runs meanwhile. */
const LOOK_MILLIS = 30_000;

/** How long to leave a spool alone that could not be read. */
const READ_AGAIN_MILLIS = 1_000;

/**
 * The part of the queue that is on disk.
 *
 * With durability `memory` it takes what does not fit into memory; otherwise everything goes through it first and
 * is kept in memory as well while there is room. Either way: as long as something is on disk only, whatever comes
 * later goes behind it, so that order is kept.
 */
export class Backlog {
  readonly #spool: Spool;
  readonly #books: Books;
  readonly #host: BacklogHost;
  readonly #reports: Reports;
  readonly #clock: Clock;
  readonly #writer: GroupWriter;
  /** Whether every entry goes to the disk before it is acknowledged. */
  readonly writesAhead: boolean;
  /** Entries on disk only. */
  #unread = 0;
  /** Entries that went to disk only, and that came back, since the start. */
  #gone = 0;
  #back = 0;
  /** The last position that went into memory at once: reading passes over those. */
  #inMemoryThrough: SpoolPosition | undefined;
  #reading = false;
  #readAgain: Timer | undefined;
  #closed = false;
  #lossesKnown: SpoolCounts;
  #adopted = 0;
  #ready = false;
  #lookAgain: Timer | undefined;

  constructor(spool: Spool, durability: Durability, books: Books, host: BacklogHost, reports: Reports, clock: Clock) {
    this.#spool = spool;
    this.#books = books;
    this.#host = host;
    this.#reports = reports;
    this.#clock = clock;
    this.writesAhead = durability !== 'memory';
    this.#writer = new GroupWriter(spool, durability === 'disk' ? 'disk' : 'process', {
      written: (entries, positions) => this.#written(entries, positions),
      failed: (entries, error) => host.homeless(entries, error),
    });
    this.#lossesKnown = spool.counts();
    this.#look();
  }

  /**
   * Whether it is known what earlier runs left. Until then nothing is sent, for what they left goes first.
   */
  get ready(): boolean {
    return this.#ready;
  }

  /** Whether new entries have to go behind what is on disk, or on its way there. */
  get mustFollow(): boolean {
    return this.writesAhead || this.#unread > 0 || this.#writer.busy;
  }

  get unread(): number {
    return this.#unread;
  }

  /** A mark for {@link passed}: how many have gone to the disk, of which those before it are older. */
  mark(): number {
    return this.#gone;
  }

  /** Whether everything that was on disk at the mark has come back into memory, or is known to be lost. */
  passed(mark: number): boolean {
    return this.#back >= mark;
  }

  /** @param stage - Set for entries that leave memory by this. */
  add(entry: QueuedEntry, stage: QueuedEntry['stage'] = entry.stage): void {
    entry.stage = stage;
    this.#writer.add(entry);
  }

  /** Resolves when everything that was added before is on disk, or was refused. */
  written(): Promise<void> {
    return this.#writer.settled();
  }

  /** Reads the next entries back into memory, if there are any and no read is under way. */
  async readBack(room: BatchLimits): Promise<void> {
    if (this.#reading || this.#closed || this.#readAgain !== undefined) return;
    if (this.#ready && this.#unread === 0) return;
    this.#reading = true;
    const goneBefore = this.#gone;
    try {
      await this.#writer.pause();
      const read = this.#closed ? [] : await this.#spool.read(room);
      if (this.#closed) return;
      this.#notice();
      if (!this.#ready) this.#makeReady();
      for (const spooled of read) this.#takeBack(spooled);
      const isEnd = read.length === 0 && room.records > 0;
      if (isEnd && this.#unread > 0 && this.#gone === goneBefore && !this.#writer.busy) this.#bookMissing(this.#unread);
    } catch (error) {
      this.#reports.report({ name: 'spool.failed', message: 'The spool could not be read.', error });
      this.#readAgain = this.#clock.schedule(() => {
        this.#readAgain = undefined;
        this.#host.changed();
      }, READ_AGAIN_MILLIS);
    } finally {
      this.#reading = false;
      this.#writer.resume();
    }
    this.#host.changed();
  }

  /** For the end: writes what waits for its append, in the caller's stack; it may come into the queue by that. */
  writeSync(): void {
    this.#writer.writeSync();
  }

  /**
   * For the end: entries in memory stay on disk only, and those that are not there yet are written, in the caller's
   * stack.
   *
   * @throws What the file system throws; then none of the entries was moved.
   */
  leave(entries: readonly QueuedEntry[]): void {
    const unwritten = entries.filter(({ position }) => position === undefined);
    // What is being appended is written before, so it is not to be given again.
    const unconfirmed = new Set(this.#writer.unconfirmed());
    const rest = unwritten.filter((entry) => !unconfirmed.has(entry));
    if (unwritten.length > 0 || unconfirmed.size > 0) this.#spool.appendSync(rest, this.#writer.durability);
    const kept = new Set([...[...unconfirmed].filter(({ stage }) => stage !== 'ended'), ...entries]);
    this.#toDisk([...kept]);
    for (const entry of kept) entry.receipt?.reach();
  }

  /** No more reading; what the spool has lost unread is booked. */
  close(): void {
    this.#closed = true;
    this.#notice();
    this.#lookAgain?.cancel();
    this.#readAgain?.cancel();
    const missing = this.#unread - this.#spool.counts().pendingRecords;
    if (missing > 0) this.#bookMissing(missing);
  }

  #written(entries: readonly QueuedEntry[], positions: readonly SpoolPosition[]): void {
    // With an earlier append still under way these would overtake it in memory; on disk they stand in order.
    this.#notice();
    const mayKeep = this.writesAhead && this.#ready && this.#writer.unconfirmed().length === 0;
    entries.forEach((entry, index) => {
      const position = positions[index] as SpoolPosition;
      entry.position = position;
      if (entry.stage === 'ended') {
        this.#spool.acknowledge([position]);
      } else if (entry.stage === 'here') {
        this.#inMemoryThrough = position;
      } else if (mayKeep && this.#unread === 0 && this.#host.hasRoom()) {
        this.#inMemoryThrough = position;
        this.#host.enqueue(entry);
      } else {
        this.#toDisk([entry]);
      }
      entry.receipt?.reach();
    });
    this.#host.changed();
  }

  #toDisk(entries: readonly QueuedEntry[]): void {
    for (const entry of entries) this.#books.spool(1, entry.bytes);
    this.#unread += entries.length;
    this.#gone += entries.length;
  }

  #takeBack(spooled: SpooledEntry): void {
    const { position, adopted = false } = spooled;
    const through = this.#inMemoryThrough;
    if (!adopted && through !== undefined && isAtOrBefore(position, through)) return;
    const queued = spooled instanceof ReadEntry ? QueuedEntry.ofFrame(spooled.frame) : QueuedEntry.from(spooled.entry);
    queued.position = position;
    queued.backFromDisk = this.#back;
    this.#unread -= 1;
    this.#back += 1;
    this.#books.readBack(1, queued.bytes);
    this.#host.enqueue(queued);
  }

  /** What is queued already was logged after everything that earlier runs left, so it goes behind that. */
  #makeReady(): void {
    this.#ready = true;
    if (this.#unread > 0) for (const entry of this.#host.takeQueued()) this.add(entry, 'coming');
  }

  /** Books what the spool has taken over from other runs since the last look. */
  #notice(): void {
    const { adopted } = this.#spool.counts();
    const more = adopted - this.#adopted;
    this.#adopted = adopted;
    this.#unread += more;
    this.#gone += more;
    this.#books.adopt(more);
  }

  #look(): void {
    this.#lookAgain = this.#clock.schedule(() => {
      this.#notice();
      if (this.#unread > 0) this.#host.changed();
      this.#look();
    }, LOOK_MILLIS);
  }

  /** Unread entries that the spool no longer has: damaged, or evicted by its quotas. It has reported them itself. */
  #bookMissing(missing: number): void {
    const now = this.#spool.counts();
    const before = this.#lossesKnown;
    this.#lossesKnown = now;
    this.#unread -= missing;
    this.#back += missing;
    const expired = Math.min(missing, now.expired - before.expired);
    const damaged = Math.min(missing - expired, now.damaged - before.damaged);
    const losses: readonly (readonly [number, DropReason])[] = [
      [expired, 'spool_expired'],
      [damaged, 'spool_damaged'],
      [missing - expired - damaged, 'spool_full'],
    ];
    for (const [records, reason] of losses) {
      if (records > 0) this.#books.dropSpooled(records, reason);
    }
  }
}

/** Whether one position of this run is at or before another. */
function isAtOrBefore(position: SpoolPosition, other: SpoolPosition): boolean {
  return position.segment === other.segment ? position.offset <= other.offset : position.segment < other.segment;
}
