import { Diagnostics } from '@tailrace/core';
import { parseQueryStrict } from '@tailrace/query';
import { withService } from '@tailrace/services';
import { Client, type QueryResult } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresStore, pendingMigrations } from '../../src/index.ts';
import { migrate } from '../../src/migrate.ts';
import { MIGRATIONS } from '../../src/migrations.ts';
import { settingsOf } from '../../src/options.ts';
import { databaseOf } from '../../src/postgres-store.ts';
import { fixedSql, sql } from '../../src/sql.ts';
import { tablesOf } from '../../src/tables.ts';

const diagnostics = new Diagnostics();
const record = (id: string, message: string) => ({
  id,
  timestamp: Date.UTC(2026, 10, 20),
  level: 'info',
  severity: 9 as const,
  message,
});

withService({ describe, it, beforeAll, afterAll }, 'postgresql', {}, (postgresql) => {
  const asked = async (...statements: string[]): Promise<QueryResult[]> => {
    const client = new Client(postgresql().url);
    await client.connect();
    try {
      const results: QueryResult[] = [];
      for (const statement of statements) results.push(await client.query(statement));
      return results;
    } finally {
      await client.end();
    }
  };
  const fresh = async (schema: string): Promise<string> => {
    await asked(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    return schema;
  };

  it('makes the tables once, however many collectors start at the same moment', async () => {
    const schema = await fresh('many_starts');
    const stores = await Promise.all(
      Array.from({ length: 4 }, () => openPostgresStore({ url: postgresql().url, schema, diagnostics })),
    );
    const answers = await Promise.all(stores.map((store) => store.append([record('a', 'one'), record('b', 'two')])));
    expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(2);
    await Promise.all(stores.map((store) => store.close()));
    const [versions] = await asked(`SELECT version FROM ${schema}.migrations`);
    expect(versions?.rows).toEqual([{ version: MIGRATIONS.at(-1)?.version }]);
  });

  it('shows what it would run, and runs nothing, where it may not migrate', async () => {
    const schema = await fresh('shown_only');
    const options = { url: postgresql().url, schema, migrate: false, diagnostics };
    await expect(openPostgresStore(options)).rejects.toMatchObject({
      code: 'TAILRACE_STORE_FAILED',
      message: expect.stringContaining(`CREATE TABLE "${schema}"."records"`) as string,
    });
    const { pending, version } = await pendingMigrations(options);
    expect(version).toBe(0);
    expect(await asked(`SELECT to_regnamespace('${schema}') AS name`)).toMatchObject([{ rows: [{ name: null }] }]);
    await asked(...pending);
    const store = await openPostgresStore(options);
    expect(await store.append([record('a', 'one')])).toMatchObject({ accepted: 1 });
    await store.close();
    expect((await pendingMigrations(options)).pending).toEqual([]);
  });

  it('refuses tables that a newer program made', async () => {
    const schema = await fresh('from_the_future');
    const options = { url: postgresql().url, schema, diagnostics };
    await (await openPostgresStore(options)).close();
    await asked(`INSERT INTO ${schema}.migrations (version, name) VALUES (1000, 'later')`);
    await expect(openPostgresStore(options)).rejects.toMatchObject({
      code: 'TAILRACE_STORE_FAILED',
      message: expect.stringContaining('newer program') as string,
    });
  });

  it('brings older tables up to date with what is in them, each step once', async () => {
    const schema = await fresh('from_the_past');
    const options = { url: postgresql().url, schema, diagnostics };
    const store = await openPostgresStore(options);
    await store.append([record('a', 'kept')]);
    const newest = MIGRATIONS.at(-1)?.version ?? 0;
    const added = {
      version: newest + 1,
      name: 'a column more',
      statements: () => [sql`ALTER TABLE ${tablesOf(schema).records} ADD COLUMN ${fixedSql('more')} text`],
    };
    const database = databaseOf(settingsOf(options));
    const steps = () => migrate(database, tablesOf(schema), true, [...MIGRATIONS, added]);
    await Promise.all([steps(), steps()]);
    await steps();
    await database.end();
    const [versions, columns] = await asked(
      `SELECT count(*)::int AS n FROM ${schema}.migrations`,
      `SELECT id, more FROM ${schema}.records`,
    );
    expect(versions?.rows).toEqual([{ n: MIGRATIONS.length + 1 }]);
    expect(columns?.rows).toEqual([{ id: 'a', more: null }]);
    await store.close();
  });

  it('goes on without the extension for words where it may not make it', async () => {
    const schema = await fresh('without_words');
    const { host, port } = new URL(postgresql().url);
    const role = `plain_${process.pid}`;
    await asked(
      `DROP DATABASE IF EXISTS without_words`,
      `DROP ROLE IF EXISTS ${role}`,
      `CREATE ROLE ${role} LOGIN`,
      `CREATE DATABASE without_words`,
    );
    const base = new URL(postgresql().url);
    base.pathname = '/without_words';
    const admin = new Client(base.href);
    await admin.connect();
    await admin.query(`CREATE SCHEMA ${schema} AUTHORIZATION ${role}`);
    await admin.end();
    const url = `postgres://${role}@${host || `127.0.0.1:${port}`}/without_words`;
    const store = await openPostgresStore({ url, schema, diagnostics });
    await store.append([record('a', 'a needle in the hay'), record('b', 'hay')]);
    const { filter, pipes } = parseQueryStrict('NEEDLE');
    expect(await store.query({ filter, pipes })).toMatchObject({ records: [{ id: 'a' }] });
    await store.close();
    await asked(`DROP DATABASE without_words`, `DROP ROLE ${role}`);
  });
});
