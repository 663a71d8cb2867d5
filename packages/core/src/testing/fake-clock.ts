import type { Clock, Timer } from '../process/clock.ts';

interface Scheduled {
  readonly due: number;
  readonly callback: () => void;
}

/** Time that stands still until a test moves it. */
export class FakeClock implements Clock {
  #elapsed = 0;
  #wall: number;
  readonly #scheduled = new Set<Scheduled>();

  constructor(start: number = Date.UTC(2026, 0, 1)) {
    this.#wall = start;
  }

  now(): number {
    return this.#wall + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  schedule(callback: () => void, millis: number): Timer {
    const scheduled: Scheduled = { due: this.#elapsed + Math.max(0, millis), callback };
    this.#scheduled.add(scheduled);
    return { cancel: () => void this.#scheduled.delete(scheduled) };
  }

  /** Moves the wall clock alone, as an administrator or NTP does. */
  jump(millis: number): void {
    this.#wall += millis;
  }

  /** Lets time pass; callbacks run in the order they are due, with promises settled between them. */
  async advance(millis: number): Promise<void> {
    const end = this.#elapsed + millis;
    await settled();
    for (;;) {
      const next = this.#next(end);
      if (next === undefined) break;
      this.#scheduled.delete(next);
      this.#elapsed = Math.max(this.#elapsed, next.due);
      next.callback();
      await settled();
    }
    this.#elapsed = end;
    await settled();
  }

  /** How many callbacks are scheduled. */
  get pending(): number {
    return this.#scheduled.size;
  }

  #next(end: number): Scheduled | undefined {
    let next: Scheduled | undefined;
    for (const scheduled of this.#scheduled) {
      if (scheduled.due <= end && (next === undefined || scheduled.due < next.due)) next = scheduled;
    }
    return next;
  }
}

/** Resolves when the promises and immediates that are ready now have run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
