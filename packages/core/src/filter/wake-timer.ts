import type { Clock, Timer } from '../process/clock.ts';
import type { FilterStep } from './filter.ts';

/** The one timer of a chain: set to when the first of its steps is due. */
export class WakeTimer {
  readonly #clock: Clock;
  readonly #epoch: number;
  readonly #timed: readonly FilterStep[];
  readonly #wake: () => void;
  #timer: Timer | undefined;
  #due = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, steps: readonly FilterStep[], wake: () => void) {
    this.#clock = clock;
    this.#epoch = clock.now() - clock.monotonic();
    this.#timed = steps.filter((step) => step.nextDue !== undefined);
    this.#wake = wake;
  }

  /** Epoch milliseconds that never run backwards: a clock that is set back must not stretch a window by an hour. */
  now(): number {
    return this.#epoch + this.#clock.monotonic();
  }

  /** Sets the timer earlier where a step is due before it; what is due later is seen when it fires. */
  arm(): void {
    let due = Number.POSITIVE_INFINITY;
    for (const step of this.#timed) {
      const ofStep = dueOf(step);
      if (ofStep < due) due = ofStep;
    }
    if (due >= this.#due) return;
    this.#timer?.cancel();
    this.#due = due;
    this.#timer = this.#clock.schedule(
      () => {
        this.#timer = undefined;
        this.#due = Number.POSITIVE_INFINITY;
        this.#wake();
      },
      // Rounded up: a timer that fires a fraction of a millisecond early finds nothing due and is set again.
      Math.max(1, Math.ceil(due - this.now())),
    );
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#due = Number.POSITIVE_INFINITY;
  }
}

function dueOf(step: FilterStep): number {
  try {
    return step.nextDue?.() ?? Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
