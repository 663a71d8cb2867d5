const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Intervals that people read off an axis without counting. */
const INTERVALS = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 28].map((days) => days * DAY),
];

/** Equal stretches of time, aligned to whole intervals since the epoch. */
export interface Buckets {
  /** Start of the first bucket. */
  readonly first: number;
  /** Start of the last bucket. */
  readonly last: number;
  readonly intervalMillis: number;
}

/** Chooses the interval that cuts `[from, to)` into `wanted` buckets or a few fewer; alignment may add one. */
export function alignBuckets(from: number, to: number, wanted: number): Buckets {
  const least = Math.max(1, (to - from) / wanted);
  const intervalMillis = INTERVALS.find((interval) => interval >= least) ?? Math.ceil(least / (28 * DAY)) * 28 * DAY;
  return {
    first: Math.floor(from / intervalMillis) * intervalMillis,
    last: Math.floor((to - 1) / intervalMillis) * intervalMillis,
    intervalMillis,
  };
}
