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
  const segments: Segment[] = [];
  for (const segment of holdings.segments) {
    if ((await reasonToSkip(segment, bounds, bloomOf)) === undefined) segments.push(segment);
  }
  segments.sort((a, b) =>
    bounds.order === 'newest' ? b.summary.maxTime - a.summary.maxTime : a.summary.minTime - b.summary.minTime,
  );
  return { segments, hot: holdings.hot.filter((file) => overlaps(file, bounds)) };
}

/** Why a segment has no record within bounds; `undefined` where it may have one. */
export async function reasonToSkip(
  segment: Segment,
  bounds: Bounds,
  bloomOf: (segment: Segment) => Promise<Bloom | undefined>,
): Promise<'times' | 'summary' | 'bloom' | undefined> {
  const { filter } = bounds;
  // Without the bloom filter first: reading an index costs more than looking at what is in memory.
  if (!overlaps(segment.summary, bounds)) return 'times';
  if (!mayMatch(filter, segment.summary, undefined)) return 'summary';
  return needsBloom(filter) && !mayMatch(filter, segment.summary, await bloomOf(segment)) ? 'bloom' : undefined;
}

/** Whether files of these times may have records within those that are asked about. */
export function overlaps(
  { minTime, maxTime }: { readonly minTime: number; readonly maxTime: number },
  { from, to, behind, order }: Bounds,
): boolean {
  if (from !== undefined && maxTime < from) return false;
  if (to !== undefined && minTime >= to) return false;
  if (behind === undefined) return true;
  return order === 'newest' ? minTime <= behind.timestamp : maxTime >= behind.timestamp;
}

/** All files at once. */
export function wholeSource({ segments, hot }: Holdings): Source {
  return {
    segments: segments.map(
      ({ parquet, summary: { promoted, otherKeys, weighted, foldedIds, emptyColumns, records } }) => ({
        path: parquet,
        records,
        promoted,
        weighted,
        foldedIds,
        emptyColumns,
        ...(otherKeys !== undefined && { otherKeys }),
      }),
    ),
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
