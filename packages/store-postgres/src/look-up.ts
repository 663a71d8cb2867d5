import type { WireRecord } from '@tailrace/core';
import { encodeCursor } from '@tailrace/query';
import { columnList, READ_COLUMNS } from './columns.ts';
import { startOfDay } from './days.ts';
import { homeDayOf } from './home-day.ts';
import { readPage } from './read-records.ts';
import type { Session } from './session.ts';
import { isBindable, sql, type Sql } from './sql.ts';
import type { Tables } from './tables.ts';
import { timeSql } from './time-sql.ts';
import { recordOfRow } from './wire-row.ts';

const COLUMNS = columnList(READ_COLUMNS);

/** Finds a record by its id: on the day that the id says, or on the one that is noted for it. */
export async function findRecord(session: Session, tables: Tables, id: string): Promise<WireRecord | undefined> {
  if (!isBindable(id)) return undefined;
  const home = homeDayOf(id);
  if (home !== undefined) {
    const found = await recordAt(
      session,
      tables,
      id,
      sql`"timestamp" >= ${timeSql(startOfDay(home))} AND "timestamp" < ${timeSql(startOfDay(home + 1))}`,
    );
    if (found !== undefined) return found;
  }
  const [stray] = await session.ask(sql`SELECT "timestamp" FROM ${tables.strays} WHERE "id" = ${id}::text`);
  const time = stray?.[0];
  if (time === null || time === undefined) return undefined;
  return recordAt(session, tables, id, sql`"timestamp" = ${time}::timestamptz`);
}

async function recordAt(session: Session, tables: Tables, id: string, when: Sql): Promise<WireRecord | undefined> {
  const [row] = await session.ask(sql`SELECT ${COLUMNS} FROM ${tables.records} WHERE "id" = ${id}::text AND ${when}`);
  return row === undefined ? undefined : recordOfRow(row);
}

/** A record with those around it. */
export async function contextOf(
  session: Session,
  tables: Tables,
  id: string,
  around: { readonly before: number; readonly after: number },
): Promise<readonly WireRecord[] | undefined> {
  const record = await findRecord(session, tables, id);
  if (record === undefined) return undefined;
  const cursor = encodeCursor(record);
  const side = async (order: 'newest' | 'oldest', limit: number): Promise<readonly WireRecord[]> => {
    if (limit <= 0) return [];
    const page = await readPage(session, tables, { filter: { type: 'everything' }, order, cursor }, limit);
    return page.records;
  };
  const before = await side('newest', around.before);
  const after = await side('oldest', around.after);
  return [...before.toReversed(), record, ...after];
}
