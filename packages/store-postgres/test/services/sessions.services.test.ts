import { Diagnostics, IdentitySource, type LogRecord, newRecordId } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { withService } from '@tailrace/services';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayOf, nameOfDay, startOfDay } from '../../src/days.ts';
import { lockSql } from '../../src/database.ts';
import { Deadline } from '../../src/deadline.ts';
import { openPostgresStore, type PostgresStore } from '../../src/index.ts';
import { settingsOf } from '../../src/options.ts';
import { databaseOf } from '../../src/postgres-store.ts';
import { fixedSql } from '../../src/sql.ts';
import { LOCKS, tablesOf } from '../../src/tables.ts';

const DAY = 86_400_000;
const NOW = Date.now();
const NOON = startOfDay(dayOf(NOW)) + DAY / 2;
const diagnostics = new Diagnostics();
const everything = { filter: { type: 'everything' }, pipes: [] } as const;

function record(message: string, timestamp: number, id = newRecordId(timestamp)): LogRecord {
  return { id, timestamp, level: 'info', severity: 9, message };
}

async function messagesOf(store: PostgresStore): Promise<string[]> {
  const messages: string[] = [];
  for await (const { message } of store.stream({ ...everything, order: 'oldest' })) messages.push(message);
  return messages;
}

withService({ describe, it, beforeAll, afterAll }, 'postgresql', {}, (postgresql) => {
  /** Lends a connection of an administrator. */
  const asAdmin = async <Result>(work: (admin: Client) => Promise<Result>): Promise<Result> => {
    const admin = new Client(postgresql().url);
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.end();
    }
  };
  const fresh = async (schema: string): Promise<string> => {
    await asAdmin((admin) => admin.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`));
    return schema;
  };
  /** Resolves when one of the store's sessions waits for a lock of the administrator's. */
  const waiter = async (admin: Client, kind: 'relation' | 'advisory'): Promise<void> => {
    const { rows } = await admin.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await expect
      .poll(
        async () =>
          asAdmin(async (other) => {
            const { rowCount } = await other.query(
              'SELECT FROM pg_locks WHERE NOT granted AND locktype = $1 AND $2 = ANY(pg_blocking_pids(pid))',
              [kind, rows[0]?.pid],
            );
            return rowCount;
          }),
        { timeout: 30_000 },
      )
      .toBe(1);
  };
  const withOptions = (options: string): string => {
    const url = new URL(postgresql().url);
    url.searchParams.set('options', options);
    return url.href;
  };

  it('keeps a record that arrives late while retention is about to drop its day', async () => {
    const schema = await fresh('late_arrival');
    const options = { url: postgresql().url, schema, diagnostics, retention: { maxAgeMillis: 10 * DAY } };
    const first = await openPostgresStore({ ...options, clock: new FakeClock(NOW) });
    await first.append([record('old', NOON - 3 * DAY)]);
    await first.close();
    const later = await openPostgresStore({ ...options, clock: new FakeClock(NOW + 11 * DAY) });
    await asAdmin(async (admin) => {
      await admin.query('BEGIN');
      await admin.query(
        `INSERT INTO ${schema}.records (id, timestamp, level, severity, message, terms, arrived_at)
          VALUES ('late', to_timestamp($1::float8 / 1000), 'info', 9, 'late', '{}', to_timestamp($2::float8 / 1000))`,
        [NOON - 3 * DAY, NOW + 11 * DAY],
      );
      const retained = later.retain();
      await waiter(admin, 'relation');
      await admin.query('COMMIT');
      await retained;
    });
    expect(await messagesOf(later)).toEqual(['late']);
    await later.close();
  });

  it('keeps a record whose day gets its partition while the record is on its way to the one of other days', async () => {
    const schema = await fresh('day_meanwhile');
    const store = await openPostgresStore({
      url: postgresql().url,
      schema,
      diagnostics,
      partitionsBackDays: 10,
      clock: new FakeClock(NOW),
    });
    const day = dayOf(NOW) - 20;
    const time = startOfDay(day) + 1000;
    const [from, to] = [day, day + 1].map((each) => new Date(startOfDay(each)).toISOString());
    await asAdmin(async (admin) => {
      await admin.query(`BEGIN; LOCK TABLE ${schema}.records_other_days IN ACCESS EXCLUSIVE MODE`);
      const appended = store.append([record('on its way', time, new IdentitySource().next(time))]);
      await waiter(admin, 'relation');
      const table = `${schema}.records_${nameOfDay(day)}`;
      await admin.query(
        `CREATE TABLE ${table} (LIKE ${schema}.records INCLUDING DEFAULTS); CREATE UNIQUE INDEX ON ${table} ("id");
          ALTER TABLE ${schema}.records ATTACH PARTITION ${table} FOR VALUES FROM ('${from}') TO ('${to}'); COMMIT`,
      );
      expect(await appended).toMatchObject({ accepted: 1 });
    });
    expect(await messagesOf(store)).toEqual(['on its way']);
    await store.close();
  });

  it('keeps one record once, also where the role is set to see only what was there before', async () => {
    const schema = await fresh('isolation');
    const store = await openPostgresStore({
      url: withOptions('-c default_transaction_isolation=serializable'),
      schema,
      diagnostics,
    });
    const id = new IdentitySource().next(NOON);
    const tables = tablesOf(schema);
    const twin = NOON - 2 * DAY;
    await store.append([record('other', NOON), record('of that day', twin)]);
    await asAdmin(async (admin) => {
      // What an append of the same id with another day does.
      await admin.query(`BEGIN; ${lockSql(LOCKS.strays, tables.lockKey, false).texts.join('')}`);
      const appended = store.append([record('again', NOON, id)]);
      await waiter(admin, 'advisory');
      await admin.query(
        `INSERT INTO ${schema}.stray_ids (id, timestamp, has_home) VALUES ($1, to_timestamp($2::float8 / 1000), true)`,
        [id, twin],
      );
      await admin.query(
        `INSERT INTO ${schema}.records (id, timestamp, level, severity, message, terms)
          VALUES ($1, to_timestamp($2::float8 / 1000), 'info', 9, 'once', '{}')`,
        [id, twin],
      );
      await admin.query('COMMIT');
      expect(await appended).toMatchObject({ accepted: 0, duplicates: 1 });
    });
    expect((await store.verify()).problems).toEqual([]);
    await store.close();
  });

  it('ends work by its own limits, with words, whatever time limits the role has', async () => {
    const schema = await fresh('role_limits');
    const store = await openPostgresStore({
      url: withOptions('-c statement_timeout=50 -c lock_timeout=50'),
      schema,
      diagnostics,
      appendTimeoutMillis: 400,
    });
    await store.append([record('first', NOON)]);
    await asAdmin(async (admin) => {
      await admin.query(`BEGIN; LOCK TABLE ${schema}.records IN ACCESS EXCLUSIVE MODE`);
      await expect(store.query(everything, { timeoutMillis: 400 })).rejects.toMatchObject({
        code: 'TAILRACE_QUERY_LIMIT',
      });
      await expect(store.append([record('second', NOON)])).rejects.toMatchObject({
        code: 'TAILRACE_STORE_UNAVAILABLE',
      });
      await admin.query('COMMIT');
    });
    expect(await messagesOf(store)).toEqual(['first']);
    await store.close();
  });

  it('tells how it is while all queries that it lets run at once are under way', async () => {
    const schema = await fresh('busy');
    const store = await openPostgresStore({ url: postgresql().url, schema, diagnostics, maxConcurrentQueries: 1 });
    await store.append([record('first', NOON)]);
    await asAdmin(async (admin) => {
      await admin.query(`BEGIN; LOCK TABLE ${schema}.stray_ids IN ACCESS EXCLUSIVE MODE`);
      const asked = store.query({
        ...everything,
        filter: { type: 'compare', field: ['id'], operator: '=', value: 'x' },
      });
      await waiter(admin, 'relation');
      const [stats, again] = await Promise.all([store.stats(), store.stats()]);
      expect(stats).toMatchObject({ records: 1 });
      expect(again).toBe(stats);
      await admin.query('COMMIT');
      expect(await asked).toMatchObject({ records: [] });
    });
    await store.close();
  });

  it('lends no connection again that a cancellation is on its way to', async () => {
    const settings = settingsOf({ url: postgresql().url, diagnostics });
    const database = databaseOf(settings);
    const controller = new AbortController();
    const deadline = new Deadline(settings.clock, 60_000, controller.signal);
    const processOf = fixedSql('SELECT pg_backend_pid()');
    const first = await database.use(
      'asking',
      async (session) => {
        const rows = await session.rows(processOf);
        controller.abort();
        return rows;
      },
      deadline,
    );
    expect(await database.ask('asking', processOf)).not.toEqual(first);
    deadline.end();
    await database.end();
  });

  it('says what a role without rights needs', async () => {
    const schema = await fresh('no_rights');
    const role = `norights_${process.pid}`;
    await asAdmin(async (admin) => {
      await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
    });
    const url = new URL(postgresql().url);
    url.username = role;
    url.password = 'secret';
    try {
      await expect(openPostgresStore({ url: url.href, schema, diagnostics })).rejects.toMatchObject({
        code: 'TAILRACE_STORE_FAILED',
        message: expect.stringMatching(/permission denied.*needs CREATE on the database/) as string,
      });
    } finally {
      await asAdmin((admin) => admin.query(`DROP ROLE ${role}`));
    }
  });
});
