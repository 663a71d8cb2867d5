import { TailraceError, type WireRecord } from '@tailrace/core';
import { encodeCursor } from '@tailrace/query';
import { type Bounds, type BoundsSql, boundsToSql, orderSql } from './bounds-sql.ts';
import { columnList, READ_COLUMNS } from './columns.ts';
import { startOfDay } from './days.ts';
import type { Row, Session } from './session.ts';
import { fixedSql, sql, type Sql } from './sql.ts';
import type { Tables } from './tables.ts';
import { isRaw, recordOfRow } from './wire-row.ts';

const COLUMNS = columnList(READ_COLUMNS);
/** Rows that are asked for at once: few at first, then more, as long as they are small. */
const FIRST_PAGE = 200;
const LARGEST_PAGE = 4000;
const PAGE_CHARACTERS = 8 * 1024 * 1024;
/** Days that are searched at once: few at first, for most questions end there; then more. */
const GROWTH = 2;

/** What a look at records one by one may cost. */
export interface ScanLimit {
  readonly maxRecords: number;
}

/** Counts the records that were read to be looked at. */
export class ScanCount {
  readonly #maxRecords: number;
  #count = 0;

  constructor({ maxRecords }: ScanLimit) {
    this.#maxRecords = maxRecords;
  }

  add(records: number): void {
    this.#count += records;
    if (this.#count <= this.#maxRecords) return;
    const words = `The query has to look at more than ${this.#maxRecords} records one by one: narrow the time, or add a field or a word that PostgreSQL can look up.`;
    throw new TailraceError('TAILRACE_QUERY_LIMIT', words);
  }
}

/** Reads the first records within bounds, in their order. */
export async function firstRecords(
  session: Session,
  tables: Tables,
  bounds: Bounds,
  limit: number,
  days: readonly number[],
  count: ScanCount,
): Promise<WireRecord[]> {
  const found: WireRecord[] = [];
  for (const window of windowsOf(bounds, days)) {
    for await (const record of pagesOf(session, tables, window, limit - found.length, count)) found.push(record);
    if (found.length >= limit) break;
  }
  return found;
}

/** Reads a stretch of time page by page, each behind the one before; where SQL cannot tell, more rows than are wanted. */
async function* pagesOf(
  session: Session,
  tables: Tables,
  bounds: Bounds,
  limit: number,
  count: ScanCount,
): AsyncGenerator<WireRecord> {
  let left = limit;
  let size = FIRST_PAGE;
  const { isExact } = boundsToSql(bounds, tables);
  for (let place = bounds; left > 0; ) {
    const page = await readPage(session, tables, place, Math.min(size, isExact ? left : Math.max(left, FIRST_PAGE)));
    if (!page.isExact) count.add(page.rows.length);
    for (const record of page.records) {
      yield record;
      left -= 1;
      if (left === 0) return;
    }
    if (page.end === undefined) return;
    place = { ...bounds, cursor: page.end };
    size = page.nextSize;
  }
}

/** A page of rows, and the records among them that are within the bounds. */
export interface Page {
  readonly rows: readonly Row[];
  readonly records: readonly WireRecord[];
  readonly isExact: boolean;
  /** The cursor behind the last row, where there may be more. */
  readonly end: string | undefined;
  /** How many rows a next page may have so that it is not too large. */
  readonly nextSize: number;
}

export async function readPage(session: Session, tables: Tables, bounds: Bounds, size: number): Promise<Page> {
  const { condition, isExact, accepts } = boundsToSql(bounds, tables);
  const rows = await session.ask(
    sql`SELECT ${COLUMNS} FROM ${tables.records} WHERE ${condition} ORDER BY ${orderSql(bounds.order)} LIMIT ${size}::int8`,
  );
  const records = acceptedOf(rows, { isExact, accepts });
  const last = rows.at(-1);
  const isFull = rows.length === size && last !== undefined;
  return {
    rows,
    records,
    isExact,
    end: isFull ? encodeCursor(recordOfRow(last)) : undefined,
    nextSize: nextSize(rows),
  };
}

/** Records of rows, without those that turn out not to be within the bounds. */
export function acceptedOf(
  rows: readonly Row[],
  { isExact, accepts }: Pick<BoundsSql, 'isExact' | 'accepts'>,
): readonly WireRecord[] {
  const records: WireRecord[] = [];
  for (const row of rows) {
    const record = recordOfRow(row);
    if ((isExact && !isRaw(row)) || accepts(record)) records.push(record);
  }
  return records;
}

function nextSize(rows: readonly Row[]): number {
  const some = rows.slice(0, 50);
  const characters = some.reduce((sum, row) => row.reduce((all, value) => all + (value?.length ?? 0), sum), 0);
  return Math.max(10, Math.min(LARGEST_PAGE, Math.floor(PAGE_CHARACTERS / Math.max(1, characters / some.length))));
}

/**
 * Takes bounds apart into stretches of whole days, in the order of time that is asked for: a question for the first few
 * records then ends in the first days, while the server alone would search all days for what is rare.
 */
export function windowsOf(bounds: Bounds, days: readonly number[]): readonly Bounds[] {
  const isNewest = bounds.order === 'newest';
  const ordered = (isNewest ? days.toReversed() : days).filter((day) =>
    mayHave(bounds, startOfDay(day), startOfDay(day + 1)),
  );
  if (ordered.length < 2 || bounds.filter.type === 'everything') return [bounds];
  const windows: Bounds[] = [];
  let edge: number | undefined;
  for (let start = 0, size = 1; start < ordered.length; start += size, size *= GROWTH) {
    const last = ordered[Math.min(start + size, ordered.length) - 1] ?? 0;
    const isEnd = start + size >= ordered.length;
    const next = isEnd ? undefined : startOfDay(isNewest ? last : last + 1);
    const [from, to] = isNewest ? [next, edge] : [edge, next];
    windows.push(narrowed(bounds, from, to));
    edge = next;
  }
  return windows;
}

function mayHave({ from, to }: Bounds, start: number, end: number): boolean {
  return (from === undefined || end > from) && (to === undefined || start < to);
}

function narrowed(bounds: Bounds, from: number | undefined, to: number | undefined): Bounds {
  const starts = [bounds.from, from].filter((time) => time !== undefined);
  const ends = [bounds.to, to].filter((time) => time !== undefined);
  return {
    ...bounds,
    ...(starts.length > 0 && { from: Math.max(...starts) }),
    ...(ends.length > 0 && { to: Math.min(...ends) }),
  };
}

/** A cursor over all records within bounds, in no order, a part at a time. */
export async function* scanRecords(
  session: Session,
  tables: Tables,
  bounds: Bounds,
  columns: Sql,
  count: ScanCount,
): AsyncGenerator<WireRecord> {
  const { condition, isExact, accepts } = boundsToSql(bounds, tables);
  await session.ask(fixedSql('SET LOCAL cursor_tuple_fraction = 1'));
  await session.ask(
    sql`DECLARE tailrace_scan NO SCROLL CURSOR FOR SELECT ${columns} FROM ${tables.records} WHERE ${condition}`,
  );
  let size = FIRST_PAGE;
  while (true) {
    const rows = await session.ask(fixedSql(`FETCH FORWARD ${size} FROM tailrace_scan`));
    count.add(rows.length);
    yield* acceptedOf(rows, { isExact, accepts });
    if (rows.length < size) break;
    size = nextSize(rows);
  }
  await session.ask(fixedSql('CLOSE tailrace_scan'));
}
