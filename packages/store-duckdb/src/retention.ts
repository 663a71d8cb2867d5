import type { Segment } from './catalog.ts';
import type { RetentionOptions } from './options.ts';

/** What a round of retention deleted. */
export interface Retained {
  readonly segments: number;
  readonly records: number;
  readonly bytes: number;
}

/**
 * Answers which segments are past retention: those that arrived too long ago, and then the oldest ones until the rest is
 * within its bytes.
 *
 * Age counts from arrival and not from a record's own time, so that an old file which was imported today is not gone
 * tomorrow, and a record from the future does not stay for ever.
 */
export function expiredSegments(
  segments: readonly Segment[],
  limits: Required<RetentionOptions>,
  now: number,
): Segment[] {
  const expired = segments.filter(({ summary }) => now - summary.arrivedAt > limits.maxAgeMillis);
  const gone = new Set(expired);
  const left = segments
    .filter((segment) => !gone.has(segment))
    .sort((a, b) => a.summary.arrivedAt - b.summary.arrivedAt || a.summary.first - b.summary.first);
  let bytes = left.reduce((sum, segment) => sum + bytesOf(segment), 0);
  for (const segment of left) {
    if (bytes <= limits.maxBytes) break;
    expired.push(segment);
    bytes -= bytesOf(segment);
  }
  return expired;
}

/** Bytes of a segment on disk, its index included. */
export function bytesOf(segment: Segment): number {
  return segment.summary.bytes + segment.indexBytes;
}
