import type { Clock } from '@tailrace/core';

/** Waits between tries, which a flush can cut short and the end ends. */
export class Pauses {
  readonly #clock: Clock;
  readonly #running = new Map<() => void, boolean>();
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param asked - The destination asked for this time, so only `stop` cuts it short. */
  wait(millis: number, asked: boolean): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        timer.cancel();
        this.#running.delete(end);
        resolve();
      };
      const timer = this.#clock.schedule(end, millis);
      this.#running.set(end, asked);
    });
  }

  /** Ends the waits that only politeness demands. */
  hurry(): void {
    for (const [end, asked] of this.#running) if (!asked) end();
  }

  /** Ends every wait, now and later. */
  stop(): void {
    this.#stopped = true;
    for (const end of this.#running.keys()) end();
  }
}
