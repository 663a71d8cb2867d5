import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { from as copyFrom } from 'pg-copy-streams';
import { columnList, quoted, WRITTEN_COLUMNS } from './columns.ts';
import { lockSql } from './database.ts';
import type { RecordRow } from './record-row.ts';
import type { Session } from './session.ts';
import { fixedSql, sql, type Sql, toStatement } from './sql.ts';
import { LOCKS, type Tables } from './tables.ts';
import { timeText } from './time-sql.ts';

const COLUMNS = columnList(WRITTEN_COLUMNS);
const ID = fixedSql(quoted('id'));
const COPY_CHUNK = 256 * 1024;
/** Rows that came by COPY and are looked at before they are kept; each connection has its own. */
const STAGED = fixedSql('pg_temp.tailrace_staged');

/**
 * Writes rows straight into the table, in one transaction. Fails with the server's own error for a duplicate where one
 * is there; then nothing is kept.
 */
export async function copyRows(session: Session, tables: Tables, rows: readonly RecordRow[]): Promise<void> {
  const away = rows.filter(({ place }) => place === 'away');
  const homeless = rows.filter(({ place }) => place === 'homeless');
  await session.rows(fixedSql('BEGIN'));
  await session.rows(lockSql(LOCKS.strays, tables.lockKey, away.length === 0));
  if (homeless.length < rows.length) {
    // Nothing but an id that is away from home can be the same as one at home.
    const [any] = await session.rows(sql`SELECT EXISTS (SELECT FROM ${tables.strays} WHERE "has_home")`);
    if (any?.[0] === 't' || away.length > 0) throw new NeedsLook();
  }
  if (homeless.length > 0) {
    const lines = homeless.map(({ id, timestamp }) => strayLine(id, timestamp));
    await copy(session, sql`COPY ${tables.strays} ("id", "timestamp", "has_home") FROM STDIN`, lines);
  }
  const lines = rows.map(({ line }) => line);
  await copy(session, sql`COPY ${tables.records} (${COLUMNS}) FROM STDIN`, lines);
  await session.rows(fixedSql('COMMIT'));
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
  await copy(session, sql`COPY ${STAGED} (${COLUMNS}) FROM STDIN`, lines);
  const strays = rows.filter(({ place }) => place !== 'home');
  const taken = await takeStrays(session, tables, strays);
  const refused = strays.filter(({ id }) => !taken.has(id)).map(({ id }) => id);
  const home = rows.filter(({ place }) => place === 'home').map(({ id }) => id);
  if (home.length > 0) {
    const away = await session.rows(
      sql`SELECT "id" FROM ${tables.strays} WHERE "has_home" AND "id" = ANY(${home}::text[])`,
    );
    for (const [id] of away) if (id !== null && id !== undefined) refused.push(id);
  }
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
  const present =
    away.length === 0
      ? []
      : await session.rows(sql`SELECT ${ID} FROM ${tables.records} WHERE ${ID} = ANY(${away}::text[])`);
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

function strayLine(id: string, timestamp: number): string {
  return `${id.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}\t${timeText(timestamp)}\tf\n`;
}

async function copy(session: Session, statement: Sql, lines: readonly string[]): Promise<void> {
  const stream = session.client.query(copyFrom(toStatement(statement).text));
  await pipeline(Readable.from(chunksOf(lines)), stream);
}

/** Few large buffers cost less than many small ones. */
function* chunksOf(lines: readonly string[]): Generator<Buffer> {
  let chunk: string[] = [];
  let length = 0;
  for (const line of lines) {
    chunk.push(line);
    length += line.length;
    if (length >= COPY_CHUNK) {
      yield Buffer.from(chunk.join(''));
      chunk = [];
      length = 0;
    }
  }
  if (length > 0) yield Buffer.from(chunk.join(''));
}
