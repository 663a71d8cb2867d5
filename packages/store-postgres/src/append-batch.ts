import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { from as copyFrom } from 'pg-copy-streams';
import type { BatchRows } from './batch-rows.ts';
import { columnList, quoted, WRITTEN_COLUMNS } from './columns.ts';
import { startOfDay } from './days.ts';
import { homeDayOf } from './home-day.ts';
import { lockSql } from './database.ts';
import type { RecordRow } from './record-row.ts';
import type { Session } from './session.ts';
import { fixedSql, sql, type Sql, toStatement } from './sql.ts';
import { LOCKS, type Tables } from './tables.ts';
import { timeSql, timeText } from './time-sql.ts';

const COLUMNS = columnList(WRITTEN_COLUMNS);
const ID = fixedSql(quoted('id'));
const LINES_PER_CHUNK = 500;
/** Rows that came by COPY and are looked at before they are kept; each connection has its own. */
const STAGED = fixedSql('pg_temp.tailrace_staged');

/**
 * Writes rows straight into the table as they are made, in one transaction; answers them. Fails with the server's own
 * error where one of them is there already; then nothing is kept.
 */
export async function copyRows(session: Session, tables: Tables, batch: BatchRows): Promise<readonly RecordRow[]> {
  // Sent together, and the first rows are made while they are on their way.
  const begun = session.script([
    fixedSql('BEGIN'),
    lockSql(LOCKS.strays, tables.lockKey, true),
    sql`SELECT EXISTS (SELECT FROM ${tables.strays} WHERE "has_home")`,
  ]);
  batch.makeFirst();
  const [any] = await begun;
  await copy(session, sql`COPY ${tables.records} (${COLUMNS}) FROM STDIN`, linesOf(batch));
  if (any?.[0] === 't' && (await idsAway(session, tables, batch.all())).length > 0) throw new NeedsLook();
  const homeless = batch.all().filter(({ place }) => place === 'homeless');
  if (homeless.length > 0) {
    const strays = homeless.map(({ id, timestamp }) => strayLine(id, timestamp));
    await copy(session, sql`COPY ${tables.strays} ("id", "timestamp", "has_home") FROM STDIN`, [strays]);
  }
  await session.rows(fixedSql('COMMIT'));
  return batch.all();
}

function* linesOf(batch: BatchRows): Generator<readonly string[]> {
  for (const slice of batch.slices()) {
    if (slice.some(({ place }) => place === 'away')) throw new NeedsLook();
    yield slice.map(({ line }) => line);
  }
}

/** Nothing but an id that is away can be the same as one at home without an index that tells. */
async function idsAway(session: Session, tables: Tables, rows: readonly RecordRow[]): Promise<readonly string[]> {
  const home = rows.filter(({ place }) => place === 'home').map(({ id }) => id);
  if (home.length === 0) return [];
  const away = await session.rows(
    sql`SELECT "id" FROM ${tables.strays} WHERE "has_home" AND "id" = ANY(${home}::text[])`,
  );
  return away.flatMap(([id]) => id ?? []);
}

/** Thrown where rows may be there already in a way that no index tells. */
export class NeedsLook extends Error {}

/**
 * Writes the rows whose ids are not there yet, in one transaction; answers which ids were taken.
 *
 * Ids are taken in their order, so that two appends of the same records never wait for each other in a circle.
 */
export async function mergeRows(
  session: Session,
  tables: Tables,
  rows: readonly RecordRow[],
): Promise<ReadonlySet<string>> {
  const hasAway = rows.some(({ place }) => place === 'away');
  await session.rows(fixedSql('BEGIN'));
  await session.rows(lockSql(LOCKS.strays, tables.lockKey, !hasAway));
  await session.rows(
    sql`CREATE TEMPORARY TABLE IF NOT EXISTS ${fixedSql('tailrace_staged')} (LIKE ${tables.records} INCLUDING DEFAULTS) ON COMMIT DELETE ROWS`,
  );
  const lines = rows.map(({ line }) => line);
  await copy(session, sql`COPY ${STAGED} (${COLUMNS}) FROM STDIN`, [lines]);
  const strays = rows.filter(({ place }) => place !== 'home');
  const taken = await takeStrays(session, tables, strays);
  const refused = strays.filter(({ id }) => !taken.has(id)).map(({ id }) => id);
  refused.push(...(await idsAway(session, tables, rows)));
  const wanted = refused.length === 0 ? fixedSql('') : sql` WHERE ${ID} <> ALL(${refused}::text[])`;
  const kept = await session.rows(
    sql`INSERT INTO ${tables.records} (${COLUMNS}) SELECT ${COLUMNS} FROM ${STAGED}${wanted} ORDER BY ${ID} ON CONFLICT DO NOTHING RETURNING ${ID}`,
  );
  await session.rows(fixedSql('COMMIT'));
  return new Set(kept.flatMap(([id]) => id ?? []));
}

/** Notes ids that are not at home, unless they are there, at home or elsewhere. */
async function takeStrays(
  session: Session,
  tables: Tables,
  strays: readonly RecordRow[],
): Promise<ReadonlySet<string>> {
  if (strays.length === 0) return new Set();
  const away = strays.filter(({ place }) => place === 'away').map(({ id }) => id);
  // Whoever is away holds the lock that keeps others from coming home meanwhile.
  const present = away.length === 0 ? [] : await session.rows(homesSql(tables, away));
  const atHome = new Set(present.map(([id]) => id));
  const open = strays.filter(({ id }) => !atHome.has(id));
  const taken = await session.rows(
    sql`INSERT INTO ${tables.strays} ("id", "timestamp", "has_home")
      SELECT * FROM unnest(${open.map(({ id }) => id)}::text[], ${open.map(({ timestamp }) => timeText(timestamp))}::timestamptz[],
        ${open.map(({ place }) => String(place === 'away'))}::boolean[]) AS s(id, at, home) ORDER BY 1
      ON CONFLICT DO NOTHING RETURNING "id"`,
  );
  return new Set(taken.flatMap(([id]) => id ?? []));
}

/** Ids that are at home, looked for on the days that they say. */
function homesSql(tables: Tables, ids: readonly string[]): Sql {
  const days = ids.map((id) => homeDayOf(id) ?? 0);
  const from = timeSql(startOfDay(days.reduce((a, b) => Math.min(a, b))));
  const to = timeSql(startOfDay(days.reduce((a, b) => Math.max(a, b)) + 1));
  return sql`SELECT ${ID} FROM ${tables.records} WHERE ${ID} = ANY(${ids}::text[]) AND "timestamp" >= ${from} AND "timestamp" < ${to}`;
}

function strayLine(id: string, timestamp: number): string {
  return `${id.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}\t${timeText(timestamp)}\tf\n`;
}

async function copy(session: Session, statement: Sql, parts: Iterable<readonly string[]>): Promise<void> {
  const stream = session.client.query(copyFrom(toStatement(statement).text));
  await pipeline(Readable.from(chunksOf(parts)), stream);
}

/** Few large buffers cost less than many small ones. */
function* chunksOf(parts: Iterable<readonly string[]>): Generator<Buffer> {
  for (const lines of parts) {
    for (let start = 0; start < lines.length; start += LINES_PER_CHUNK) {
      yield Buffer.from(lines.slice(start, start + LINES_PER_CHUNK).join(''));
    }
  }
}
