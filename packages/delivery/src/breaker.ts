import type { Clock, Timer } from '@tailrace/core';

export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Keeps batches from a destination that is down: after several failures in a row all wait, then one goes ahead as a
 * probe, and its success lets the others through.
 */
export class Breaker {
  readonly #failuresToOpen: number;
  readonly #clock: Clock;
  readonly #changed: (state: BreakerState) => void;
  readonly #waiting: (() => void)[] = [];
  #state: BreakerState = 'closed';
  #failures = 0;
  #timer: Timer | undefined;
  #asked = false;

  constructor(failuresToOpen: number, clock: Clock, changed: (state: BreakerState) => void) {
    this.#failuresToOpen = failuresToOpen;
    this.#clock = clock;
    this.#changed = changed;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Whether nothing has failed since the last success. */
  get isUnharmed(): boolean {
    return this.#failures === 0 && this.#state === 'closed';
  }

  /** Resolves when the caller may send. Whoever entered reports `succeeded` or `failed`. */
  enter(): Promise<void> {
    if (this.#state === 'closed') return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#state === 'open' && this.#timer === undefined) this.#probe();
    });
  }

  succeeded(): void {
    this.#failures = 0;
    if (this.#state === 'closed') return;
    this.#become('closed');
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const resume of this.#waiting.splice(0)) resume();
  }

  /**
   * @param waitMillis - How long to leave the destination alone if this failure opens the breaker.
   * @param asked - The destination itself asked to be left alone (`Retry-After`): `hurry` does not cut that short.
   * @param trip - Open at once, whatever the count.
   */
  failed(waitMillis: number, asked: boolean, trip: boolean): void {
    this.#failures += 1;
    const opens =
      this.#state === 'half-open' || (this.#state === 'closed' && (trip || this.#failures >= this.#failuresToOpen));
    if (!opens) return;
    this.#become('open');
    this.#asked = asked;
    this.#timer?.cancel();
    this.#timer = this.#clock.schedule(() => {
      this.#timer = undefined;
      this.#probe();
    }, waitMillis);
  }

  /** Lets the next probe go now, unless the destination asked for time. */
  hurry(): void {
    if (this.#state !== 'open' || this.#asked) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#probe();
  }

  /** Lets everyone through, for the end. */
  release(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const resume of this.#waiting.splice(0)) resume();
  }

  #probe(): void {
    const probe = this.#waiting.shift();
    if (probe === undefined) return;
    this.#become('half-open');
    probe();
  }

  #become(state: BreakerState): void {
    this.#state = state;
    this.#changed(state);
  }
}
