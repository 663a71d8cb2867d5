import type { WireRecord } from '@tailrace/core';
import { compareRecords } from '@tailrace/query';
import type { Segment } from '../catalog.ts';
import type { Bounds } from '../source-sql.ts';

/** Few at first, for most questions end there; then more at once. */
const FIRST = 2;
const GROWTH = 4;

/**
 * Goes on in the archive where the records found here are not enough, a few segments at a time in the order of the
 * question, and no further than it takes.
 */
export async function withArchived(
  found: WireRecord[],
  archived: readonly Segment[],
  { order }: Pick<Bounds, 'order'>,
  limit: number,
  read: (segments: readonly Segment[]) => Promise<WireRecord[]>,
): Promise<WireRecord[]> {
  let records = found;
  let left = archived;
  for (let size = FIRST; ; size *= GROWTH) {
    const last = records.length < limit ? undefined : records.at(-1);
    left = left.filter((segment) => mayHaveEarlier(segment, last, order));
    if (left.length === 0) return records;
    records = merged(records, await read(left.slice(0, size)), order).slice(0, limit);
    left = left.slice(size);
  }
}

/** Whether a segment may have a record that comes before the last one of a full page. */
function mayHaveEarlier({ summary }: Segment, last: WireRecord | undefined, order: Bounds['order']): boolean {
  if (last === undefined) return true;
  const time = Date.parse(last.timestamp);
  return order === 'newest' ? summary.maxTime >= time : summary.minTime <= time;
}

function merged(a: readonly WireRecord[], b: readonly WireRecord[], order: Bounds['order']): WireRecord[] {
  return [...a, ...b].sort(order === 'newest' ? (left, right) => compareRecords(right, left) : compareRecords);
}
