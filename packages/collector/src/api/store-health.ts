import { type Clock, type Diagnostics, TailraceError } from '@tailrace/core';

/** A failure is remembered this long without a further one: where a balancer keeps writers away, nobody would ever try. */
const REMEMBER_MILLIS = 10_000;

/** Remembers whether the store takes records, from what happened to the last ones. */
export class StoreHealth {
  readonly #clock: Clock;
  readonly #diagnostics: Diagnostics;
  #failure: { readonly reason: string; readonly at: number } | undefined;

  constructor(clock: Clock, diagnostics: Diagnostics) {
    this.#clock = clock;
    this.#diagnostics = diagnostics;
  }

  /** The store kept records. */
  worked(): void {
    this.#failure = undefined;
  }

  /** The store failed to keep records; reported once until it works again. */
  failed(error: unknown): void {
    const reason = error instanceof TailraceError ? error.code : 'TAILRACE_INTERNAL';
    if (this.#failure === undefined) {
      this.#diagnostics.report({
        name: 'store.failed',
        source: 'collector',
        message: `The store does not take records (${reason}).`,
        error,
      });
    }
    this.#failure = { reason, at: this.#clock.monotonic() };
  }

  /** The code of what is wrong now, if anything is. */
  get failure(): string | undefined {
    if (this.#failure === undefined || this.#clock.monotonic() - this.#failure.at > REMEMBER_MILLIS) return undefined;
    return this.#failure.reason;
  }
}
