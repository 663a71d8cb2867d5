/** Splits a refused batch: the first half is tried first, so that order is kept around the one bad record. */
export function halves<T>(entries: readonly T[]): [first: readonly T[], second: readonly T[]] {
  const middle = Math.ceil(entries.length / 2);
  return [entries.slice(0, middle), entries.slice(middle)];
}
