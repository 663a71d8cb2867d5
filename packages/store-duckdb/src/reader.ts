import { type Clock, TailraceError, type Timer } from '@tailrace/core';
import { Child } from './child.ts';
import type { ReaderSettings } from './reader-child.ts';

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMillis: number;
}

/** The query processes of a store. */
export interface ReaderProcesses {
  readonly most: number;
  /** How far they give way to this process. */
  readonly niceness: number;
}

interface Waiting {
  readonly start: (child: Child) => void;
}

/** A query that does not stop within this time after it was told to is ended with its process. */
const STOP_MILLIS = 2000;
/** Processes without work end after this time. */
const IDLE_MILLIS = 60_000;

/** The query processes: each answers one question at a time, further questions wait for their turn. */
export class Reader {
  readonly #settings: ReaderSettings;
  readonly #most: number;
  readonly #niceness: number;
  readonly #clock: Clock;
  readonly #free: Child[] = [];
  readonly #all = new Set<Child>();
  readonly #waiting: Waiting[] = [];
  #idleTimer: Timer | undefined;
  #closed = false;

  constructor(settings: ReaderSettings, processes: ReaderProcesses, clock: Clock) {
    this.#settings = settings;
    this.#most = processes.most;
    this.#niceness = processes.niceness;
    this.#clock = clock;
  }

  /**
   * Runs an operation in a query process.
   *
   * Rejects with `TAILRACE_QUERY_CANCELLED` when the signal aborts and with `TAILRACE_QUERY_LIMIT` at the end of its
   * time, which counts the wait for a process too.
   */
  async run<Output>(operation: string, input: unknown, { signal, timeoutMillis }: ReadOptions): Promise<Output> {
    const ending = new Ending(this.#clock, timeoutMillis, signal);
    try {
      const child = await ending.race(this.#take(ending));
      let stopTimer: Timer | undefined;
      try {
        const answer = child.call<Output>(operation, input, (cancel) => {
          ending.onEnd(() => {
            cancel();
            stopTimer = this.#clock.schedule(() => child.kill(), STOP_MILLIS);
          });
        });
        const done = answer.finally(() => {
          stopTimer?.cancel();
          this.#give(child);
        });
        done.catch(() => undefined);
        return await ending.race(done);
      } catch (error) {
        throw ending.reason ?? error;
      }
    } finally {
      ending.dispose();
    }
  }

  /** Starts a process before the first question is there. */
  warm(): void {
    if (this.#all.size > 0) return;
    const child = new Child('reader-child', this.#settings, this.#niceness);
    child.start();
    this.#all.add(child);
    this.#free.push(child);
  }

  close(): void {
    this.#closed = true;
    this.#idleTimer?.cancel();
    for (const child of this.#all) child.kill();
    this.#all.clear();
  }

  #take(ending: Ending): Promise<Child> {
    if (this.#closed) return Promise.reject(new TailraceError('TAILRACE_STORE_CLOSED', 'The store is closed.'));
    const free = this.#free.pop();
    if (free !== undefined) return Promise.resolve(free);
    if (this.#all.size < this.#most) {
      const child = new Child('reader-child', this.#settings, this.#niceness);
      this.#all.add(child);
      return Promise.resolve(child);
    }
    return new Promise((resolve) => {
      const waiting: Waiting = { start: resolve };
      this.#waiting.push(waiting);
      ending.onEnd(() => {
        const index = this.#waiting.indexOf(waiting);
        if (index !== -1) this.#waiting.splice(index, 1);
      });
    });
  }

  #give(child: Child): void {
    const next = this.#waiting.shift();
    if (next !== undefined) next.start(child);
    else {
      this.#free.push(child);
      this.#idleTimer?.cancel();
      this.#idleTimer = this.#clock.schedule(() => this.#endIdle(), IDLE_MILLIS);
    }
  }

  #endIdle(): void {
    for (const child of this.#free) child.kill();
  }
}

/** The moment in which a question is not wanted any more, by its signal or its time. */
class Ending {
  reason: TailraceError | undefined;
  readonly #listeners: (() => void)[] = [];
  readonly #timer: Timer;
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = () => this.#end(new TailraceError('TAILRACE_QUERY_CANCELLED', 'The query was cancelled.'));

  constructor(clock: Clock, timeoutMillis: number, signal: AbortSignal | undefined) {
    this.#signal = signal;
    this.#timer = clock.schedule(
      () =>
        this.#end(
          new TailraceError(
            'TAILRACE_QUERY_LIMIT',
            `The query took longer than ${timeoutMillis} ms: narrow the time or the filter.`,
          ),
        ),
      timeoutMillis,
    );
    if (signal?.aborted) this.#onAbort();
    signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Calls back at the end, at once where it has come already. */
  onEnd(listener: () => void): void {
    if (this.reason === undefined) this.#listeners.push(listener);
    else listener();
  }

  /** Waits for work, but not beyond the end. */
  race<Output>(work: Promise<Output>): Promise<Output> {
    return new Promise((resolve, reject) => {
      this.onEnd(() => reject(this.reason));
      work.then(resolve, reject);
    });
  }

  dispose(): void {
    this.#timer.cancel();
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }

  #end(reason: TailraceError): void {
    if (this.reason !== undefined) return;
    this.reason = reason;
    for (const listener of this.#listeners) listener();
  }
}
