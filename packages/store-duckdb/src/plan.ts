import type { Bloom } from './bloom.ts';
import type { Segment } from './catalog.ts';
import { mayMatch, needsBloom } from './prune.ts';
import type { SourcePart } from './read-records.ts';
import type { Bounds, Source } from './source-sql.ts';

/** A write-ahead file as a query sees it; the times are open where they are not known. */
export interface HotSource {
  readonly path: string;
  readonly minTime: number;
  readonly maxTime: number;
  /** Whether a record may have a weight other than 1. */
  readonly weighted: boolean;
}

/** What a store's folder holds at one moment. */
export interface Holdings {
  readonly segments: readonly Segment[];
  readonly hot: readonly HotSource[];
}

/** The files that may have records within bounds, in the order of time that is asked for. */
export async function candidates(
  holdings: Holdings,
  bounds: Bounds,
  bloomOf: (segment: Segment) => Promise<Bloom | undefined>,
): Promise<Holdings> {
  const overlaps = ({ minTime, maxTime }: { minTime: number; maxTime: number }) => {
    const { from, to, behind, order } = bounds;
    if (from !== undefined && maxTime < from) return false;
    if (to !== undefined && minTime >= to) return false;
    if (behind === undefined) return true;
    return order === 'newest' ? minTime <= behind.timestamp : maxTime >= behind.timestamp;
  };
  const wantsBloom = needsBloom(bounds.filter);
  const segments: Segment[] = [];
  for (const segment of holdings.segments) {
    // Without the filter first: reading an index costs more than looking at what is in memory.
    if (!overlaps(segment.summary) || !mayMatch(bounds.filter, segment.summary, undefined)) continue;
    if (wantsBloom && !mayMatch(bounds.filter, segment.summary, await bloomOf(segment))) continue;
    segments.push(segment);
  }
  segments.sort((a, b) =>
    bounds.order === 'newest' ? b.summary.maxTime - a.summary.maxTime : a.summary.minTime - b.summary.minTime,
  );
  return { segments, hot: holdings.hot.filter(overlaps) };
}

/** All files at once. */
export function wholeSource({ segments, hot }: Holdings): Source {
  return {
    segments: segments.map(({ parquet, summary: { promoted, otherKeys, weighted, foldedIds, emptyColumns } }) => ({
      path: parquet,
      promoted,
      weighted,
      foldedIds,
      emptyColumns,
      ...(otherKeys !== undefined && { otherKeys }),
    })),
    hot: hot.map(({ path }) => path),
    hotWeighted: hot.some(({ weighted }) => weighted),
  };
}

/** The first part is small, for most questions end there; each further one is larger. */
const FIRST_PART = 2;
const GROWTH = 4;

/** The files in parts, to be read one after the other until enough is found. */
export function sourceParts({ segments, hot }: Holdings): SourcePart[] {
  const parts: SourcePart[] = [];
  let start = 0;
  for (let size = FIRST_PART; start < segments.length || parts.length === 0; size *= GROWTH) {
    const chosen = segments.slice(start, start + size);
    const files: Holdings = { segments: chosen, hot: start === 0 ? hot : [] };
    const times = [...chosen.map(({ summary }) => summary), ...files.hot];
    parts.push({
      ...wholeSource(files),
      // IPC is JSON, which has no infinity.
      minTime: Math.max(EARLIEST, Math.min(...times.map(({ minTime }) => minTime))),
      maxTime: Math.min(LATEST, Math.max(...times.map(({ maxTime }) => maxTime))),
    });
    start += size;
  }
  return parts;
}

const LATEST = 8.64e15;
const EARLIEST = -LATEST;
