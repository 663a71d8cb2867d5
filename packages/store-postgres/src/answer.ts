import { TailraceError, type WireRecord } from '@tailrace/core';
import { type Answer, answerInMemory, DEFAULT_RECORD_LIMIT, type FilterNode, splitPipes } from '@tailrace/query';
import type { StoreQuery } from '@tailrace/store';
import type { AnswerPlace } from './answer-place.ts';
import { boundsOf } from './bounds-sql.ts';
import { neededColumns } from './needed-columns.ts';
import { firstRecords, ScanCount, scanRecords } from './read-records.ts';
import { readStats } from './read-stats.ts';

const EVERYTHING: FilterNode = { type: 'everything' };

/**
 * Answers a query: a statistic by the server where it computes the very same; else the records that SQL finds, looked at
 * once more where it cannot tell, go through the executor in memory.
 */
export async function answerQuery(place: AnswerPlace, query: StoreQuery): Promise<Answer> {
  const { ofRecords, table, ofTable } = splitPipes(query.pipes);
  const limit = checkedLimit(query.limit);
  if (table?.type === 'stats' && ofRecords.length === 0) {
    const answer = await readStats(place, query, table, ofTable);
    if (answer !== undefined) return answer;
  }
  const isPage = table === undefined || table.type === 'fields';
  const isPaged = isPage && ofRecords.length === 0;
  const { cursor, ...rest } = query;
  const bounds = boundsOf(isPaged && cursor !== undefined ? { ...rest, cursor } : rest);
  const count = new ScanCount({ maxRecords: place.maxScannedRecords });
  const needed = Math.min(...limitsBeforeSort(ofRecords), ...(isPage && !hasSort(ofRecords) ? [limit + 1] : []));
  const { session, tables, signal, clock } = place;
  const records: Iterable<WireRecord> | AsyncIterable<WireRecord> = Number.isFinite(needed)
    ? await firstRecords(session, tables, bounds, needed, place.days, count)
    : scanRecords(session, tables, bounds, neededColumns(query.filter, query.pipes), count);
  return answerInMemory({ ...query, filter: EVERYTHING }, records, { signal, clock });
}

type RecordPipe = { readonly type: 'sort' } | { readonly type: 'limit'; readonly count: number };

function hasSort(pipes: readonly RecordPipe[]): boolean {
  return pipes.some(({ type }) => type === 'sort');
}

/** Limits that apply to the records in their own order. */
function limitsBeforeSort(pipes: readonly RecordPipe[]): number[] {
  const limits: number[] = [];
  for (const pipe of pipes) {
    if (pipe.type === 'sort') break;
    limits.push(pipe.count);
  }
  return limits;
}

function checkedLimit(limit: number = DEFAULT_RECORD_LIMIT): number {
  if (Number.isInteger(limit) && limit >= 1) return limit;
  throw new TailraceError('TAILRACE_BAD_OPTION', `A query's limit is a whole number from 1, not ${limit}.`);
}
