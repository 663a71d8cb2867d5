import { join } from 'node:path';
import { type Clock, TailraceError, type Timer } from '@tailrace/core';
import { hotName } from './layout.ts';
import { type OpenWalFile, openWalFile, WalSegment } from './wal-segment.ts';

/** What a write-ahead log needs to run. */
export interface WalOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly nextSequence: number;
  readonly rotateBytes: number;
  readonly rotateMillis: number;
  readonly groupMillis: number;
  readonly groupBytes: number;
  /** A file was closed and may be compacted. */
  readonly onSealed: (sequence: number, bytes: number) => void;
  readonly open?: OpenWalFile;
}

interface Waiting {
  readonly buffer: Buffer;
  readonly onDurable: (sequence: number) => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const HOLD_OPEN_MILLIS = 60_000;
const FULL_CODES = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * The write-ahead log: appends are gathered for a moment, written with one `writev`, synced once, and then all
 * acknowledged together. A file that is large or old enough is sealed, and the next one begins.
 */
export class Wal {
  readonly #options: WalOptions;
  readonly #open: OpenWalFile;
  #active: WalSegment | undefined;
  #nextSequence: number;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #work: Promise<void> = Promise.resolve();
  #groupTimer: Timer | undefined;
  #rotateTimer: Timer | undefined;
  #holdOpen: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: WalOptions) {
    this.#options = options;
    this.#open = options.open ?? openWalFile;
    this.#nextSequence = options.nextSequence;
  }

  /** The file being written, and its durable bytes. */
  get active(): { readonly sequence: number; readonly bytes: number } | undefined {
    return this.#active === undefined ? undefined : { sequence: this.#active.sequence, bytes: this.#active.bytes };
  }

  /**
   * Appends whole lines; resolves when they are durable.
   *
   * `onDurable` learns the file's sequence number first, in the same turn, before that file can be sealed. Rejects with
   * `TAILRACE_STORE_FULL`, or `TAILRACE_STORE_FAILED` for other failures of the disk; nothing was kept then.
   */
  append(buffer: Buffer, onDurable: (sequence: number) => void): Promise<void> {
    if (this.#closed) return Promise.reject(new TailraceError('TAILRACE_STORE_CLOSED', 'The store is closed.'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ buffer, onDurable, resolve, reject });
      this.#waitingBytes += buffer.length;
      // The clock's timers never keep the process alive; an append that waits for its sync must.
      this.#holdOpen ??= setInterval(() => undefined, HOLD_OPEN_MILLIS);
      if (this.#waitingBytes >= this.#options.groupBytes) this.#flushSoon();
      else this.#groupTimer ??= this.#options.clock.schedule(() => this.#flushSoon(), this.#options.groupMillis);
    });
  }

  /** Writes what waits and seals the active file, if it holds anything. */
  seal(): Promise<void> {
    this.#flushSoon();
    return this.#then(() => this.#seal());
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#flushSoon();
    await this.#then(async () => {
      this.#rotateTimer?.cancel();
      await this.#active?.close().catch(() => undefined);
      this.#active = undefined;
    });
  }

  #flushSoon(): void {
    this.#groupTimer?.cancel();
    this.#groupTimer = undefined;
    void this.#then(() => this.#flush());
  }

  /** Runs one piece of work after the other; a failed one does not stop the next. */
  #then(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting;
    if (batch.length === 0) return;
    this.#waiting = [];
    this.#waitingBytes = 0;
    try {
      const active = await this.#activeFile();
      await active.write(batch.map(({ buffer }) => buffer));
      for (const { onDurable, resolve } of batch) {
        onDurable(active.sequence);
        resolve();
      }
    } catch (error) {
      const failure = failureOf(error);
      for (const one of batch) one.reject(failure);
      return;
    } finally {
      if (this.#waiting.length === 0) {
        clearInterval(this.#holdOpen);
        this.#holdOpen = undefined;
      }
    }
    if (this.#active !== undefined && this.#active.bytes >= this.#options.rotateBytes) await this.#seal();
  }

  async #activeFile(): Promise<WalSegment> {
    if (this.#active !== undefined) return this.#active;
    const sequence = this.#nextSequence;
    // Counted before the file is made: a name that half exists is not tried again.
    this.#nextSequence += 1;
    const path = join(this.#options.folder, hotName(sequence));
    this.#active = new WalSegment(sequence, path, await this.#open(path));
    this.#rotateLater();
    return this.#active;
  }

  #rotateLater(): void {
    this.#rotateTimer?.cancel();
    this.#rotateTimer = this.#options.clock.schedule(
      () => void this.#then(() => this.#seal()),
      this.#options.rotateMillis,
    );
  }

  async #seal(): Promise<void> {
    const active = this.#active;
    if (active === undefined) return;
    if (active.bytes === 0) return this.#rotateLater();
    this.#rotateTimer?.cancel();
    this.#active = undefined;
    // What was acknowledged is synced already; a failing close loses nothing.
    await active.close().catch(() => undefined);
    this.#options.onSealed(active.sequence, active.bytes);
  }
}

function failureOf(error: unknown): TailraceError {
  if (error instanceof TailraceError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== undefined && FULL_CODES.has(code)) {
    return new TailraceError('TAILRACE_STORE_FULL', `The disk under the store is full (${code}); nothing was kept.`, {
      cause: error,
    });
  }
  return new TailraceError(
    'TAILRACE_STORE_FAILED',
    `The write-ahead log could not be written (${code ?? String(error)}); nothing was kept.`,
    {
      cause: error,
    },
  );
}
