/** How quickly the smoothed round trip follows the last one. */
const SMOOTHING = 0.4;
/** A round trip this much longer than usual means that the destination queues. */
const SLOW = 1.5;
const BACK_OFF = 0.9;

/**
 * How many batches may be in flight: one more for each round in which all went well, a tenth less when the
 * destination fails or slows down.
 */
export class AdaptiveConcurrency {
  readonly #max: number;
  #limit = 1;
  #smoothed: number | undefined;

  constructor(max: number) {
    this.#max = max;
  }

  /** Batches that may be in flight now, at least 1. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  succeeded(roundTripMillis: number): void {
    const usual = this.#smoothed ?? roundTripMillis;
    this.#smoothed = usual + SMOOTHING * (roundTripMillis - usual);
    if (roundTripMillis > usual * SLOW + 1) this.#shrink();
    else this.#limit = Math.min(this.#max, this.#limit + 1 / this.#limit);
  }

  failed(): void {
    this.#shrink();
  }

  #shrink(): void {
    this.#limit = Math.max(1, this.#limit * BACK_OFF);
  }
}
