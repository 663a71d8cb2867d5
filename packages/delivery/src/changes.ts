import type { Clock } from '@tailrace/core';

/** Lets somebody wait until something is so that only changes now and then. */
export class Changes {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Something has changed: whoever waits looks again. */
  tell(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** Resolves when it is so, or at the deadline; keeps the process alive meanwhile. */
  async until(isSo: () => boolean, deadlineMillis: number): Promise<void> {
    const deadline = { passed: false };
    const timer = this.#clock.schedule(() => {
      deadline.passed = true;
      this.tell();
    }, deadlineMillis);
    // The clock's timers let a process end; whoever waits here does not want it to.
    const alive = setInterval(() => {}, 2 ** 30);
    while (!deadline.passed && !isSo()) {
      await new Promise<void>((resolve) => void this.#waiting.add(resolve));
    }
    clearInterval(alive);
    timer.cancel();
  }
}
