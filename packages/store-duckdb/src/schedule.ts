import type { Clock, Timer } from '@tailrace/core';

/** Node's timers hold 31 bits; what is due later than that is never due. */
const LONGEST_MILLIS = 2 ** 31 - 1;

/** What a store does later, all of it taken back when the store closes. */
export class Schedule {
  readonly #clock: Clock;
  readonly #timers = new Set<Timer>();
  readonly #named = new Set<string>();
  #ended = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get ended(): boolean {
    return this.#ended;
  }

  later(millis: number, callback: () => void): void {
    if (this.#ended || millis > LONGEST_MILLIS) return;
    const timer = this.#clock.schedule(() => {
      this.#timers.delete(timer);
      callback();
    }, millis);
    this.#timers.add(timer);
  }

  /** The same, unless something of that name is to be done already. */
  once(name: string, millis: number, callback: () => void): void {
    if (this.#named.has(name)) return;
    this.#named.add(name);
    this.later(millis, () => {
      this.#named.delete(name);
      callback();
    });
  }

  end(): void {
    this.#ended = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }
}
