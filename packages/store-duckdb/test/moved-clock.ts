import { type Clock, systemClock } from '@tailrace/core';

/** The system's clock, moved by hand; timers run as they do. */
export class MovedClock implements Clock {
  /** Milliseconds by which the time is ahead. */
  aheadMillis = 0;
  /** Milliseconds that have passed besides. */
  passedMillis = 0;

  now(): number {
    return systemClock.now() + this.aheadMillis + this.passedMillis;
  }

  monotonic(): number {
    return systemClock.monotonic() + this.passedMillis;
  }

  schedule: Clock['schedule'] = (callback, delayMillis) => systemClock.schedule(callback, delayMillis);
}
