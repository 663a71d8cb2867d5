import type { LogRecord } from '@tailrace/core';
import { Diagnostics, newRecordId } from '@tailrace/core';
import { freePort, withService } from '@tailrace/services';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresStore, type PostgresStore } from '../../src/index.ts';

const everything = { filter: { type: 'everything' }, pipes: [] } as const;
const diagnostics = new Diagnostics();

function records(count: number): LogRecord[] {
  return Array.from({ length: count }, (_, n): LogRecord => {
    const timestamp = Date.UTC(2026, 10, 20) + n * 1000;
    return { id: newRecordId(timestamp), timestamp, level: 'info', severity: 9, message: `record ${n}` };
  });
}

async function idsOf(store: PostgresStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of store.stream({ ...everything, order: 'oldest' })) ids.push(id);
  return ids;
}

/** The codes that calls reject with. */
async function codesOf(...calls: readonly Promise<unknown>[]): Promise<unknown[]> {
  const outcomes = await Promise.allSettled(calls);
  return outcomes.map((outcome) =>
    outcome.status === 'rejected' ? (outcome.reason as { code?: unknown }).code : 'none',
  );
}

describe('a server that is not there', () => {
  it('is told at the start, with a code of its own', async () => {
    const url = `postgres://nobody@127.0.0.1:${await freePort()}/none`;
    await expect(openPostgresStore({ url, diagnostics })).rejects.toMatchObject({ code: 'TAILRACE_STORE_UNAVAILABLE' });
  });
});

withService({ describe, it, beforeAll, afterAll }, 'postgresql', { own: true }, (postgresql) => {
  const open = (schema: string, options: object = {}) =>
    openPostgresStore({ url: postgresql().url, schema, diagnostics, ...options });

  /** The server's processes that serve a store. */
  const backends = async (): Promise<number[]> => {
    const admin = new Client(postgresql().url);
    await admin.connect();
    const { rows } = await admin.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'tailrace'",
    );
    await admin.end();
    return rows.map(({ pid }) => pid);
  };

  it('says that it is unavailable while it is away, and goes on by itself once it is back [X5]', async () => {
    const store = await open('away');
    const first = records(10);
    const second = records(10);
    await store.append(first);
    await postgresql().kill();
    await expect(store.append(second)).rejects.toMatchObject({ code: 'TAILRACE_STORE_UNAVAILABLE' });
    await expect(store.query(everything)).rejects.toMatchObject({ code: 'TAILRACE_STORE_UNAVAILABLE' });
    await expect(store.get('any')).rejects.toMatchObject({ code: 'TAILRACE_STORE_UNAVAILABLE' });
    await expect(store.stats()).rejects.toMatchObject({ code: 'TAILRACE_STORE_UNAVAILABLE' });
    await postgresql().restart();
    expect(await store.append([...first, ...second])).toMatchObject({ accepted: 10, duplicates: 10 });
    expect(await idsOf(store)).toHaveLength(20);
    await store.close();
  });

  it('loses no acknowledged record and doubles none when it is killed in the middle of appends [X2 X5]', async () => {
    const store = await open('killed', { maxConcurrentAppends: 3, maxAppendRecords: 50 });
    const all = records(3000);
    const batches = Array.from({ length: 60 }, (_, n) => all.slice(n * 50, (n + 1) * 50));
    let acknowledged = 0;
    let repair: Promise<void> | undefined;
    const outage = async (): Promise<void> => {
      await postgresql().kill();
      await postgresql().restart();
    };
    const deliver = async (batch: LogRecord[]): Promise<void> => {
      for (;;) {
        try {
          const { accepted, duplicates } = await store.append(batch);
          expect(accepted + duplicates).toBe(batch.length);
          acknowledged += 1;
          if (acknowledged % 20 === 10) repair = outage();
          return;
        } catch (error) {
          expect(error).toMatchObject({ code: 'TAILRACE_STORE_UNAVAILABLE' });
          await repair;
        }
      }
    };
    await Promise.all(batches.map(deliver));
    await repair;
    expect(await idsOf(store)).toEqual(all.map(({ id }) => id).toSorted());
    expect(await store.verify()).toEqual({ ok: true, checked: 3000, problems: [] });
    await store.close();
  });

  it('ends what waits for a lock in its time, on the server too', async () => {
    const store = await open('locked', { appendTimeoutMillis: 300 });
    await store.append(records(5));
    const admin = new Client(postgresql().url);
    await admin.connect();
    await admin.query('BEGIN; LOCK TABLE locked.records IN ACCESS EXCLUSIVE MODE');
    expect(await codesOf(store.query(everything, { timeoutMillis: 200 }), store.append(records(5)))).toEqual([
      'TAILRACE_QUERY_LIMIT',
      'TAILRACE_STORE_UNAVAILABLE',
    ]);
    const { rows } = await admin.query("SELECT query FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    expect(rows).toEqual([]);
    await admin.query('COMMIT');
    await admin.end();
    expect(await idsOf(store)).toHaveLength(5);
    await store.close();
  });

  it('ends a query in its time also where the server hangs, and an append with words that it is unavailable', async () => {
    const store = await open('hangs', { appendTimeoutMillis: 300, connectTimeoutMillis: 500 });
    await store.append(records(5));
    const processes = await backends();
    await postgresql().suspend();
    for (const id of processes) process.kill(id, 'SIGSTOP');
    try {
      const ofAnotherDay = records(1).map((record) => ({ ...record, timestamp: record.timestamp - 9 * 86_400_000 }));
      expect(
        await codesOf(
          store.query(everything, { timeoutMillis: 200 }),
          store.append(records(5)),
          store.append(ofAnotherDay),
        ),
      ).toEqual(['TAILRACE_QUERY_LIMIT', 'TAILRACE_STORE_UNAVAILABLE', 'TAILRACE_STORE_UNAVAILABLE']);
    } finally {
      for (const id of processes) process.kill(id, 'SIGCONT');
      await postgresql().resume();
    }
    expect((await store.query(everything)).kind).toBe('records');
    await store.close();
  });

  it('cancels on the server what nobody waits for', async () => {
    const store = await open('cancelled');
    await store.append(records(20));
    const controller = new AbortController();
    const heavy = { type: 'text-regex', pattern: '(?i)\\pL+x', ignoreCase: false } as const;
    const asked = store.query({ filter: heavy, pipes: [] }, { signal: controller.signal });
    controller.abort();
    await expect(asked).rejects.toMatchObject({ code: 'TAILRACE_QUERY_CANCELLED' });
    expect(await idsOf(store)).toHaveLength(20);
    await store.close();
  });

  it('says which limit a query met, and how to narrow it', async () => {
    const store = await open('limited', { maxScannedRecords: 10 });
    await store.append(records(300));
    const unsure = { type: 'text-regex', pattern: '\\pL+', ignoreCase: false } as const;
    await expect(store.query({ filter: unsure, pipes: [] })).rejects.toMatchObject({
      code: 'TAILRACE_QUERY_LIMIT',
      message: expect.stringContaining('narrow the time') as string,
    });
    await store.close();
  });
});
