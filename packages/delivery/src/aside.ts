import type { Pauses } from './pause.ts';

/** Flights that wait for their next try without taking up a place that others could fly in. */
export class Aside {
  readonly #pauses: Pauses;
  readonly #changed: () => void;
  readonly #rested: (() => void)[] = [];
  #stopped = false;
  /** How many wait. */
  flights = 0;

  /** @param changed - Called when a place has become free, or one that waited wants a place. */
  constructor(pauses: Pauses, changed: () => void) {
    this.#pauses = pauses;
    this.#changed = changed;
  }

  /** Resolves when the time is over and there is a place again. */
  async wait(millis: number, asked: boolean): Promise<void> {
    this.flights += 1;
    this.#changed();
    await this.#pauses.wait(millis, asked);
    if (!this.#stopped) {
      await new Promise<void>((resolve) => {
        this.#rested.push(resolve);
        this.#changed();
      });
    }
    // Counted as flying from the moment in which it got its place: see `resume`.
    if (this.#stopped) this.flights -= 1;
  }

  /** Gives a place to the one that has rested longest; false where there is none. */
  resume(): boolean {
    const resume = this.#rested.shift();
    if (resume === undefined) return false;
    this.flights -= 1;
    resume();
    return true;
  }

  /** For the end: nobody waits any more. */
  stop(): void {
    this.#stopped = true;
    for (const resume of this.#rested.splice(0)) resume();
  }
}
