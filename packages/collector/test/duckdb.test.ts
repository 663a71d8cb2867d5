import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordsAnswer, TableAnswer } from '@tailrace/query';
import { openDuckdbStore } from '@tailrace/store-duckdb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { start } from './fixtures/harness.ts';

/** The store's reader is a process of its own and runs what was built. */
const built = existsSync(join(__dirname, '../../store-duckdb/dist/index.js'));
const START = Date.UTC(2026, 10, 22, 10);

describe.skipIf(!built)('a collector on the DuckDB store (needs a build)', () => {
  let directory = '';
  let store: Awaited<ReturnType<typeof openDuckdbStore>>;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tailrace-collector-'));
    store = await openDuckdbStore({ directory });
  });
  afterAll(async () => {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });

  const lines = Array.from({ length: 300 }, (_, n) =>
    JSON.stringify({
      timestamp: new Date(START + n * 1000).toISOString(),
      level: n % 10 === 0 ? 'error' : 'info',
      message: `request ${n} was served`,
      service: n % 2 === 0 ? 'shop' : 'api',
      attributes: { duration_ms: n },
    }),
  );

  it('finds over HTTP what came over HTTP [E3]', async () => {
    const { get, post } = await start({ store });
    expect(await (await post(lines.join('\n'))).json()).toEqual({ accepted: 300, duplicates: 0, rejected: [] });

    const found = (await (
      await get(`/v1/query?q=${encodeURIComponent('level>=error duration_ms>100')}`)
    ).json()) as RecordsAnswer;
    expect(found.records.map(({ message }) => message)).toEqual(
      Array.from({ length: 19 }, (_, n) => `request ${290 - n * 10} was served`),
    );
    const id = found.records[3]?.id ?? '';
    expect(await (await get(`/v1/records/${id}`)).json()).toEqual(found.records[3]);
    const around = (await (await get(`/v1/records/${id}/context?before=2&after=2`)).json()) as RecordsAnswer;
    expect(around.records.map(({ message }) => message)).toEqual(
      [258, 259, 260, 261, 262].map((n) => `request ${n} was served`),
    );

    const table = (await (
      await get(`/v1/query?q=${encodeURIComponent('* | count by service')}`)
    ).json()) as TableAnswer;
    expect(table.rows).toEqual(
      expect.arrayContaining([
        ['shop', 150],
        ['api', 150],
      ]),
    );

    const streamed = await get('/v1/query?order=oldest', { accept: 'application/x-ndjson' });
    const all = (await streamed.text()).trimEnd().split('\n');
    expect(all).toHaveLength(300);
    expect(JSON.parse(all[7] ?? '')).toMatchObject({ message: 'request 7 was served' });

    const histogram = (await (await get('/v1/histogram?buckets=5')).json()) as { buckets: { counts: object }[] };
    expect(histogram.buckets.map(({ counts }) => counts)).toEqual(
      Array.from({ length: 5 }, () => ({ INFO: 54, ERROR: 6 })),
    );

    const { fields } = (await (await get('/v1/fields?q=level:error')).json()) as {
      fields: { name: string; values: object[] }[];
    };
    expect(fields.find(({ name }) => name === 'service')?.values).toEqual([{ value: 'shop', count: 30 }]);
    expect(await (await get('/v1/stats')).json()).toMatchObject({ records: 300, damaged: [] });
    expect((await get('/readyz')).status).toBe(200);
  });

  it('goes on with a tail from where its reader had been [X2]', async () => {
    const { get, post } = await start({ store });
    const { records } = (await (await get('/v1/query?q=%22request+297+%22')).json()) as RecordsAnswer;
    const response = await get('/v1/tail', { 'last-event-id': records[0]?.id ?? '' });
    const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
    await post(JSON.stringify({ message: 'the newest' }));
    let text = '';
    while (!text.includes('the newest')) text += (await reader.read()).value ?? '';
    expect([...text.matchAll(/"message":"(.*?)"/g)].map(([, message]) => message)).toEqual([
      'request 298 was served',
      'request 299 was served',
      'the newest',
    ]);
    await reader.cancel();
  });

  it('answers 503 when the store is closed under it', async () => {
    const other = await mkdtemp(join(tmpdir(), 'tailrace-collector-'));
    const closing = await openDuckdbStore({ directory: other });
    const { get, post } = await start({ store: closing });
    await post(lines[0] ?? '');
    await closing.close();
    const response = await post(lines[1] ?? '');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: 'TAILRACE_STORE_CLOSED' } });
    expect((await get('/v1/query')).status).toBe(503);
    expect((await get('/readyz')).status).toBe(503);
    await rm(other, { recursive: true, force: true });
  });
});
