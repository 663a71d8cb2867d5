import { printFilter } from '@tailrace/query';
import { type RetentionPlan, type RetentionStep, stepAt } from '@tailrace/store';
import type { Segment } from './catalog.ts';

/** What a round of retention did. */
export interface Retained {
  /** Segments that were deleted. */
  readonly segments: number;
  /** Segments that were written anew with the records that stay. */
  readonly rewritten: number;
  /** Records that were removed in both ways. */
  readonly records: number;
  readonly bytes: number;
}

/** What is to be done with a segment. */
export interface Due {
  readonly segment: Segment;
  /** What stays of it; undefined where nothing does. */
  readonly keep: RetentionStep['keep'];
}

/**
 * When the records of each segment arrived, at the latest.
 *
 * A write-ahead file has arrived before the next one: where a clock was ahead for a while, what was written then arrived
 * no later than what was written after it.
 */
export function arrivalsOf(segments: readonly Segment[]): ReadonlyMap<Segment, number> {
  const arrivals = new Map<Segment, number>();
  let earliest = Number.POSITIVE_INFINITY;
  for (const segment of [...segments].sort((a, b) => b.summary.last - a.summary.last)) {
    earliest = Math.min(earliest, segment.summary.arrivedAt);
    arrivals.set(segment, earliest);
  }
  return arrivals;
}

/** What is past its age, oldest first. */
export function dueByAge(segments: readonly Segment[], plan: RetentionPlan, now: number): Due[] {
  const arrivals = arrivalsOf(segments);
  const due: Due[] = [];
  for (const segment of oldestFirst(segments, arrivals)) {
    const step = stepAt(plan, now - (arrivals.get(segment) ?? now));
    if (step !== undefined && !isKept(segment, step.keep)) due.push({ segment, keep: step.keep });
  }
  return due;
}

/** What may be thinned out to save bytes: what holds more than the records that go last, oldest first. */
export function thinnable(segments: readonly Segment[], { precious }: RetentionPlan): Due[] {
  if (precious === undefined) return [];
  return oldestFirst(segments, arrivalsOf(segments)).flatMap((segment) =>
    isKept(segment, precious) ? [] : [{ segment, keep: precious }],
  );
}

/** The segments by their arrival. */
export function byArrival(segments: readonly Segment[]): Segment[] {
  return oldestFirst(segments, arrivalsOf(segments));
}

/** Bytes of a segment on disk, its index included. */
export function bytesOf(segment: Segment): number {
  return segment.summary.bytes + segment.indexBytes;
}

function oldestFirst(segments: readonly Segment[], arrivals: ReadonlyMap<Segment, number>): Segment[] {
  return [...segments].sort(
    (a, b) => (arrivals.get(a) ?? 0) - (arrivals.get(b) ?? 0) || a.summary.first - b.summary.first,
  );
}

function isKept({ summary }: Segment, keep: RetentionStep['keep']): boolean {
  return keep !== undefined && summary.kept === printFilter(keep);
}
