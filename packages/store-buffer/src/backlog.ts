import { decodeRecord, type LogRecord, TailraceError } from '@tailrace/core';
import {
  type DeadLetters,
  type Entry,
  openDeadLetters,
  openSpool,
  type Spool,
  type SpooledEntry,
  type SpoolPosition,
} from '@tailrace/delivery';
import type { RecordLine } from '@tailrace/store';
import type { CheckedOptions } from './buffered-options.ts';

/** What waits, and what became of it. */
export interface BufferCounts {
  /** Records that wait on disk for the store behind. */
  readonly waitingRecords: number;
  /** The bytes on disk that hold them. */
  readonly waitingBytes: number;
  /** Records of earlier runs that this one took over. */
  readonly adopted: number;
  /** Records that waited and have been handed over since the start. */
  readonly handedOver: number;
  /** Records that the store refused when they were handed over; they are in the dead letters. */
  readonly refused: number;
  /** Records lost to damage of the disk. */
  readonly damaged: number;
}

/** One record that waited, on its way to the store behind. */
export interface Waiting {
  readonly record: LogRecord;
  readonly entry: Entry;
  readonly position: SpoolPosition;
}

/** How much of what waits is handed over at once. */
const HAND_OVER = { records: 2000, bytes: 4 * 1024 * 1024 };

/** Records on disk that wait for the store behind, in the order they came. */
export class Backlog {
  readonly #spool: Spool;
  readonly #deadLetters: DeadLetters;
  #appending = 0;
  #handedOver = 0;
  #refused = 0;

  private constructor(spool: Spool, deadLetters: DeadLetters) {
    this.#spool = spool;
    this.#deadLetters = deadLetters;
  }

  /** Opens it with what earlier runs left. Rejects with what the file system says. */
  static async open(options: CheckedOptions): Promise<Backlog> {
    const { name, destination, maxBytes, clock, diagnostics } = options;
    const directory = options.directory !== undefined && { directory: options.directory };
    const called = `store-${name}`;
    // What was acknowledged makes no room for what is to come: at the quota, senders are asked to wait.
    const spool = await openSpool({
      ...directory,
      name: called,
      destination,
      maxBytes,
      evicts: false,
      clock,
      diagnostics,
    });
    return new Backlog(spool, openDeadLetters({ ...directory, name: called, diagnostics }));
  }

  /** Whether nothing waits, and nothing is on its way here. */
  get isEmpty(): boolean {
    return this.#appending === 0 && this.#spool.counts().pendingRecords === 0;
  }

  /** Whether anything waits; what is on its way here does not yet. */
  get hasWaiting(): boolean {
    return this.#spool.counts().pendingRecords > 0;
  }

  /** Keeps records; resolves when they are synced. Rejects with `TAILRACE_STORE_FULL` or what the file system says. */
  async keep(lines: readonly RecordLine[]): Promise<void> {
    this.#appending += 1;
    try {
      await this.#spool.append(lines.map(entryOf), 'disk');
    } catch (error) {
      if (!(error instanceof TailraceError && error.code === 'TAILRACE_SPOOL_FULL')) throw error;
      throw new TailraceError('TAILRACE_STORE_FULL', 'The store is away, and what may wait for it does. Come again.');
    } finally {
      this.#appending -= 1;
    }
  }

  /** The next records to hand over, oldest first; empty where none is left that was not handed out. */
  async next(): Promise<readonly Waiting[]> {
    const waiting: Waiting[] = [];
    for (const spooled of await this.#spool.read(HAND_OVER)) {
      const decoded = decodeRecord(textOf(spooled.entry));
      if (decoded.ok) waiting.push({ record: decoded.record, entry: spooled.entry, position: spooled.position });
      else await this.refused([spooled], decoded.message);
    }
    return waiting;
  }

  /** The store has them. */
  handedOver(waiting: readonly Waiting[]): void {
    this.#handedOver += waiting.length;
    this.#spool.acknowledge(waiting.map(({ position }) => position));
  }

  /** The store does not take them. Rejects where they can be kept nowhere; then they go on waiting. */
  async refused(waiting: readonly Pick<SpooledEntry, 'entry' | 'position'>[], reason: string): Promise<void> {
    await this.#deadLetters.write(
      waiting.map(({ entry }) => entry),
      reason,
    );
    this.#refused += waiting.length;
    this.#spool.acknowledge(waiting.map(({ position }) => position));
  }

  counts(): BufferCounts {
    const { pendingRecords, pendingBytes, adopted, damaged } = this.#spool.counts();
    return {
      waitingRecords: pendingRecords,
      waitingBytes: pendingBytes,
      adopted,
      handedOver: this.#handedOver,
      refused: this.#refused,
      damaged,
    };
  }

  close(): Promise<void> {
    return this.#spool.close();
  }
}

function entryOf({ record, text }: RecordLine): Entry {
  const { id, timestamp, severity } = record;
  return { id, timestamp, severity, route: '', body: text };
}

function textOf({ body }: Entry): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
}
