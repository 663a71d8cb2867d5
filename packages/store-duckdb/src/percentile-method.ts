import type { DuckDBConnection } from '@duckdb/node-api';
import { isOutOfMemory, runStatement } from './duckdb-run.ts';
import { type PercentileMethod, percentileOf, repetitionStatement } from './percentile-sql.ts';
import type { StatsPipe } from './group-keys-sql.ts';
import { isWeightedSource } from './pipes-to-sql.ts';
import type { Bounds, Source, SourceSegment } from './source-sql.ts';

/** Values of so many records are sorted in little memory. */
const SORTED_RECORDS = 1_000_000;
/** Segments in which it is looked whether values repeat, spread over all. */
const SAMPLE = 4;
/** Values that are as many times in their group, on average, repeat. */
const REPEATED = 4;

/** The method that percentiles are found by at first, from what is known without reading anything. */
export function plannedMethod(pipe: StatsPipe, source: Source): PercentileMethod {
  if (pipe.aggregates.every((aggregate) => percentileOf(aggregate) === undefined)) return 'sort';
  const records = source.segments.reduce((sum, segment) => sum + segment.records, 0);
  return isWeightedSource(source) || records > SORTED_RECORDS ? 'count' : 'sort';
}

/**
 * Runs work with the method by which percentiles take little memory, and once more with the one that always does where
 * memory was not enough.
 */
export async function withMethod<Output>(
  connection: DuckDBConnection,
  { pipe, source, bounds }: { readonly pipe: StatsPipe; readonly source: Source; readonly bounds: Bounds },
  signal: AbortSignal,
  work: (method: PercentileMethod) => Promise<Output>,
): Promise<Output> {
  const planned = plannedMethod(pipe, source);
  if (planned === 'sort') return work(planned);
  if (source.segments.length > SAMPLE && !(await repeat(connection, pipe, source, bounds, signal)))
    return work('narrow');
  try {
    return await work('count');
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
    return work('narrow');
  }
}

/** Whether the values of every field with percentiles repeat in some of the segments. */
async function repeat(
  connection: DuckDBConnection,
  pipe: StatsPipe,
  source: Source,
  bounds: Bounds,
  signal: AbortSignal,
): Promise<boolean> {
  const sample = { ...source, segments: spread(source.segments), hot: [] };
  const seen = new Set<string>();
  for (const [index, aggregate] of pipe.aggregates.entries()) {
    const name = JSON.stringify(aggregate.field);
    if (percentileOf(aggregate) === undefined || seen.has(name)) continue;
    seen.add(name);
    const of = { pipe, indexes: [index], source: sample, bounds, groupLimit: 0, isWeighted: false };
    const [[different, all] = []] = await runStatement(connection, repetitionStatement(of), signal);
    if (Number(different) * REPEATED > Number(all)) return false;
  }
  return true;
}

function spread(segments: readonly SourceSegment[]): SourceSegment[] {
  return Array.from({ length: SAMPLE }, (_, index) => segments[Math.floor((index * segments.length) / SAMPLE)]).flatMap(
    (segment) => segment ?? [],
  );
}
