import type { DuckDBConnection } from '@duckdb/node-api';
import type { WireRecord } from '@tailrace/core';
import { compareRecords, type FilterNode, type PipeNode } from '@tailrace/query';
import { BASE_COLUMN_NAMES, quoted } from './columns.ts';
import { runStatement } from './duckdb-run.ts';
import { attributeColumnsOf, placesOf } from './field-sql.ts';
import { groupCellOf, numberOf } from './group-sql.ts';
import { Parameters, type Statement } from './parameters.ts';
import { keyedColumn } from './keys.ts';
import {
  type Bounds,
  boundsToSql,
  readSegments,
  recordColumns,
  recordSelect,
  type Source,
  unionOf,
} from './source-sql.ts';
import { isTime } from './to-sql.ts';
import { EPOCH_COLUMN, rowReader } from './wire-row.ts';

export type SortPipe = Extract<PipeNode, { type: 'sort' }>;

/** A part of the files, with the times its records lie between. */
export interface SourcePart extends Source {
  readonly minTime: number;
  readonly maxTime: number;
}

/** Records to be read: the first `limit` in the order of `bounds`, or in that of `sort` where it is given. */
export interface RecordsJob {
  /** In the order of time that is asked for; later parts are read only where they may have records among the first. */
  readonly parts: readonly SourcePart[];
  readonly bounds: Bounds;
  readonly limit: number;
  readonly sort?: readonly SortPipe['keys'][number][];
}

/** Reads records part by part, and stops as soon as no later part can have one among the first. */
export async function readRecords(
  connection: DuckDBConnection,
  job: RecordsJob,
  signal: AbortSignal,
): Promise<WireRecord[]> {
  const { parts, bounds, limit } = job;
  let found: WireRecord[] = [];
  for (const [index, part] of parts.entries()) {
    const read = await readPart(connection, part, job, signal);
    found = index === 0 ? read : merged(found, read, bounds.order).slice(0, limit);
    if (found.length >= limit && isBehind(parts.slice(index + 1), found.at(-1), bounds.order)) break;
  }
  return found;
}

async function readPart(
  connection: DuckDBConnection,
  part: Source,
  job: RecordsJob,
  signal: AbortSignal,
): Promise<WireRecord[]> {
  if (part.segments.length === 0 || (job.sort ?? []).length > 0 || !paysToFindFirst(job.bounds.filter)) {
    return readWhole(connection, part, job, signal);
  }
  const found = await findAndFetch(connection, part, job, signal);
  if (part.hot.length === 0) return found;
  const hot = await readWhole(connection, { ...part, segments: [] }, job, signal);
  return merged(found, hot, job.bounds.order).slice(0, job.limit);
}

/** Reads all columns of all records that pass, and keeps the first. */
async function readWhole(
  connection: DuckDBConnection,
  part: Source,
  job: RecordsJob,
  signal: AbortSignal,
): Promise<WireRecord[]> {
  const statement = wholeStatement(part, job);
  return statement === undefined ? [] : recordsOf(connection, part, statement, signal);
}

function wholeStatement(part: Source, job: RecordsJob): Statement | undefined {
  const columns = recordColumns(part);
  const parameters = new Parameters();
  const sortColumns = job.sort ?? [];
  const scan = unionOf(part, job.bounds, parameters, (branch) => [
    ...recordSelect(branch, columns),
    ...sortColumns.flatMap(({ name }, index) => {
      const places = placesOf(name, branch.columns, parameters);
      const number = numberOf(places);
      const text = isTime(name) ? 'NULL::VARCHAR' : groupCellOf(places, 'any').text;
      return [`${number} AS "sort:${index}n"`, `${text} AS "sort:${index}t"`];
    }),
  ]);
  if (scan === '') return undefined;
  const order = [...sortColumns.flatMap(({ descending }, index) => sortSql(index, descending)), timeOrder(job.bounds)];
  const tail = `ORDER BY ${order.join(', ')} LIMIT ${parameters.integer(job.limit)}`;
  return { sql: `SELECT ${selected(part).join(', ')} FROM (${scan}) ${tail}`, parameters: parameters.values };
}

/** The statements that a part of the files is read with; what is found first decides about those that fetch it. */
export function recordStatements(part: Source, job: RecordsJob): readonly Statement[] {
  if (part.segments.length === 0 || (job.sort ?? []).length > 0 || !paysToFindFirst(job.bounds.filter)) {
    return [wholeStatement(part, job)].flatMap((statement) => statement ?? []);
  }
  const hot = part.hot.length === 0 ? undefined : wholeStatement({ ...part, segments: [] }, job);
  return [findStatement(part, job), ...(hot === undefined ? [] : [hot])];
}

