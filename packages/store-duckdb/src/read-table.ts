import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { TailraceError } from '@tailrace/core';
import {
  applyTablePipes,
  type Cell,
  compareText,
  finishTable,
  messageTemplate,
  patternsTable,
  type PipeNode,
  type RawTable,
  readExactNumeral,
  TABLE_ROW_LIMIT,
  type TableAnswer,
  tableOfGroups,
} from '@tailrace/query';
import { runStatement } from './duckdb-run.ts';
import { Parameters, type Statement } from './parameters.ts';
import { isText, type StatsPipe } from './group-keys-sql.ts';
import { plannedMethod, withMethod } from './percentile-method.ts';
import { type PercentileMethod, WEIGHT } from './percentile-sql.ts';
import { statsToSql } from './pipes-to-sql.ts';
import { type Bounds, type Branch, boundsToSql, branchesOf, type Source } from './source-sql.ts';
import { isTime } from './to-sql.ts';

/** A table to be made of all records within bounds. */
export interface TableJob {
  readonly source: Source;
  readonly bounds: Bounds;
  readonly first: StatsPipe | Extract<PipeNode, { type: 'patterns' }>;
  /** The pipes behind the first. */
  readonly rest: readonly PipeNode[];
}

export type TableParts = Pick<TableAnswer, 'columns' | 'rows' | 'records' | 'truncated'>;

/** Groups that a statistic may have. */
const MOST_GROUPS = 1_000_000;

/** Makes the table of a statistic or of patterns. */
export async function readTable(connection: DuckDBConnection, job: TableJob, signal: AbortSignal): Promise<TableParts> {
  const table =
    job.first.type === 'stats'
      ? await boundedStats(connection, job, job.first, signal)
      : await patterns(connection, job, job.first.limit, signal);
  const whole = applyTablePipes(table, job.rest);
  const truncated = whole.rows.length > TABLE_ROW_LIMIT;
  return { ...finishTable(truncated ? { ...whole, rows: whole.rows.slice(0, TABLE_ROW_LIMIT) } : whole), truncated };
}

function boundedStats(
  connection: DuckDBConnection,
  job: TableJob,
  pipe: StatsPipe,
  signal: AbortSignal,
): Promise<RawTable> {
  const { source, bounds } = job;
  return withMethod(connection, { pipe, source, bounds }, signal, (method) =>
    stats(connection, job, pipe, method, signal),
  );
}

async function stats(
  connection: DuckDBConnection,
  job: TableJob,
  pipe: StatsPipe,
  method: PercentileMethod,
  signal: AbortSignal,
): Promise<RawTable> {
  const groups = new Map<string, { keys: Cell[]; cells: Cell[] }>();
  let oldest = Number.POSITIVE_INFINITY;
  let newest = Number.NEGATIVE_INFINITY;
  const width = pipe.aggregates.length;
  const groupOf = (keys: Cell[]) => {
    const name = JSON.stringify(keys);
    const known = groups.get(name) ?? {
      keys,
      cells: pipe.aggregates.map(({ function: of }) => (of === 'unique' ? 0 : null)),
    };
    groups.set(name, known);
    return known;
  };
  // Without files there is nothing to ask, and yet one group where nothing is grouped by.
  const statements =
    branchesOf(job.source).length === 0 ? [] : statsToSql(pipe, job.source, job.bounds, MOST_GROUPS + 1, method);
  for (const statement of statements) {
    const rows = await runStatement(connection, statement, signal);
    if (rows.length > MOST_GROUPS) {
      throw new TailraceError(
        'TAILRACE_QUERY_LIMIT',
        `The query makes more than ${MOST_GROUPS} groups: narrow the time or the filter, or group by less.`,
      );
    }
    for (const row of rows) {
      const { keys, values } = readGroup(pipe, row);
      const { cells } = groupOf(keys);
      statement.aggregates.forEach((aggregate, index) => {
        cells[aggregate] = numberCell(values[index]);
      });
      if (statement.hasSpan && values[statement.aggregates.length] !== null) {
        oldest = Math.min(oldest, Number(values[statement.aggregates.length]));
        newest = Math.max(newest, Number(values[statement.aggregates.length + 1]));
      }
    }
  }
  if (pipe.by.length === 0 && groups.size === 0) {
    groupOf([]).cells = pipe.aggregates.map(({ function: of }) =>
      ['count', 'records', 'rate', 'unique'].includes(of) ? 0 : null,
    );
  }
  const seconds = secondsOf(pipe, job.bounds, oldest, newest);
  const rows = Array.from(groups.values(), ({ keys, cells }) => [
    ...keys,
    ...cells.slice(0, width).map((cell, index) => finished(pipe, index, cell, seconds)),
  ]);
  return tableOfGroups(pipe, rows);
}

