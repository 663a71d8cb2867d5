import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { TailraceError } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { start } from './fixtures/harness.ts';
import { id } from './fixtures/numbered-records.ts';

/** The fastest Brotli: its best takes seconds for a bomb. */
const brotli = (data: string | Buffer): Buffer =>
  brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });

const line = (message: string, more: Record<string, unknown> = {}): string =>
  JSON.stringify({ level: 'info', message, ...more });

describe('POST /v1/records', () => {
  it('stores the lines of an NDJSON body in their order, and answers their number', async () => {
    const { post, store } = await start();
    const response = await post(`${line('one')}\n${line('two')}\n\n${line('three')}\n`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ accepted: 3, duplicates: 0, rejected: [] });
    expect(store.records.map(({ message }) => message)).toEqual(['one', 'two', 'three']);
  });

  it('stores a JSON array, and a single object', async () => {
    const { post, store } = await start();
    const json = { 'content-type': 'application/json; charset=utf-8' };
    expect(await (await post(`[${line('one')},${line('two')}]`, json)).json()).toMatchObject({ accepted: 2 });
    expect(await (await post(line('three'), json)).json()).toMatchObject({ accepted: 1 });
    expect(store.records.map(({ message }) => message)).toEqual(['one', 'two', 'three']);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotli],
  ] as const)('reads %s', async (encoding, compress) => {
    const { post, store } = await start();
    const text = Array.from({ length: 5000 }, (_, n) => line(`läuft ${n}`)).join('\n');
    const response = await post(compress(text), { 'content-encoding': encoding });
    expect(await response.json()).toEqual({ accepted: 5000, duplicates: 0, rejected: [] });
    expect(store.records[4999]?.message).toBe('läuft 4999');
  });

  it('takes the good lines of a batch and names the bad ones by their place', async () => {
    const { post, store, events, collector } = await start();
    const response = await post(`${line('one')}\n{broken\n\n[1]\n${line('two')}\n"text"`);
    expect(response.status).toBe(200);
    const answer = (await response.json()) as {
      accepted: number;
      rejected: { index: number; code: string; message: string }[];
    };
    expect(answer.accepted).toBe(2);
    expect(answer.rejected.map(({ index, code }) => [index, code])).toEqual([
      [1, 'not_json'],
      [2, 'not_object'],
      [4, 'not_object'],
    ]);
    expect(store.records).toHaveLength(2);
    expect(events).toContainEqual(expect.objectContaining({ name: 'ingest.rejected', records: 3 }));
    expect(collector.metrics()).toMatchObject({ requests: 1, accepted: 2, rejected: 3 });
  });

  it('names what the store itself refuses by its place in the body, not in the append', async () => {
    const { post, store } = await start();
    store.refused.add(id(3));
    const response = await post(`{bad\n${line('two', { id: id(2) })}\n${line('three', { id: id(3) })}\n`);
    const answer = (await response.json()) as { accepted: number; rejected: { index: number }[] };
    expect(answer.accepted).toBe(1);
    expect(answer.rejected.map(({ index }) => index)).toEqual([0, 2]);
  });

  it('counts what was sent before as duplicates', async () => {
    const { post, store } = await start();
    const body = `${line('one', { id: id(1) })}\n${line('two', { id: id(2) })}`;
    await post(body);
    const answer = await (await post(`${body}\n${line('three', { id: id(3) })}`)).json();
    expect(answer).toEqual({ accepted: 1, duplicates: 2, rejected: [] });
    expect(store.records).toHaveLength(3);
  });

  it('answers only when the store says that the records are durable', async () => {
    const { post, store } = await start();
    const release = store.shut();
    let answered = false;
    const response = post(line('one')).then((value) => {
      answered = true;
      return value;
    });
    while (store.appends === 0) await new Promise((resolve) => setImmediate(resolve));
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    release();
    expect((await response).status).toBe(200);
  });

  it('answers an empty NDJSON body and an empty array with nothing accepted, an empty JSON body with 400', async () => {
    const { post, store } = await start();
    expect(await (await post('')).json()).toEqual({ accepted: 0, duplicates: 0, rejected: [] });
    expect(await (await post('\n \n')).json()).toEqual({ accepted: 0, duplicates: 0, rejected: [] });
    expect(await (await post('[]', { 'content-type': 'application/json' })).json()).toMatchObject({ accepted: 0 });
    expect((await post('', { 'content-type': 'application/json' })).status).toBe(400);
    expect(store.appends).toBe(0);
  });

  it.each([
    ['a content type that is not taken', { 'content-type': 'text/plain' }],
    ['an encoding that is not taken', { 'content-encoding': 'deflate' }],
  ])('answers 415 to %s', async (_what, headers) => {
    const { post, store } = await start();
    const response = await post(line('one'), headers);
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ error: { code: 'TAILRACE_MEDIA_TYPE' } });
    expect(store.appends).toBe(0);
  });

  it.each([
    ['broken gzip', Buffer.from('not gzip at all')],
    ['gzip that ends too soon', gzipSync(line('x').repeat(100)).subarray(0, 40)],
  ])('answers 400 to %s, and stores nothing', async (_what, body) => {
    const { post, store } = await start();
    const response = await post(body, { 'content-encoding': 'gzip' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'TAILRACE_BAD_REQUEST' } });
    expect(store.appends).toBe(0);
  });

  it('answers 413 to a body over the limit, told in advance or not, and stores nothing', async () => {
    const { post, url, store } = await start({ maxBodyBytes: 10_000 });
    const body = `${line('one')}\n`.repeat(2000);
    expect((await post(body)).status).toBe(413);
    const streamed = await fetch(`${url}/v1/records`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: new Blob([body]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(streamed.status).toBe(413);
    expect(await streamed.json()).toMatchObject({ error: { code: 'TAILRACE_BODY_TOO_LARGE' } });
    expect(store.appends).toBe(0);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotli],
  ] as const)(
    'answers 413 to a %s bomb as soon as it is over the limit, and stores nothing',
    async (encoding, compress) => {
      const { post, store, get } = await start({ maxDecompressedBytes: 100_000 });
      const bomb = compress(Buffer.alloc(50 * 1024 * 1024, ' '));
      const response = await post(bomb, { 'content-encoding': encoding });
      expect(response.status).toBe(413);
      expect(store.appends).toBe(0);
      expect(await (await get('/metrics')).text()).toContain('tailrace_ingest_pending_bytes 0');
    },
  );

  it('counts compressed bytes as sent against the body limit', async () => {
    const { url, store } = await start({ maxBodyBytes: 50 });
    const noise = Array.from({ length: 100 }, (_, n) => line(`${n * 7919}`)).join('\n');
    const streamed = await fetch(`${url}/v1/records`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' },
      body: new Blob([gzipSync(noise)]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(streamed.status).toBe(413);
    expect(store.appends).toBe(0);
  });

  it.each([
    ['lines', 'application/x-ndjson', '1\n'.repeat(200_001)],
    ['records', 'application/x-ndjson', '{"message":""}\n'.repeat(200_001)],
    ['items', 'application/json', `[${'1,'.repeat(200_000)}1]`],
    ['values', 'application/x-ndjson', `{"attributes":{"a":[${'{},'.repeat(300_000)}1]}}\n`.repeat(12)],
    ['values in an array', 'application/json', `[{"attributes":{"a":[${'{},'.repeat(3_100_000)}1]}}]`],
  ])('refuses a small body that decompresses into more %s than memory has room for', async (_, type, text) => {
    const { post, store } = await start();
    const response = await post(gzipSync(text), { 'content-type': type, 'content-encoding': 'gzip' });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: 'TAILRACE_BODY_TOO_LARGE' } });
    expect(store.appends).toBe(0);
  });

  it('counts what records hold beside their bytes as bytes in hand', async () => {
    const { post, store } = await start({ maxPendingBytes: 100_000 });
    expect((await post('{}\n'.repeat(1000))).status).toBe(503);
    expect(store.appends).toBe(0);
    expect((await post('{}\n'.repeat(100))).status).toBe(200);
  });

  it('reads over a byte-order mark', async () => {
    const { post, store } = await start();
    expect(await (await post(`\ufeff${line('a')}\r\n${line('b')}\r\n`)).json()).toMatchObject({ accepted: 2 });
    const array = await post(`\ufeff[${line('c')}]`, { 'content-type': 'application/json' });
    expect(await array.json()).toMatchObject({ accepted: 1 });
    expect(store.records.map(({ message }) => message)).toEqual(['a', 'b', 'c']);
  });

  it('rejects one oversize record alone, measured in bytes', async () => {
    const { post } = await start({ maxRecordBytes: 200 });
    const response = await post(`${line('small')}\n${line('ü'.repeat(100))}\n${line('x'.repeat(100))}`);
    const answer = (await response.json()) as { accepted: number; rejected: { index: number; code: string }[] };
    expect(answer.accepted).toBe(2);
    expect(answer.rejected.map(({ index, code }) => [index, code])).toEqual([[1, 'oversize']]);
    const array = await post(`[${line('small')},${line('ü'.repeat(100))}]`, { 'content-type': 'application/json' });
    expect(await array.json()).toMatchObject({ accepted: 1, rejected: [{ index: 1, code: 'oversize' }] });
  });

  it.each(['application/x-ndjson', 'application/json'])(
    'takes a record nested deeper than any stack, as %s',
    async (type) => {
      const { post, store, get, url } = await start({ maxRecordBytes: 500_000 });
      const controller = new AbortController();
      await fetch(`${url}/v1/tail`, { signal: controller.signal });
      const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
      const record = `{"message":"deep","attributes":{"nested":${deep}}}`;
      const body =
        type === 'application/json'
          ? `[${record},${line('x'.repeat(600_000))},${line('next')}]`
          : `${record}\n${line('next')}`;
      expect(await (await post(body, { 'content-type': type })).json()).toMatchObject({ accepted: 2 });
      expect(store.records.map(({ message }) => message)).toEqual(['deep', 'next']);
      expect((await get('/healthz')).status).toBe(200);
      controller.abort();
    },
  );

  it('answers 503 with Retry-After while the disk is full, and takes the same batch afterwards', async () => {
    const { post, store, get } = await start();
    store.failure = new TailraceError('TAILRACE_STORE_FULL', 'The disk is full.');
    const refused = await post(line('one'));
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ error: { code: 'TAILRACE_STORE_FULL' } });
    expect((await get('/readyz')).status).toBe(503);
    store.failure = undefined;
    expect((await post(line('one'))).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    expect(store.records).toHaveLength(1);
  });

  it('answers 500 without its words to a fault of its own, and reports it', async () => {
    const { post, store, events } = await start();
    store.failure = new Error('secret detail');
    const response = await post(line('one'));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
    expect(events).toContainEqual(expect.objectContaining({ name: 'request.failed' }));
  });

  it('asks clients to come again while too many bytes are in hand, and gives the bytes back', async () => {
    const { post, store } = await start({ maxPendingBytes: 1500 });
    const release = store.shut();
    const first = post(line('x'.repeat(800)));
    while (store.appends === 0) await new Promise((resolve) => setImmediate(resolve));
    const second = await post(line('y'.repeat(800)));
    expect(second.status).toBe(503);
    expect(second.headers.get('retry-after')).toBe('1');
    release();
    expect((await first).status).toBe(200);
    expect((await post(line('y'.repeat(800)))).status).toBe(200);
  });

  it('reads a batch of many blocks without losing a line at a block border', async () => {
    const { post, store } = await start();
    const lines = Array.from({ length: 4000 }, (_, n) => line(`${n} ${'é'.repeat(n % 400)}`));
    const answer = (await (await post(lines.join('\n'))).json()) as { accepted: number };
    expect(answer.accepted).toBe(4000);
    expect(store.records.every(({ message }, n) => message.startsWith(`${n} `))).toBe(true);
  });
});
