/** A scheduled callback that can be taken back. */
export interface Timer {
  cancel(): void;
}

/** Time as Tailrace sees it; tests put a fake one in its place. */
export interface Clock {
  /** Epoch milliseconds; may jump. */
  now(): number;
  /** Milliseconds that never run backwards, from an arbitrary start. */
  monotonic(): number;
  /** Calls back once; never keeps the process alive. */
  schedule(callback: () => void, millis: number): Timer;
}

/** What Node's timers take, 24.8 days. */
const LONGEST_MILLIS = 2 ** 31 - 1;

/** The real time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(callback, millis) {
    // Node calls at once where the time is too long for its timers.
    const timeout = setTimeout(callback, Math.min(millis, LONGEST_MILLIS));
    timeout.unref();
    return { cancel: () => clearTimeout(timeout) };
  },
};
