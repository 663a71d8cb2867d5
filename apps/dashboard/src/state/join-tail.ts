import type { WireRecord } from '../api/types.ts';

/**
 * Joins what a live tail brought with what was found, newest first and each once.
 *
 * @param isLive - Records come in the order they arrived; of a tail that is paused they stand by their times.
 */
export function joinTail(
  tail: { readonly records: readonly WireRecord[]; readonly full: boolean },
  found: readonly WireRecord[],
  isLive: boolean,
): readonly WireRecord[] {
  if (tail.records.length === 0) return found;
  // There would be a hole between the two.
  if (tail.full && isLive) return tail.records;
  const seen = new Set(tail.records.map(({ id }) => id));
  const all = [...tail.records, ...found.filter(({ id }) => !seen.has(id))];
  return isLive ? all : all.sort(newestFirst);
}

function newestFirst(a: WireRecord, b: WireRecord): number {
  if (a.timestamp !== b.timestamp) return a.timestamp < b.timestamp ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}
