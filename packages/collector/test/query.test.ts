import { type LogRecord, newRecordId, severityOf, TailraceError, type WireRecord } from '@tailrace/core';
import type { RecordsAnswer, TableAnswer } from '@tailrace/query';
import { MemoryStore } from '@tailrace/store';
import { describe, expect, it } from 'vitest';
import { start } from './fixtures/harness.ts';

const START = Date.UTC(2026, 10, 22, 10);

/** One record a second: every third an error of `shop`, the others info of `api`. */
function records(count: number): LogRecord[] {
  return Array.from({ length: count }, (_, n) => {
    const level = n % 3 === 0 ? 'error' : 'info';
    const timestamp = START + n * 1000;
    return {
      id: newRecordId(timestamp),
      timestamp,
      level,
      severity: severityOf(level),
      message: `request ${n} was ${level === 'error' ? 'refused' : 'served'}`,
      service: level === 'error' ? 'shop' : 'api',
      attributes: { duration_ms: n },
    };
  });
}

async function filled(count: number, options: Parameters<typeof start>[0] = {}) {
  const store = new MemoryStore();
  if (count > 0) await store.append(records(count));
  return start({ ...options, store });
}

const ndjson = { accept: 'application/x-ndjson' };
const linesOf = (text: string): WireRecord[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as WireRecord);

describe('GET and POST /v1/query [E3]', () => {
  it('answers the newest 100 records to no question at all', async () => {
    const { get } = await filled(250);
    const answer = (await (await get('/v1/query')).json()) as RecordsAnswer;
    expect(answer.kind).toBe('records');
    expect(answer.records).toHaveLength(100);
    expect(answer.records[0]?.message).toContain('request 249');
    expect(answer.truncated).toBe(true);
    expect(answer.cursor).toBeTypeOf('string');
  });

  it('filters, orders and cuts, the same over GET and POST', async () => {
    const { get, url } = await filled(60);
    const parameters = { q: 'level:error duration_ms>10', limit: '3', order: 'oldest' };
    const got = (await (await get(`/v1/query?${new URLSearchParams(parameters)}`)).json()) as RecordsAnswer;
    const posted = await fetch(`${url}/v1/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...parameters, limit: 3 }),
    });
    const answer = (await posted.json()) as RecordsAnswer;
    expect(got.records.map(({ attributes }) => attributes?.['duration_ms'])).toEqual([12, 15, 18]);
    expect(answer.records).toEqual(got.records);
  });

  it('goes on where an answer ended', async () => {
    const { get } = await filled(25);
    const seen: string[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const answer = (await (
        await get(`/v1/query?limit=10&cursor=${encodeURIComponent(cursor)}`)
      ).json()) as RecordsAnswer;
      seen.push(...answer.records.map(({ id }) => id));
      cursor = answer.cursor;
    }
    expect(new Set(seen).size).toBe(25);
    expect(seen).toHaveLength(25);
  });

  it('answers a table to a question that counts, not cut at the limit of records', async () => {
    const { get } = await filled(300);
    const table = (await (
      await get(`/v1/query?q=${encodeURIComponent('* | count by service')}`)
    ).json()) as TableAnswer;
    expect(table.kind).toBe('table');
    expect(table.rows.map((row) => row.toSorted((a, b) => String(a).localeCompare(String(b))))).toEqual(
      expect.arrayContaining([
        [100, 'shop'],
        [200, 'api'],
      ]),
    );
    const long = (await (
      await get(`/v1/query?q=${encodeURIComponent('* | count by duration_ms')}`)
    ).json()) as TableAnswer;
    expect(long.rows).toHaveLength(300);
  });

  it('takes times as ISO, as epoch milliseconds and relative to now', async () => {
    const { FakeClock } = await import('@tailrace/core/testing');
    const { get } = await filled(120, { clock: new FakeClock(START + 120_000) });
    const count = async (window: string): Promise<number> =>
      ((await (await get(`/v1/query?limit=500&${window}`)).json()) as RecordsAnswer).records.length;
    expect(await count(`from=${new Date(START + 100_000).toISOString()}`)).toBe(20);
    expect(await count(`to=${START + 10_000}`)).toBe(10);
    expect(await count('from=-30s')).toBe(30);
    expect(await count(`from=-30s&to=-20s`)).toBe(10);
  });

  it('searches text that does not parse as plain text, and says so', async () => {
    const { get } = await filled(10);
    const response = await get(`/v1/query?q=${encodeURIComponent('request (5 was')}`);
    expect(response.status).toBe(200);
    expect(((await response.json()) as RecordsAnswer).notes.join(' ')).not.toBe('');
  });

  it.each([
    ['limit=0', "'limit'"],
    ['limit=many', "'limit'"],
    ['limit=100000', "'limit'"],
    ['order=sideways', "'order'"],
    ['from=someday', "'from'"],
    ['form=-15m', "'from'"],
    ['q=a&q=b', "'q'"],
  ])('answers 400 to %s, and says what is wrong', async (parameters, word) => {
    const { get } = await filled(1);
    const response = await get(`/v1/query?${parameters}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: 'TAILRACE_BAD_REQUEST', message: expect.stringContaining(word) as string },
    });
  });

  it('answers 400 to a body that is no JSON object, and 415 to one of another kind', async () => {
    const { url } = await filled(1);
    const post = (body: string, type = 'application/json'): Promise<Response> =>
      fetch(`${url}/v1/query`, { method: 'POST', headers: { 'content-type': type }, body });
    expect((await post('{')).status).toBe(400);
    expect((await post('[1]')).status).toBe(400);
    expect((await post('{"q":5}')).status).toBe(400);
    expect((await post('q=x', 'application/x-www-form-urlencoded')).status).toBe(415);
  });
});

