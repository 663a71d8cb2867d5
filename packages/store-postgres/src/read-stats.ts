import { TailraceError } from '@tailrace/core';
import {
  applyTablePipes,
  type Answer,
  type Cell,
  finishTable,
  type PipeNode,
  type RawTable,
  readExactNumeral,
  TABLE_ROW_LIMIT,
  tableOfGroups,
} from '@tailrace/query';
import type { StoreQuery } from '@tailrace/store';
import type { AnswerPlace } from './answer-place.ts';
import { boundsOf, boundsToSql } from './bounds-sql.ts';
import { isTime } from './filter-sql.ts';
import { BEGIN_READING } from './database.ts';
import { OUT_OF_RANGE, stateOf } from './failures.ts';
import type { Row, Session } from './session.ts';
import { fixedSql, type Sql } from './sql.ts';
import { type GroupStatement, type StatsPipe, statsToSql } from './stats-sql.ts';

/** Groups that a statistic may have. */
const MOST_GROUPS = 1_000_000;

/**
 * Has the server compute a statistic; `undefined` where it would not be the very same: SQL cannot tell which records
 * match, a field is one it cannot be asked for, or some record's columns are not the whole truth.
 */
export async function readStats(
  { session, tables }: AnswerPlace,
  query: StoreQuery,
  pipe: StatsPipe,
  rest: readonly PipeNode[],
): Promise<Answer | undefined> {
  const { cursor: _, ...uncut } = query;
  const bounds = boundsToSql(boundsOf(uncut), tables);
  if (!bounds.isExact) return undefined;
  const statements = statsToSql(pipe, tables.records, bounds.condition, MOST_GROUPS + 1);
  if (statements === undefined) return undefined;
  const groups = new Groups(pipe);
  for (const statement of statements) {
    const rows = await askedWithinRange(session, statement.sql);
    if (rows === undefined) return undefined;
    if (rows.length > MOST_GROUPS) throw tooManyGroups();
    if (!rows.every((row) => groups.add(statement, row))) return undefined;
  }
  return finished(groups.table(query), rest);
}

/** Sums beyond the largest number are an error to the server, and infinite here: `undefined` for those. */
async function askedWithinRange(session: Session, statement: Sql): Promise<readonly Row[] | undefined> {
  try {
    return await session.ask(statement);
  } catch (error) {
    if (stateOf((error as Error).cause) !== OUT_OF_RANGE) throw error;
    await session.ask(fixedSql('ROLLBACK'));
    await session.ask(BEGIN_READING);
    return undefined;
  }
}

function finished(table: RawTable, rest: readonly PipeNode[]): Answer {
  const whole = applyTablePipes(table, rest);
  const truncated = whole.rows.length > TABLE_ROW_LIMIT;
  const shown = finishTable(truncated ? { ...whole, rows: whole.rows.slice(0, TABLE_ROW_LIMIT) } : whole);
  return { kind: 'table', ...shown, notes: [], elapsedMillis: 0, truncated };
}

function tooManyGroups(): TailraceError {
  const words = `The query makes more than ${MOST_GROUPS} groups: narrow the time or the filter, or group by less.`;
  return new TailraceError('TAILRACE_QUERY_LIMIT', words);
}

/** Puts the results of several statements together, group by group. */
class Groups {
  readonly #pipe: StatsPipe;
  readonly #groups = new Map<string, { readonly keys: readonly Cell[]; readonly cells: Cell[] }>();
  #oldest = Number.POSITIVE_INFINITY;
  #newest = Number.NEGATIVE_INFINITY;

  constructor(pipe: StatsPipe) {
    this.#pipe = pipe;
  }

  /** Answers false where the group has something that the server could not tell. */
  add(statement: GroupStatement, row: Row): boolean {
    const { by } = this.#pipe;
    const keys = by.map((_, index) => this.#keyCell(index, row[index * 2] ?? null, row[index * 2 + 1] ?? null));
    const { cells } = this.#groupOf(keys);
    const values = row.slice(by.length * 2);
    statement.aggregates.forEach((aggregate, index) => {
      cells[aggregate] = numberCell(values[index]);
    });
    if (!statement.hasNotes) return true;
    const [oldest, newest, unsure] = values.slice(statement.aggregates.length);
    if (oldest !== null && oldest !== undefined) this.#oldest = Math.min(this.#oldest, Number(oldest));
    if (newest !== null && newest !== undefined) this.#newest = Math.max(this.#newest, Number(newest));
    return unsure !== 't';
  }

  table(window: { readonly from?: number; readonly to?: number }): RawTable {
    const seconds = this.#seconds(window);
    const rows = Array.from(this.#groups.values(), ({ keys, cells }) => [
      ...keys,
      ...cells.map((cell, index) => this.#finished(index, cell, seconds)),
    ]);
    return tableOfGroups(this.#pipe, rows);
  }

  #groupOf(keys: readonly Cell[]): { readonly cells: Cell[] } {
    const name = JSON.stringify(keys);
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const group = { keys, cells: this.#pipe.aggregates.map((): Cell => null) };
    this.#groups.set(name, group);
    return group;
  }

  #keyCell(index: number, number: string | null, text: string | null): Cell {
    const key = this.#pipe.by[index];
    if (key?.type === 'time') return new Date(Number(number) * key.intervalMillis).toISOString();
    if (key !== undefined && isTime(key.field)) return new Date(Number(number)).toISOString();
    if (number !== null) return Number(number);
    return text === null ? null : (readExactNumeral(text) ?? text);
  }

  #finished(index: number, cell: Cell, seconds: number): Cell {
    const aggregate = this.#pipe.aggregates[index];
    if (aggregate === undefined || typeof cell !== 'number') return cell;
    if (aggregate.function === 'rate') return cell / seconds;
    const isExtreme = aggregate.function === 'min' || aggregate.function === 'max';
    return isExtreme && aggregate.field !== undefined && isTime(aggregate.field) ? new Date(cell).toISOString() : cell;
  }

  /** What a rate is of: the interval, or the time asked about as far as it is known, one second at least. */
  #seconds({ from = this.#oldest, to = this.#newest + 1 }: { readonly from?: number; readonly to?: number }): number {
    for (const key of this.#pipe.by) if (key.type === 'time') return key.intervalMillis / 1000;
    return Number.isFinite(to - from) ? Math.max(1, (to - from) / 1000) : 1;
  }
}

function numberCell(value: string | null | undefined): Cell {
  return value === null || value === undefined ? null : Number(value);
}
