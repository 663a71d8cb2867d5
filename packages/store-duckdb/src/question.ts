import { TailraceError, type WireRecord } from '@tailrace/core';
import { DEFAULT_RECORD_LIMIT } from '@tailrace/query';
import type { StoreQuery } from '@tailrace/store';
import { type Holdings, wholeSource } from './plan.ts';
import type { SortPipe, SourcePart } from './read-records.ts';
import type { Bounds } from './source-sql.ts';

/** Records that a stream asks for at once: as many as have about so many bytes. */
const LARGEST_PAGE = 4000;
const PAGE_BYTES = 4 * 1024 * 1024;
/** Records that the fields are told from: the newest, fewer where they are large. */
const FIELD_SAMPLE = 10_000;
const SMALLEST_SAMPLE = 100;
const SAMPLE_BYTES = 32 * 1024 * 1024;
/** What Parquet makes of logs, roughly. */
const COMPRESSION = 10;

/** As many records as are about {@link PAGE_BYTES}, judged by a few of those before. */
export function nextPage(records: readonly WireRecord[]): number {
  const some = records.slice(0, 20);
  const bytes = JSON.stringify(some).length / some.length;
  return Math.max(1, Math.min(LARGEST_PAGE, Math.floor(PAGE_BYTES / bytes)));
}

/** How many records the fields are told from. */
export function sampleSize({ segments }: Holdings): number {
  const bytes = segments.reduce((sum, { summary }) => sum + summary.bytes, 0);
  const records = segments.reduce((sum, { summary }) => sum + summary.records, 0);
  if (records === 0) return FIELD_SAMPLE;
  const typical = (bytes / records) * COMPRESSION;
  return Math.max(SMALLEST_SAMPLE, Math.min(FIELD_SAMPLE, Math.floor(SAMPLE_BYTES / typical)));
}

/** What a query asks of records. */
export function boundsOf(query: StoreQuery): Bounds {
  return {
    filter: query.filter,
    ...(query.from !== undefined && { from: query.from }),
    ...(query.to !== undefined && { to: query.to }),
    order: query.order ?? 'newest',
  };
}

/** Sorting is stable, so the keys of a later sort come before those of an earlier one, up to the first limit. */
export function sortKeys(pipes: readonly { readonly type: 'sort' | 'limit' }[]): SortPipe['keys'][number][] {
  const keys: SortPipe['keys'][number][] = [];
  for (const pipe of pipes as readonly (SortPipe | { readonly type: 'limit' })[]) {
    if (pipe.type === 'limit') break;
    keys.unshift(...pipe.keys);
  }
  return keys;
}

/** All files in one part, for questions that need all of them. */
export function onePart(files: Holdings): SourcePart[] {
  return [{ ...wholeSource(files), minTime: 0, maxTime: 0 }];
}

/** The records of a page. */
export function checkedLimit(limit: number = DEFAULT_RECORD_LIMIT): number {
  if (Number.isInteger(limit) && limit >= 1) return limit;
  throw new TailraceError('TAILRACE_BAD_OPTION', `A query's limit is a whole number from 1, not ${limit}.`);
}
