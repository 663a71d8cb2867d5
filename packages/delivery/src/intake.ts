import type { Backlog } from './backlog.ts';
import type { DeliverySettings } from './delivery-options.ts';
import type { Endings } from './endings.ts';
import type { Overdue } from './flight.ts';
import type { DropPolicy, EntryQueue } from './queue.ts';
import type { QueuedEntry } from './queued-entry.ts';
import type { Receipt } from './receipt.ts';
import type { Sink } from './sink.ts';

/** What the intake asks of the delivery around it. */
export interface IntakeHost {
  hasRoom(): boolean;
  enqueue(entry: QueuedEntry): void;
  /** Everything that is in flight or queued, in order. */
  held(): readonly QueuedEntry[];
  readonly overdue: Overdue;
  now(): number;
  /** Sees to an entry that is larger than may be sent. */
  oversize(entry: QueuedEntry, limit: number): void;
}

/** How long a sink is left alone that failed to write the whole queue synchronously. */
const WRITE_AGAIN_MILLIS = 500;

/** Decides where a new entry goes: into memory, to the disk, straight to the sink, or nowhere. */
export class Intake {
  readonly #queue: EntryQueue;
  readonly #backlog: Backlog | undefined;
  readonly #endings: Endings;
  readonly #sink: Sink;
  readonly #host: IntakeHost;
  readonly #overflow: DeliverySettings['overflow'];
  readonly #maxEntryBytes: number;
  /** With a sink that keeps what it is given, only what is delivered has the durability that was asked for. */
  readonly #reachedByDelivery: boolean;
  #writeSyncFrom = Number.NEGATIVE_INFINITY;

  constructor(
    queue: EntryQueue,
    backlog: Backlog | undefined,
    endings: Endings,
    sink: Sink,
    settings: DeliverySettings,
    host: IntakeHost,
  ) {
    this.#queue = queue;
    this.#backlog = backlog;
    this.#endings = endings;
    this.#sink = sink;
    this.#host = host;
    this.#overflow = settings.overflow;
    this.#reachedByDelivery = sink.traits.keeps === true && settings.durability !== 'memory';
    const { maxRecordBytes, maxBytes } = sink.traits;
    this.#maxEntryBytes = Math.min(settings.capacity.bytes, maxRecordBytes ?? maxBytes ?? Number.POSITIVE_INFINITY);
  }

  take(entry: QueuedEntry): Receipt['status'] {
    if (entry.bytes > this.#maxEntryBytes) {
      this.#host.oversize(entry, this.#maxEntryBytes);
      return 'failed';
    }
    if (this.#backlog?.mustFollow === true) {
      if (!this.#backlog.writesAhead) entry.receipt?.reach();
      this.#backlog.add(entry);
      return 'queued';
    }
    if (this.#host.hasRoom()) return this.#queued(entry);
    if (this.#overflow === 'spill' && this.#backlog !== undefined) {
      entry.receipt?.reach();
      this.#spill(this.#backlog);
      this.#backlog.add(entry);
      return 'queued';
    }
    if (this.#overflow === 'write-sync' && this.#writeSync(entry)) return 'written_sync';
    return this.#makeRoom(entry) ? this.#queued(entry) : 'failed';
  }

  /** The same for joined records; false where there is no room, so that each has to be seen to by itself. */
  takeJoined(block: QueuedEntry): boolean {
    if (block.bytes > this.#maxEntryBytes || this.#backlog !== undefined) return false;
    if (this.#host.hasRoom()) {
      this.#queued(block);
      return true;
    }
    return this.#overflow === 'write-sync' && this.#writeSync(block);
  }

  /** What the disk refused on its way there. */
  takeBack(entries: readonly QueuedEntry[], words: string, error: unknown): void {
    for (const entry of entries) {
      if (entry.stage !== 'coming') continue;
      if (this.#host.hasRoom()) this.#host.enqueue(entry);
      else this.#endings.dropped([entry], 'spool_failed', words, error);
    }
  }

  #queued(entry: QueuedEntry): Receipt['status'] {
    this.#host.enqueue(entry);
    if (!this.#reachedByDelivery) entry.receipt?.reach();
    return 'queued';
  }

  /** What is in memory is older than what comes: it goes to the disk first, so that the disk has all in order. */
  #spill(backlog: Backlog): void {
    if (backlog.ready) {
      for (const held of this.#host.held()) if (held.position === undefined) backlog.add(held);
    } else {
      // What earlier runs left goes before what is in memory, so that leaves memory.
      for (const queued of this.#queue.takeAll()) backlog.add(queued, 'coming');
    }
  }

  /** Writes what waits for its next try, the whole queue and the new entry behind it, so that order is kept. */
  #writeSync(entry: QueuedEntry): boolean {
    if (this.#host.now() < this.#writeSyncFrom) return false;
    const queue = this.#queue.takeAll();
    const entries = [...this.#host.overdue.entries(), ...queue, entry];
    try {
      this.#sink.sendSync?.(entries);
    } catch {
      this.#writeSyncFrom = this.#host.now() + WRITE_AGAIN_MILLIS;
      // The same failure will meet the next send, which judges and reports it.
      for (const queued of queue) this.#queue.push(queued);
      return false;
    }
    this.#host.overdue.delivered();
    this.#endings.delivered(entries);
    return true;
  }

  /** Drops until there is room; false where the new entry itself had to go. */
  #makeRoom(entry: QueuedEntry): boolean {
    while (!this.#host.hasRoom()) {
      const victim = this.#queue.evictFor(entry) ?? entry;
      this.#endings.dropped([victim], 'queue_full', 'The queue is full.');
      if (victim === entry) return false;
    }
    return true;
  }
}

/** The queue's policy that goes with an overflow setting. */
export function dropPolicy(overflow: DeliverySettings['overflow']): DropPolicy {
  if (typeof overflow === 'object') return { belowSeverity: overflow.dropBelowSeverity };
  return overflow === 'drop-oldest' ? 'oldest' : 'newest';
}
