import type { DuckDBConnection } from '@duckdb/node-api';
import type { WireRecord } from '@tailrace/core';
import { compareRecords, type PipeNode } from '@tailrace/query';
import { BASE_COLUMN_NAMES, quoted } from './columns.ts';
import { runStatement } from './duckdb-run.ts';
import { placesOf } from './field-sql.ts';
import { groupCellOf, numberOf } from './group-sql.ts';
import { Parameters } from './parameters.ts';
import { type Bounds, recordColumns, recordSelect, type Source, unionOf } from './source-sql.ts';
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
  if (scan === '') return [];
  // Without segments no attribute has a column of its own.
  const shown = part.segments.length === 0 ? BASE_COLUMN_NAMES : columns;
  const selected = shown.map((name) =>
    name === 'timestamp' ? `epoch_ms(timestamp) AS ${EPOCH_COLUMN}` : quoted(name),
  );
  const direction = job.bounds.order === 'newest' ? 'DESC' : 'ASC';
  const order = [
    ...sortColumns.flatMap(({ descending }, index) => sortSql(index, descending)),
    `timestamp ${direction}`,
    `id ${direction}`,
  ];
  const sql = `SELECT ${selected.join(', ')} FROM (${scan}) ORDER BY ${order.join(', ')} LIMIT ${parameters.integer(job.limit)}`;
  const rows = await runStatement(connection, { sql, parameters: parameters.values }, signal);
  return rows.map(rowReader(shown.map((name) => (name === 'timestamp' ? EPOCH_COLUMN : name))));
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
