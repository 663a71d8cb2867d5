import type { Clock } from '@tailrace/core';

/** How many failures of the new logger are too many. */
export interface HaltOptions {
  /** Default 100. */
  readonly failures?: number;
  /** Default 60,000. */
  readonly withinMillis?: number;
}

/** Notices when too many failures come within a time. */
export class FailureLimit {
  readonly #failures: number;
  readonly #withinMillis: number;
  readonly #clock: Clock;
  #since = Number.NEGATIVE_INFINITY;
  #seen = 0;

  constructor({ failures = 100, withinMillis = 60_000 }: HaltOptions, clock: Clock) {
    this.#failures = failures;
    this.#withinMillis = withinMillis;
    this.#clock = clock;
  }

  /** Takes note of a failure; answers whether that is one too many. */
  isReachedBy(): boolean {
    const now = this.#clock.monotonic();
    if (now - this.#since > this.#withinMillis) {
      this.#since = now;
      this.#seen = 0;
    }
    this.#seen += 1;
    return this.#seen >= this.#failures;
  }

  forget(): void {
    this.#seen = 0;
  }
}
