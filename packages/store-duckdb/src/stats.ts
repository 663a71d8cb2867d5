import type { StoreAmount, StoreStats } from '@tailrace/store';
import { totalOf } from './books.ts';
import type { Damage, Segment } from './catalog.ts';
import type { HotFile } from './hot-file.ts';
import { bytesOf } from './retention.ts';

/** Sums up what a store holds. */
export function statsOf(
  segments: readonly Segment[],
  hot: readonly Pick<HotFile, 'records' | 'bytes' | 'minTime' | 'maxTime'>[],
  damaged: readonly Damage[],
  removed: StoreAmount,
  archived: readonly Segment[] = [],
): StoreStats {
  const parts = [
    ...segments.map((segment) => ({ ...segment.summary, bytes: bytesOf(segment) })),
    ...hot.filter(({ records }) => records > 0),
    // Their bytes are elsewhere.
    ...archived.map(({ summary, indexBytes }) => ({ ...summary, bytes: indexBytes })),
  ];
  const oldest = parts.reduce((least, { minTime }) => Math.min(least, minTime), Number.POSITIVE_INFINITY);
  const newest = parts.reduce((most, { maxTime }) => Math.max(most, maxTime), Number.NEGATIVE_INFINITY);
  return {
    records: parts.reduce((sum, { records }) => sum + records, 0),
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    segments: segments.length + archived.length,
    ...(archived.length > 0 && {
      archived: totalOf(archived.map(({ summary: { records, bytes } }) => ({ records, segments: 1, bytes }))),
    }),
    ...(parts.length > 0 && { oldest, newest }),
    removed,
    damaged: [...damaged],
  };
}
