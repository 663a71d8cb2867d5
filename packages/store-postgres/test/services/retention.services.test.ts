import { Diagnostics, IdentitySource, type LogRecord, newRecordId } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { withService } from '@tailrace/services';
import type { RetentionPolicy } from '@tailrace/store';
import { Client, type QueryResult } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresStore, type PostgresStore } from '../../src/index.ts';
import { dayOf, nameOfDay, startOfDay } from '../../src/days.ts';

const DAY = 86_400_000;
const NOW = Date.now();
const NOON = startOfDay(dayOf(NOW)) + DAY / 2;
const diagnostics = new Diagnostics();
const everything = { filter: { type: 'everything' }, pipes: [] } as const;

function record(name: string, timestamp: number, parts: Partial<LogRecord> = {}): LogRecord {
  return { id: newRecordId(timestamp), timestamp, level: 'info', severity: 9, message: name, ...parts };
}

async function messagesOf(store: PostgresStore): Promise<string[]> {
  const messages: string[] = [];
  for await (const { message } of store.stream({ ...everything, order: 'oldest' })) messages.push(message);
  return messages;
}

withService({ describe, it, beforeAll, afterAll }, 'postgresql', {}, (postgresql) => {
  const asked = async (statement: string): Promise<QueryResult> => {
    const client = new Client(postgresql().url);
    await client.connect();
    try {
      return await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const partitions = async (schema: string): Promise<unknown[]> => {
    const { rows } = await asked(
      `SELECT relname FROM pg_class WHERE relnamespace = '${schema}'::regnamespace AND relispartition AND relkind = 'r' ORDER BY 1`,
    );
    return rows.map(({ relname }) => relname as unknown);
  };
  /** An id that says some time, also one before those of other ids; the source of ids of a process never goes back. */
  const idAt = (millis: number): string => new IdentitySource().next(millis);
  /** Opens a store some days after now; what is appended arrives now, by the server's clock. */
  const open = async (schema: string, retention: RetentionPolicy, afterDays = 0): Promise<PostgresStore> =>
    openPostgresStore({
      url: postgresql().url,
      schema,
      diagnostics,
      retention,
      clock: new FakeClock(NOW + afterDays * DAY),
    });
  const fresh = async (schema: string): Promise<string> => {
    await asked(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    return schema;
  };

  it('drops the days that are past it whole, and keeps the others [A6]', async () => {
    const schema = await fresh('kept_days');
    const policy = { maxAgeMillis: 10 * DAY };
    const first = await open(schema, policy);
    await first.append([record('old', NOON - 3 * DAY), record('new', NOON)]);
    expect(await first.retain()).toMatchObject({ partitions: 0, records: 0 });
    await first.close();
    // Of the days ahead none is over yet for the policy.
    const later = await open(schema, policy, 11);
    expect(await later.retain()).toMatchObject({ partitions: 2, records: 0 });
    expect(await messagesOf(later)).toEqual([]);
    expect(await partitions(schema)).not.toContain(`records_${nameOfDay(dayOf(NOON))}`);
    expect((await later.verify()).ok).toBe(true);
    await later.close();
  });

  it('counts age from arrival: what was imported lately stays, however old it is [A6]', async () => {
    const schema = await fresh('kept_imports');
    const store = await open(schema, { maxAgeMillis: 10 * DAY });
    await store.append([record('of long ago', NOON - 300 * DAY), record('of ages ago', NOON - 3000 * DAY)]);
    await store.retain();
    expect(await messagesOf(store)).toEqual(['of ages ago', 'of long ago']);
    await store.close();
  });

  it('keeps errors longer than the rest, and looks at records that no column holds [A6]', async () => {
    const schema = await fresh('kept_levels');
    const policy: RetentionPolicy = {
      keep: [{ minLevel: 'error', maxAgeMillis: 90 * DAY }],
      maxAgeMillis: 14 * DAY,
    };
    const error = { level: 'error', severity: 17 } as const;
    const first = await open(schema, policy);
    await first.append([
      record('plain', NOON - 2000),
      record('error', NOON - 1000, error),
      record('plain \0', NOON, { attributes: { text: '\0' } }),
      record('error \0', NOON + 1000, error),
      // A stray, whose id is noted beside its record, and forgotten with it.
      { ...record('stray', NOON + 2000), id: 'of another kind' },
    ]);
    await first.close();
    const later = await open(schema, policy, 20);
    expect(await later.retain()).toMatchObject({ partitions: 0, records: 3 });
    expect(await messagesOf(later)).toEqual(['error', 'error \0']);
    expect(await later.append([{ ...record('again', NOON), id: 'of another kind' }])).toMatchObject({ accepted: 1 });
    expect((await later.verify()).problems).toEqual([]);
    await later.close();
    const last = await open(schema, policy, 100);
    await last.retain();
    expect(await messagesOf(last)).toEqual([]);
    await last.close();
  });

  it('drops the oldest days beyond its bytes, and never the newest', async () => {
    const schema = await fresh('kept_bytes');
    const store = await open(schema, { maxAgeMillis: Number.POSITIVE_INFINITY, maxBytes: 1 });
    await store.append([record('a', NOON - 2 * DAY), record('b', NOON - DAY), record('c', NOON)]);
    expect(await store.retain()).toMatchObject({ partitions: 2 });
    expect(await messagesOf(store)).toEqual(['c']);
    await store.close();
  });

  it('takes times that no clock should say, and moves them to their day when it comes', async () => {
    const schema = await fresh('other_days');
    const policy = { maxAgeMillis: Number.POSITIVE_INFINITY };
    const first = await open(schema, policy);
    const times = [Date.parse('0001-01-01T00:00:00Z'), NOON + 60 * DAY, Date.parse('9999-12-31T23:59:59.999Z')];
    const records = times.map((time, index) => record(`time ${index}`, time));
    expect(await first.append(records)).toMatchObject({ accepted: 3 });
    expect(await first.append(records)).toMatchObject({ accepted: 0, duplicates: 3 });
    expect(await messagesOf(first)).toEqual(['time 0', 'time 1', 'time 2']);
    await first.close();
    const later = await open(schema, policy, 60);
    expect(await partitions(schema)).toContain(`records_${nameOfDay(dayOf(NOON + 60 * DAY))}`);
    const { rows } = await asked(`SELECT message FROM ${schema}.records_other_days ORDER BY 1`);
    expect(rows).toEqual([{ message: 'time 0' }, { message: 'time 2' }]);
    expect(await later.append(records)).toMatchObject({ accepted: 0, duplicates: 3 });
    expect(await messagesOf(later)).toEqual(['time 0', 'time 1', 'time 2']);
    await later.close();
  });

  it('knows an id again on whichever day it comes back', async () => {
    const schema = await fresh('same_ids');
    const store = await open(schema, { maxAgeMillis: Number.POSITIVE_INFINITY });
    const home = { ...record('home', NOON), id: idAt(NOON) };
    const away = { ...record('away', NOON - 5 * DAY), id: idAt(NOON - DAY) };
    const homeless = { ...record('homeless', NOON - 6 * DAY), id: 'no UUID' };
    expect(await store.append([home, away, homeless])).toMatchObject({ accepted: 3 });
    const moved = [
      { ...home, timestamp: NOON - 3 * DAY },
      { ...away, timestamp: NOON - DAY },
      { ...homeless, timestamp: NOON },
    ];
    expect(await store.append(moved)).toMatchObject({ accepted: 0, duplicateIndexes: [0, 1, 2] });
    for (const again of [...moved, home, away, homeless]) {
      expect(await store.append([again])).toMatchObject({ accepted: 0, duplicates: 1 });
    }
    for (const { id, message } of [home, away, homeless]) expect(await store.get(id)).toMatchObject({ message });
    // The other way round: an id that is away first, and then comes home.
    const early = { ...record('early', NOON - 8 * DAY), id: idAt(NOON - 9 * DAY) };
    await store.append([early]);
    // By a store that does not expect duplicates yet.
    const other = await open(schema, { maxAgeMillis: Number.POSITIVE_INFINITY });
    expect(await other.append([{ ...early, timestamp: NOON - 9 * DAY }])).toMatchObject({ accepted: 0, duplicates: 1 });
    await other.close();
    expect(await store.verify()).toMatchObject({ ok: true, checked: 4 });
    await store.close();
  });

  it('rejects an id that no index of the server takes, and keeps the others', async () => {
    const schema = await fresh('odd_ids');
    const store = await open(schema, { maxAgeMillis: Number.POSITIVE_INFINITY });
    const answer = await store.append([
      { ...record('too long', NOON), id: 'x'.repeat(3000) },
      { ...record('nul', NOON), id: 'a\0b' },
      { ...record('tab', NOON), id: 'a\tb\\c\nd' },
    ]);
    expect(answer).toMatchObject({ accepted: 1, duplicates: 0 });
    expect(answer.rejected.map(({ index, code }) => [index, code])).toEqual([
      [0, 'bad_field'],
      [1, 'bad_field'],
    ]);
    expect(await store.get('a\tb\\c\nd')).toMatchObject({ message: 'tab' });
    await store.close();
  });
});
