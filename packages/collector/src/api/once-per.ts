import type { Clock } from '@tailrace/core';

/** More than there are callers; where there are more, the oldest is forgotten. */
const MAX_KEYS = 1000;

/** Lets each key through once in a time. */
export class OncePer {
  readonly #clock: Clock;
  readonly #millis: number;
  readonly #last = new Map<string, number>();

  constructor(clock: Clock, millis: number) {
    this.#clock = clock;
    this.#millis = millis;
  }

  admits(key: string): boolean {
    const now = this.#clock.monotonic();
    const last = this.#last.get(key);
    if (last !== undefined && now - last < this.#millis) return false;
    this.#last.delete(key);
    this.#last.set(key, now);
    if (this.#last.size > MAX_KEYS) {
      const [oldest = key] = this.#last.keys();
      this.#last.delete(oldest);
    }
    return true;
  }
}
