import { type Clock, TailraceError } from '@tailrace/core';
import type { QueryOptions } from '@tailrace/store';

/** Bounds one query: its time, its caller's signal, and what it may read. */
export class Deadline {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #cancel: () => void;
  readonly #timer: { cancel(): void };
  readonly #caller: AbortSignal | undefined;
  readonly #timeoutMillis: number;
  readonly #maxRecords: number;
  #read = 0;
  #late = false;

  constructor(
    { signal, timeoutMillis }: QueryOptions,
    defaults: { timeoutMillis: number; maxRecords: number },
    clock: Clock,
  ) {
    this.#caller = signal;
    this.#timeoutMillis = timeoutMillis ?? defaults.timeoutMillis;
    this.#maxRecords = defaults.maxRecords;
    this.signal = this.#controller.signal;
    this.#cancel = () => this.#controller.abort();
    this.#timer = clock.schedule(() => {
      this.#late = true;
      this.#controller.abort();
    }, this.#timeoutMillis);
    if (signal?.aborted === true) this.#cancel();
    else signal?.addEventListener('abort', this.#cancel, { once: true });
  }

  /** @throws TailraceError `TAILRACE_QUERY_CANCELLED` or `TAILRACE_QUERY_LIMIT` where the query is over. */
  check(): void {
    if (this.#caller?.aborted === true) throw new TailraceError('TAILRACE_QUERY_CANCELLED', 'The query was cancelled.');
    if (this.#late) {
      const words = `The query took longer than ${this.#timeoutMillis} ms: narrow the time or the filter.`;
      throw new TailraceError('TAILRACE_QUERY_LIMIT', words);
    }
  }

  /** Waits for work that others may wait for, too, but not beyond the end. */
  race<Output>(work: Promise<Output>): Promise<Output> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        try {
          this.check();
        } catch (error) {
          reject(error);
        }
      };
      this.signal.addEventListener('abort', stop, { once: true });
      work.then(resolve, reject).finally(() => this.signal.removeEventListener('abort', stop));
    });
  }

  /** Counts records that were read for the query. */
  spend(records: number): void {
    this.#read += records;
    if (this.#read <= this.#maxRecords) return;
    const words = `The query would read more than ${this.#maxRecords} records ('maxRecordsRead'): narrow the time or the filter.`;
    throw new TailraceError('TAILRACE_QUERY_LIMIT', words);
  }

  /** Says of whatever ended the work whether the query was over. */
  judge(error: unknown): unknown {
    try {
      this.check();
    } catch (own) {
      return own;
    }
    return error;
  }

  end(): void {
    this.#timer.cancel();
    this.#caller?.removeEventListener('abort', this.#cancel);
  }
}
