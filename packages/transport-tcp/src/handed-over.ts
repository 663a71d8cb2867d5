import type { Clock } from '@tailrace/core';

/** For how long what the kernel has taken counts as not yet read by the peer. */
const AT_RISK_MILLIS = 10_000;

/**
 * Counts the records that the kernel has taken and the peer may not have read: where nothing is acknowledged, they are
 * what the end of a connection may cost.
 */
export class HandedOver {
  readonly #clock: Clock;
  #batches: { readonly at: number; readonly records: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Forgets what was handed over long ago; not while a write waits, for then the peer reads nothing. */
  prune(): void {
    const since = this.#clock.monotonic() - AT_RISK_MILLIS;
    const first = this.#batches.findIndex(({ at }) => at >= since);
    this.#batches = first < 0 ? [] : this.#batches.slice(first);
  }

  add(records: number): void {
    this.#batches.push({ at: this.#clock.monotonic(), records });
  }

  get records(): number {
    return this.#batches.reduce((sum, { records }) => sum + records, 0);
  }
}
