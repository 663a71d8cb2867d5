import type { Clock } from '@tailrace/core';

/** A step forward that no pause between two rounds explains. */
const JUMP_MILLIS = 86_400_000;
/** How long such a step must last before it is believed. */
const DOUBT_MILLIS = 3_600_000;

/**
 * Decides whether the time may be believed, before something is deleted for its age.
 *
 * A clock that is set a year ahead by mistake would delete everything. So a day or more since the last time that was
 * known is believed only after it has lasted for an hour: by then somebody, or NTP, has set the clock right, or it was
 * right.
 */
export class RetentionClock {
  readonly #clock: Clock;
  #doubtedSince: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Answers the time, or undefined while it is in doubt.
   *
   * @param known - The latest time that is known to have been: of the last round, or of the newest arrival.
   */
  believed(known: number | undefined): number | undefined {
    const now = this.#clock.now();
    if (known !== undefined && now - known >= JUMP_MILLIS) {
      const monotonic = this.#clock.monotonic();
      this.#doubtedSince ??= monotonic;
      if (monotonic - this.#doubtedSince < DOUBT_MILLIS) return undefined;
    }
    this.#doubtedSince = undefined;
    return now;
  }
}