/** A record that is looked up by an id is found in the same pass; for other filters finding first costs a third. */
function paysToFindFirst(filter: FilterNode): boolean {
  switch (filter.type) {
    case 'everything':
      return false;
    case 'and':
      return filter.filters.every(paysToFindFirst);
    case 'compare':
    case 'in':
      return keyedColumn(filter.field) === undefined;
    default:
      return true;
  }
}

/** Finds the first records that pass by the few columns this takes, and then reads the others of those alone. */
async function findAndFetch(
  connection: DuckDBConnection,
  part: Source,
  job: RecordsJob,
  signal: AbortSignal,
): Promise<WireRecord[]> {
  const found = await runStatement(connection, findStatement(part, job), signal);
  if (found.length === 0) return [];
  const times = found.map(([, time]) => Number(time));
  const files = new Set(found.map(([, , file]) => file));
  const segments = part.segments.filter(({ path }) => files.has(path));
  const fetching = new Parameters();
  const ids = found.map(([id]) => String(id));
  // The times come first: they skip most row groups without a look at an id.
  const source = { ...part, segments, hot: [] };
  const sql = `SELECT ${selected(source).join(', ')} FROM ${readSegments(segments)}
    WHERE timestamp >= ${fetching.time(least(times))} AND timestamp <= ${fetching.time(most(times))}
      AND id IN (${idList(ids, fetching)})
    ORDER BY ${timeOrder(job.bounds)}`;
  return recordsOf(connection, source, { sql, parameters: fetching.values }, signal);
}

function findStatement(part: Source, job: RecordsJob): Statement {
  const parameters = new Parameters();
  const condition = boundsToSql(job.bounds, attributeColumnsOf(part.segments), parameters);
  const sql = `SELECT id, epoch_ms(timestamp), filename FROM ${readSegments(part.segments, true)} WHERE ${condition}
    ORDER BY ${timeOrder(job.bounds)} LIMIT ${parameters.integer(job.limit)}`;
  return { sql, parameters: parameters.values };
}

/** Ids one by one are compared before other columns are read, which takes a fifth less; many are joined with. */
const MOST_COMPARED = 500;

function idList(ids: readonly string[], parameters: Parameters): string {
  if (ids.length <= MOST_COMPARED) return ids.map((id) => parameters.text(id)).join(', ');
  return `SELECT unnest(from_json(${parameters.text(JSON.stringify(ids))}::JSON, '["VARCHAR"]'))`;
}

async function recordsOf(
  connection: DuckDBConnection,
  source: Source,
  statement: Statement,
  signal: AbortSignal,
): Promise<WireRecord[]> {
  const rows = await runStatement(connection, statement, signal);
  return rows.map(rowReader(columnsOf(source).map((name) => (name === 'timestamp' ? EPOCH_COLUMN : name))));
}

/** Without segments no attribute has a column of its own. */
function columnsOf(source: Source): readonly string[] {
  return source.segments.length === 0 ? BASE_COLUMN_NAMES : recordColumns(source);
}

function selected(source: Source): readonly string[] {
  return columnsOf(source).map((name) =>
    name === 'timestamp' ? `epoch_ms(timestamp) AS ${EPOCH_COLUMN}` : quoted(name),
  );
}

function timeOrder({ order }: Bounds): string {
  return order === 'newest' ? 'timestamp DESC, id DESC' : 'timestamp ASC, id ASC';
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}

/** Numbers by size, then texts by code point, what is missing last in both directions. */
function sortSql(index: number, descending: boolean): string[] {
  const number = `"sort:${index}n"`;
  const text = `"sort:${index}t"`;
  const missing = `(${number} IS NULL AND ${text} IS NULL)`;
  return descending
    ? [missing, `${text} DESC NULLS LAST`, `${number} DESC NULLS LAST`]
    : [missing, `${number} ASC NULLS LAST`, `${text} ASC NULLS LAST`];
}

function isBehind(parts: readonly SourcePart[], last: WireRecord | undefined, order: Bounds['order']): boolean {
  if (last === undefined) return false;
  const time = Date.parse(last.timestamp);
  return parts.every(({ minTime, maxTime }) => (order === 'newest' ? maxTime < time : minTime > time));
}

function merged(a: readonly WireRecord[], b: readonly WireRecord[], order: Bounds['order']): WireRecord[] {
  return [...a, ...b].sort(order === 'newest' ? (left, right) => compareRecords(right, left) : compareRecords);
}