describe('streamed answers', () => {
  it('send every matching record, one a line, without a limit unless one is given', async () => {
    const { get } = await filled(2500);
    const response = await get('/v1/query?q=level:info&order=oldest', ndjson);
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    const streamed = linesOf(await response.text());
    expect(streamed).toHaveLength(1666);
    expect(streamed[0]?.message).toContain('request 1 ');
    expect(linesOf(await (await get('/v1/query?limit=7', ndjson)).text())).toHaveLength(7);
  });

  it('send a table as one object a row', async () => {
    const { get } = await filled(30);
    const rows = linesOf(await (await get(`/v1/query?q=${encodeURIComponent('* | count by service')}`, ndjson)).text());
    expect(rows).toEqual(
      expect.arrayContaining([
        { service: 'shop', count: 10 },
        { service: 'api', count: 20 },
      ]),
    );
  });

  it('answer with a status where they fail at once, and with a last line where they fail on the way', async () => {
    const store = new MemoryStore();
    await store.append(records(3000));
    const { get } = await start({ store });
    const original = store.stream.bind(store);
    store.stream = async function* (query, options) {
      let sent = 0;
      for await (const record of original(query, options)) {
        if (sent === 2000) throw new Error('the disk went away');
        sent += 1;
        yield record;
      }
    };
    const lines = (await (await get('/v1/query', ndjson)).text()).trimEnd().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ error: { code: 'TAILRACE_INTERNAL' } });
    expect(lines.join('')).not.toContain('the disk went away');
    // oxlint-disable-next-line require-yield -- a store that fails before its first record
    store.stream = async function* () {
      throw new Error('no disk at all');
    };
    expect((await get('/v1/query', ndjson)).status).toBe(500);
  });

  it('answer 422 to a question whose time is over, 30 seconds unless it asks for another', async () => {
    const store = new MemoryStore();
    const { get } = await start({ store });
    const times: (number | undefined)[] = [];
    store.query = (_query, options) => {
      times.push(options?.timeoutMillis);
      return Promise.reject(new TailraceError('TAILRACE_QUERY_LIMIT', 'The time is over.'));
    };
    expect((await get('/v1/query')).status).toBe(422);
    const response = await get('/v1/query?timeout=50');
    expect(await response.json()).toMatchObject({ error: { code: 'TAILRACE_QUERY_LIMIT' } });
    expect((await get('/v1/query?timeout=9999999')).status).toBe(400);
    expect(times).toEqual([30_000, 50]);
  });

  it('cancel the question when the client leaves', async () => {
    const store = new MemoryStore();
    const { get, url } = await start({ store });
    const seen: AbortSignal[] = [];
    store.query = (_query, options) => {
      if (options?.signal !== undefined) seen.push(options.signal);
      return new Promise((_resolve, reject) => {
        options?.signal?.addEventListener('abort', () => reject(new Error('cancelled')));
      });
    };
    const controller = new AbortController();
    const left = fetch(`${url}/v1/query`, { signal: controller.signal }).catch(() => 'left');
    while (seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(seen[0]?.aborted).toBe(false);
    controller.abort();
    await left;
    while (!seen[0]?.aborted) await new Promise((resolve) => setImmediate(resolve));
    expect((await get('/healthz')).status).toBe(200);
  });
});

describe('GET /v1/records/:id', () => {
  it('answers one record, and 404 where there is none', async () => {
    const { get, store } = await filled(5);
    const { records: stored } = (await store.query({ filter: { type: 'everything' }, pipes: [] })) as RecordsAnswer;
    const id = stored[0]?.id ?? '';
    expect(await (await get(`/v1/records/${id}`)).json()).toEqual(stored[0]);
    const missing = await get('/v1/records/nothing');
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ error: { code: 'TAILRACE_NOT_FOUND' } });
    expect((await get('/v1/records/nothing/context')).status).toBe(404);
  });

  it('answers what stands around a record, oldest first', async () => {
    const { get, store } = await filled(9);
    const { records: stored } = (await store.query({
      filter: { type: 'everything' },
      pipes: [],
      order: 'oldest',
    })) as RecordsAnswer;
    const around = await get(`/v1/records/${stored[4]?.id}/context?before=2&after=1`);
    expect(((await around.json()) as { records: WireRecord[] }).records.map(({ id }) => id)).toEqual(
      stored.slice(2, 6).map(({ id }) => id),
    );
    expect((await get(`/v1/records/${stored[4]?.id}/context?before=-1`)).status).toBe(400);
  });
});

describe('GET /v1/fields, /v1/complete and /v1/stats', () => {
  it('answers the fields of matching records and their values', async () => {
    const { get } = await filled(30);
    const { fields } = (await (await get('/v1/fields?q=level:error&values=3')).json()) as {
      fields: { name: string; values: { value: string; count: number }[] }[];
    };
    expect(fields.find(({ name }) => name === 'service')?.values).toEqual([{ value: 'shop', count: 10 }]);
  });

  it('completes fields and values that the store has', async () => {
    const { get } = await filled(30);
    const items = async (q: string): Promise<string[]> =>
      (
        (await (await get(`/v1/complete?q=${encodeURIComponent(q)}`)).json()) as { items: { label: string }[] }
      ).items.map(({ label }) => label);
    expect((await items('serv')).join(' ')).toContain('service');
    expect((await items('service:sh')).join(' ')).toContain('shop');
    expect((await get('/v1/complete?q=a&cursor=x')).status).toBe(400);
  });

  it('answers what the store holds', async () => {
    const { get } = await filled(30);
    expect(await (await get('/v1/stats')).json()).toMatchObject({
      store: 'memory',
      records: 30,
      oldest: START,
      damaged: [],
    });
  });
});
