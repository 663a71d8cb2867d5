import { DEFAULT_RECORD_LIMIT, type PipeNode, splitPipes } from '@tailrace/query';
import { type PlanReading, type PlanStatement, planParts, type QueryPlan, type StoreQuery } from '@tailrace/store';
import type { Bloom } from './bloom.ts';
import type { Segment } from './catalog.ts';
import type { Statement } from './parameters.ts';
import { type Holdings, overlaps, reasonToSkip, sourceParts, wholeSource } from './plan.ts';
import { recordStatements, type SortPipe } from './read-records.ts';
import { tableStatements } from './read-table.ts';
import type { Bounds } from './source-sql.ts';

/** What there is to be read, and how to look into a segment's index. */
export interface Readable {
  readonly holdings: Holdings;
  /** Segments that are in the archive only. */
  readonly archived: readonly Segment[];
  readonly bloomOf: (segment: Segment) => Promise<Bloom | undefined>;
}

const REASONS = {
  times: 'they lie outside of the times',
  summary: 'their levels, attributes or times leave nothing to find',
  bloom: 'a word or an id that is looked for is not in them, by their bloom filters',
} as const;

/** Tells how a query would be answered from a folder: which files it reads, with which statements, and what is left to do. */
export async function explainQuery(query: StoreQuery, bounds: Bounds, readable: Readable): Promise<QueryPlan> {
  const { holdings, archived, bloomOf } = readable;
  const [segments, reading] = await survey('segments', holdings.segments, bounds, bloomOf);
  const [, ofArchive] = await survey('archived segments', archived, bounds, bloomOf);
  const hot = holdings.hot.filter((file) => overlaps(file, bounds));
  const files: Holdings = { segments, hot };
  const stage = query.pipes.findIndex(({ type }) => type === 'context' || type === 'join-trace');
  const isLooking = stage !== -1;
  return {
    engine: 'duckdb',
    readings: [
      reading,
      ...(holdings.hot.length > 0 ? [ofHot(holdings.hot.length, hot.length)] : []),
      ...(archived.length > 0 ? [ofArchive] : []),
    ],
    statements: statementsOf(isLooking ? query.pipes.slice(0, stage) : query.pipes, query, bounds, files).map(shown),
    parts: planParts(query, isOfEngine),
    notes: [
      ...(isLooking ? ['The statements are those of the first stage; what follows depends on what it finds.'] : []),
      ...(ofArchive.read > 0 ? ['Archived segments are fetched before they are read.'] : []),
    ],
  };
}

async function survey(
  unit: string,
  all: readonly Segment[],
  bounds: Bounds,
  bloomOf: Readable['bloomOf'],
): Promise<[Segment[], PlanReading]> {
  const chosen: Segment[] = [];
  const counts = { times: 0, summary: 0, bloom: 0 };
  for (const segment of all) {
    const reason = await reasonToSkip(segment, bounds, bloomOf);
    if (reason === undefined) chosen.push(segment);
    else counts[reason] += 1;
  }
  chosen.sort((a, b) =>
    bounds.order === 'newest' ? b.summary.maxTime - a.summary.maxTime : a.summary.minTime - b.summary.minTime,
  );
  const pruned = (['times', 'summary', 'bloom'] as const)
    .filter((reason) => counts[reason] > 0)
    .map((reason) => ({ reason: REASONS[reason], count: counts[reason] }));
  const sumOf = (of: (segment: Segment) => number): number => chosen.reduce((sum, segment) => sum + of(segment), 0);
  const records = sumOf(({ summary }) => summary.records);
  const bytes = sumOf(({ summary }) => summary.bytes);
  return [chosen, { unit, total: all.length, read: chosen.length, pruned, records, bytes }];
}

function ofHot(total: number, read: number): PlanReading {
  const pruned = total > read ? [{ reason: REASONS.times, count: total - read }] : [];
  return { unit: 'write-ahead files', total, read, pruned };
}

function statementsOf(
  pipes: readonly PipeNode[],
  { limit = DEFAULT_RECORD_LIMIT }: StoreQuery,
  bounds: Bounds,
  files: Holdings,
): readonly Statement[] {
  const { ofRecords, table, ofTable } = splitPipes(pipes);
  const isTable = table !== undefined && table.type !== 'fields';
  const limits = ofRecords.flatMap((pipe) => (pipe.type === 'limit' ? [pipe.count] : []));
  if (isTable && limits.length === 0) {
    return tableStatements({ source: wholeSource(files), bounds, first: table, rest: ofTable });
  }
  const needed = Math.min(...limits, ...(isTable ? [] : [limit + 1]));
  const sorts = ofRecords.filter((pipe): pipe is SortPipe => pipe.type === 'sort');
  const [first] = sorts.length > 0 ? [wholeSource(files)] : sourceParts(files);
  const sort = sorts.toReversed().flatMap(({ keys }) => keys);
  return first === undefined ? [] : recordStatements(first, { parts: [], bounds, limit: needed, sort });
}

/** The first sort and limit are the engine's, and the table of all records; the rest works on what they gave. */
function isOfEngine(pipe: PipeNode, before: readonly PipeNode[]): boolean {
  const isLimited = before.some(({ type }) => type === 'limit');
  if (pipe.type === 'stats' || pipe.type === 'patterns') return before.every(({ type }) => type === 'sort');
  const isOfRecords = before.every(({ type }) => type === 'sort' || type === 'limit');
  return (pipe.type === 'sort' || pipe.type === 'limit') && isOfRecords && !isLimited;
}

/** A statement as people read it: without the names of a thousand files. */
function shown({ sql, parameters }: Statement): PlanStatement {
  const files = (list: string): string => {
    const count = list.split("', '").length;
    return `[… ${count} ${count === 1 ? 'file' : 'files'}]`;
  };
  const text = sql
    .replaceAll(/\['[^\]]*'\]/g, files)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return { language: 'sql', text, values: parameters.length };
}
