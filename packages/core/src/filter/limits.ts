import { KeyedStates } from './keyed-states.ts';

/** Answers whether one more record of a key may pass now. */
export type Limit = (key: string, now: number) => boolean;

/** So many a second in the long run, and so many at once after a quiet time. */
export function tokenBucket(perSecond: number, burst: number, maxKeys: number): Limit {
  const perMilli = perSecond / 1000;
  const buckets = new KeyedStates<{ tokens: number; at: number }>(maxKeys);
  return (key, now) => {
    const bucket = buckets.get(key);
    if (bucket === undefined) {
      buckets.set(key, { tokens: burst - 1, at: now });
      return true;
    }
    const elapsed = now - bucket.at;
    if (elapsed > 0) {
      bucket.tokens = Math.min(burst, bucket.tokens + elapsed * perMilli);
      bucket.at = now;
    }
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  };
}

/** The first so many of each window, then every so-many-th. */
export function firstThenEvery(first: number, every: number, windowMillis: number, maxKeys: number): Limit {
  const windows = new KeyedStates<{ start: number; count: number }>(maxKeys);
  return (key, now) => {
    let window = windows.get(key);
    if (window === undefined) {
      window = { start: now, count: 0 };
      windows.set(key, window);
    } else if (now - window.start >= windowMillis) {
      window.start = now;
      window.count = 0;
    }
    window.count += 1;
    const beyond = window.count - first;
    return beyond <= 0 || (every > 0 && beyond % every === 0);
  };
}
