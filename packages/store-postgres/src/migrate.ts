import { TailraceError } from '@tailrace/core';
import { quoted } from './columns.ts';
import { type Database, lockSql } from './database.ts';
import { type Migration, MIGRATIONS, type Surroundings } from './migrations.ts';
import { textOf } from './partitions.ts';
import type { Session } from './session.ts';
import { fixedSql, sql, toStatement, type Sql } from './sql.ts';
import { LOCKS, type Tables } from './tables.ts';

/** The oldest server that has what the statements use. */
const OLDEST_SERVER = 140_000;

/** What a server's schema is like beside the program. */
export interface SchemaState {
  /** 0 where there are no tables yet. */
  readonly version: number;
  readonly newest: number;
  /** The statements that bring it up to date, as they would run; empty where nothing is to be done. */
  readonly pending: readonly string[];
}

/**
 * Brings the tables up to date, or says that they are.
 *
 * Two programs that start at once do it one after the other. Each migration is a transaction of its own.
 *
 * @throws TailraceError `TAILRACE_STORE_FAILED` where the tables are newer than the program, where they are older and
 *   `apply` is false (the message has the statements), or where the server is not one that the store runs on.
 */
export async function migrate(
  database: Database,
  tables: Tables,
  apply: boolean,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  await database.use('looking at its version', (session) => checkServer(session));
  const state = await schemaState(database, tables, migrations);
  if (state.pending.length === 0) return;
  if (!apply) {
    const words = `The tables in the schema ${tables.schema} are of version ${state.version}, and this program needs ${state.newest}. Run this, or open the store with migrate: true`;
    throw new TailraceError('TAILRACE_STORE_FAILED', `${words}:\n${state.pending.join(';\n')};`);
  }
  for (const migration of migrations) {
    if (migration.version > state.version)
      await database.use('migrating', (session) => step(session, tables, migration));
  }
}

/**
 * Compares the tables with what the program needs, and changes nothing.
 *
 * @throws TailraceError `TAILRACE_STORE_FAILED` where the tables are newer.
 */
export async function schemaState(
  database: Database,
  tables: Tables,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<SchemaState> {
  const newest = migrations.at(-1)?.version ?? 0;
  return database.use('reading the version of its tables', async (session) => {
    const version = await versionOf(session, tables);
    if (version > newest) {
      const words = `The tables in the schema ${tables.schema} are of version ${version}, which a newer program made; this one knows ${newest}.`;
      throw new TailraceError('TAILRACE_STORE_FAILED', `${words} Start the newer program, or use another schema.`);
    }
    const surroundings = await surroundingsOf(session);
    const missing = migrations.filter((migration) => migration.version > version);
    const foundations = await foundationsOf(session, tables);
    const statements = missing.flatMap((migration) => [
      ...(migration.version === 1 ? foundations : []),
      ...migration.statements(tables, surroundings),
      noteSql(tables, migration),
    ]);
    return { version, newest, pending: statements.map(shown) };
  });
}

async function checkServer(session: Session): Promise<void> {
  const [row] = await session.ask(
    sql`SELECT current_setting('server_version_num'), current_setting('server_encoding'), current_setting('server_version')`,
  );
  const [number, encoding, version] = row ?? [];
  if (Number(number) < OLDEST_SERVER) {
    throw new TailraceError(
      'TAILRACE_STORE_FAILED',
      `PostgreSQL ${version} is too old: the store runs on 14 and newer.`,
    );
  }
  if (encoding !== 'UTF8') {
    throw new TailraceError(
      'TAILRACE_STORE_FAILED',
      `The database has the encoding ${encoding}; the store needs one with UTF8.`,
    );
  }
}

async function step(session: Session, tables: Tables, migration: Migration): Promise<void> {
  await session.ask(fixedSql('BEGIN'));
  await session.ask(lockSql(LOCKS.migrate, tables.lockKey, false));
  if (migration.version === 1) {
    for (const statement of await foundationsOf(session, tables)) await session.ask(statement);
    await addTrigrams(session);
  }
  // Another program may have done it while this one waited for the lock.
  if ((await versionOf(session, tables)) < migration.version) {
    const surroundings = await surroundingsOf(session);
    for (const statement of migration.statements(tables, surroundings)) await session.ask(statement);
    await session.ask(noteSql(tables, migration));
  }
  await session.ask(fixedSql('COMMIT'));
}

/** Who may not make a schema gets one from an administrator: what is there already is not asked for. */
async function foundationsOf(session: Session, tables: Tables): Promise<readonly Sql[]> {
  // A look into the catalog itself: names that were looked up before may be remembered as absent.
  const [row] = await session.ask(
    sql`SELECT NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = ${tables.schema}::text)`,
  );
  return [
    ...(row?.[0] === 't' ? [sql`CREATE SCHEMA ${tables.schemaSql}`] : []),
    sql`CREATE TABLE IF NOT EXISTS ${tables.migrations} (
      "version" integer PRIMARY KEY, "name" text NOT NULL, "applied_at" timestamptz NOT NULL DEFAULT now())`,
  ];
}

/** Makes the extension where the server has it and the user may; without it words are found by reading every message. */
async function addTrigrams(session: Session): Promise<void> {
  await session.ask(fixedSql('SAVEPOINT trigrams'));
  try {
    await session.rows(fixedSql('CREATE EXTENSION IF NOT EXISTS pg_trgm'));
  } catch {
    await session.ask(fixedSql('ROLLBACK TO SAVEPOINT trigrams'));
  }
  await session.ask(fixedSql('RELEASE SAVEPOINT trigrams'));
}

async function versionOf(session: Session, tables: Tables): Promise<number> {
  const [found] = await session.ask(sql`SELECT to_regclass(${textOf(tables.migrations)}::text)`);
  if (found?.[0] === null || found === undefined) return 0;
  const [row] = await session.ask(sql`SELECT coalesce(max("version"), 0) FROM ${tables.migrations}`);
  return Number(row?.[0]);
}

async function surroundingsOf(session: Session): Promise<Surroundings> {
  const [row] = await session.ask(
    sql`SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'`,
  );
  const schema = row?.[0];
  return schema === null || schema === undefined ? {} : { trigrams: fixedSql(`${quoted(schema)}.gin_trgm_ops`) };
}

function noteSql(tables: Tables, { version, name }: Migration): Sql {
  // Numbers and names of this program's own, so that the statement can be shown as it runs.
  return sql`INSERT INTO ${tables.migrations} ("version", "name") VALUES (${fixedSql(String(version))}, ${fixedSql(`'${name}'`)})`;
}

function shown(piece: Sql): string {
  return toStatement(piece).text.replaceAll(/\s+/g, ' ').trim();
}
