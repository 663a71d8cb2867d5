import type { Clock } from '@tailrace/core';

/** Batches are never made smaller than this. */
const LEAST_BYTES = 1024;
/** How long a destination's refusal is remembered before batches of twice the size are tried again. */
const REMEMBERED_MILLIS = 600_000;

/**
 * How many bytes a batch may have: half of what a destination has refused as too large, and for ten minutes no more,
 * so that it is not met with the same refusal again and again.
 */
export class SizeLimit {
  readonly #maxBytes: number;
  readonly #clock: Clock;
  #bytes: number;
  #until = Number.NEGATIVE_INFINITY;

  constructor(maxBytes: number, clock: Clock) {
    this.#maxBytes = maxBytes;
    this.#bytes = maxBytes;
    this.#clock = clock;
  }

  get bytes(): number {
    if (this.#bytes < this.#maxBytes && this.#clock.monotonic() >= this.#until) {
      this.#bytes = Math.min(this.#maxBytes, this.#bytes * 2);
      this.#until = this.#clock.monotonic() + REMEMBERED_MILLIS;
    }
    return this.#bytes;
  }

  /** A batch of so many bytes was too large. */
  refused(bytes: number): void {
    this.#bytes = Math.max(LEAST_BYTES, Math.min(this.#bytes, Math.floor(bytes / 2)));
    this.#until = this.#clock.monotonic() + REMEMBERED_MILLIS;
  }
}
