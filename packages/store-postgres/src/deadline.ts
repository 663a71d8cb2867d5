import { type Clock, TailraceError, type Timer } from '@tailrace/core';

/** Ends work that was cancelled or takes too long, whichever comes first. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: Timer | undefined;
  readonly #given: AbortSignal | undefined;

  constructor(
    clock: Clock,
    timeoutMillis: number,
    given?: AbortSignal,
    late: (millis: number) => TailraceError = tookTooLong,
  ) {
    this.#given = given;
    if (Number.isFinite(timeoutMillis)) {
      this.#timer = clock.schedule(() => this.#controller.abort(late(timeoutMillis)), timeoutMillis);
    }
    if (given?.aborted) this.#cancel();
    else given?.addEventListener('abort', this.#cancel, { once: true });
  }

  /** Its reason is the error that the work rejects with. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  check(): void {
    if (this.signal.aborted) throw this.signal.reason as Error;
  }

  end(): void {
    this.#timer?.cancel();
    this.#given?.removeEventListener('abort', this.#cancel);
  }

  readonly #cancel = (): void => {
    this.#controller.abort(new TailraceError('TAILRACE_QUERY_CANCELLED', 'The query was cancelled.'));
  };
}

function tookTooLong(millis: number): TailraceError {
  const words = `The query took longer than ${millis} ms: narrow the time or the filter, or ask for fewer records.`;
  return new TailraceError('TAILRACE_QUERY_LIMIT', words);
}
