import type { Clock } from '@tailrace/core';

/** How many times lines go at the end of the turn before they wait for others, and how soon one such time comes back. */
const QUICK_TIMES = 8;
const QUICK_AGAIN_MILLIS = 50;
/** How long lines wait for others: a write for each few costs more than the lines themselves. */
const WAIT_MILLIS = 10;

/** Sees to it that a line after a pause goes at once, and many lines together. */
export class Haste {
  readonly #clock: Clock;
  readonly #go: () => void;
  #isComing = false;
  #quickTimes = QUICK_TIMES;
  #lastAt = 0;

  constructor(clock: Clock, go: () => void) {
    this.#clock = clock;
    this.#go = go;
  }

  /** There is something that has to go. */
  soon(): void {
    if (this.#isComing) return;
    this.#isComing = true;
    const go = (): void => {
      this.#isComing = false;
      this.#go();
    };
    const now = this.#clock.monotonic();
    this.#quickTimes = Math.min(QUICK_TIMES, this.#quickTimes + (now - this.#lastAt) / QUICK_AGAIN_MILLIS);
    this.#lastAt = now;
    if (this.#quickTimes < 1) {
      this.#clock.schedule(go, WAIT_MILLIS);
      return;
    }
    this.#quickTimes -= 1;
    setImmediate(go);
  }
}