function readGroup(pipe: StatsPipe, row: readonly DuckDBValue[]): { keys: Cell[]; values: readonly DuckDBValue[] } {
  const keys: Cell[] = [];
  let at = 0;
  for (const key of pipe.by) {
    if (key.type === 'time') {
      keys.push(new Date(Number(row[at]) * key.intervalMillis).toISOString());
      at += 1;
    } else if (isText(key.field)) {
      keys.push(keyCell(null, row[at]));
      at += 1;
    } else {
      keys.push(keyCell(row[at], row[at + 1]));
      at += 2;
    }
  }
  return { keys, values: row.slice(at) };
}

function keyCell(number: DuckDBValue | undefined, text: DuckDBValue | undefined): Cell {
  if (typeof number === 'number') return number;
  return typeof text === 'string' ? (readExactNumeral(text) ?? text) : null;
}

function numberCell(value: DuckDBValue | undefined): Cell {
  if (value === null || value === undefined) return null;
  const number = Number(value);
  // What is beyond the largest number is none.
  return Number.isFinite(number) ? number : null;
}

function finished(pipe: StatsPipe, index: number, cell: Cell, seconds: number): Cell {
  const aggregate = pipe.aggregates[index];
  if (aggregate === undefined || typeof cell !== 'number') return cell;
  if (aggregate.function === 'rate') return cell / seconds;
  const isExtreme = aggregate.function === 'min' || aggregate.function === 'max';
  return isExtreme && aggregate.field !== undefined && isTime(aggregate.field) ? new Date(cell).toISOString() : cell;
}

/** What a rate is of: the interval, or the time asked about as far as it is known, one second at least. */
function secondsOf(pipe: StatsPipe, bounds: Bounds, oldest: number, newest: number): number {
  for (const key of pipe.by) if (key.type === 'time') return key.intervalMillis / 1000;
  const span = (bounds.to ?? newest + 1) - (bounds.from ?? oldest);
  return Number.isFinite(span) ? Math.max(1, span / 1000) : 1;
}

interface PatternGroup {
  count: number;
  records: number;
  time: number;
  id: string;
  message: string;
}

/** Segments hold the template of each message; for write-ahead files it is made here. */
async function patterns(
  connection: DuckDBConnection,
  job: TableJob,
  limit: number,
  signal: AbortSignal,
): Promise<RawTable> {
  const groups = new Map<string, PatternGroup>();
  let total = 0;
  const add = (pattern: string, group: PatternGroup) => {
    total += group.count;
    const known = groups.get(pattern);
    if (known === undefined) {
      groups.set(pattern, group);
      return;
    }
    known.count += group.count;
    known.records += group.records;
    if (group.time > known.time || (group.time === known.time && compareText(group.id, known.id) > 0)) {
      Object.assign(known, { time: group.time, id: group.id, message: group.message });
    }
  };
  for (const branch of branchesOf(job.source)) {
    const statement = patternStatement(branch, job.bounds);
    for (const [pattern, count, records, time, id, message] of await runStatement(connection, statement, signal)) {
      const text = String(pattern);
      add(branch.isHot ? messageTemplate(text) : text, {
        count: Number(count),
        records: Number(records),
        time: Number(time),
        id: String(id),
        message: String(message),
      });
    }
  }
  const rows = Array.from(groups, ([pattern, { count, message, records }]): Cell[] => [
    count,
    count / total,
    pattern,
    message,
    records,
  ]);
  return patternsTable(rows, limit);
}

function patternStatement(branch: Branch, bounds: Bounds): Statement {
  const parameters = new Parameters();
  const condition = boundsToSql(bounds, branch.columns, parameters);
  const sql = branch.isHot
    ? `SELECT message, ${WEIGHT}, 1, epoch_ms(timestamp), id, message FROM ${branch.from} WHERE ${condition}`
    : `SELECT pattern, sum(${WEIGHT}), count(*), epoch_ms(max(timestamp)), arg_max(id, row(timestamp, id)), arg_max(message, row(timestamp, id))
       FROM ${branch.from} WHERE ${condition} GROUP BY pattern`;
  return { sql, parameters: parameters.values };
}

/** The statements that a table is made with. */
export function tableStatements({ first, source, bounds }: TableJob): readonly Statement[] {
  const branches = branchesOf(source);
  if (first.type === 'patterns') return branches.map((branch) => patternStatement(branch, bounds));
  return branches.length === 0 ? [] : statsToSql(first, source, bounds, MOST_GROUPS + 1, plannedMethod(first, source));
}
