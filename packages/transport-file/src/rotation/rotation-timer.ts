import type { Clock, Timer } from '@tailrace/core';
import { Calendar } from './period.ts';

/** Calls whenever a day or an hour may have ended somewhere, so that a file without new lines is finished too. */
export class RotationTimer {
  readonly #clock: Clock;
  readonly #callback: () => void;
  #timer: Timer | undefined;

  constructor(clock: Clock, callback: () => void) {
    this.#clock = clock;
    this.#callback = callback;
  }

  /** Starts it, if it does not run. */
  start(): void {
    this.#timer ??= this.#clock.schedule(() => {
      this.#timer = undefined;
      this.#callback();
      this.start();
    }, Calendar.millisToNext(this.#clock.now()));
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
