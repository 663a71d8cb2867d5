import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { TailraceError } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { start } from './fixtures/harness.ts';
import { refusedUpgrade, WebSocketClient } from './fixtures/websocket-client.ts';
import { countInHand, settled, turn } from './fixtures/turns.ts';

const id = (n: number): string => `01932f0e-7a00-7000-8000-${String(n).padStart(12, '0')}`;
const record = (n: number): object => ({ id: id(n), level: 'info', message: `m${n}` });
const records = (from: number, count: number): object[] => Array.from({ length: count }, (_, n) => record(from + n));

describe('batches over GET /v1/ws [E2]', () => {
  it('says at once what it takes', async () => {
    const { url } = await start({ maxBodyBytes: 5000, maxRecordBytes: 700 });
    const client = new WebSocketClient(url);
    expect(await client.next()).toEqual({ type: 'welcome', version: 1, maxBatchBytes: 5000, maxRecordBytes: 700 });
  });

  it('stores batches, also compressed or as text, and acknowledges each with what HTTP would have answered', async () => {
    const { url, store, get } = await start();
    const client = await WebSocketClient.open(url);
    client.say({ type: 'hello', version: 1 });
    client.batch([record(1), record(2)]);
    client.raw(gzipSync(`${JSON.stringify(record(2))}\n${JSON.stringify(record(3))}\n`), {
      records: 2,
      encoding: 'gzip',
    });
    const body = `{broken\n${JSON.stringify(record(4))}`;
    client.socket.send(`${JSON.stringify({ type: 'batch', seq: 3, records: 2, bytes: body.length })}\n${body}`);
    expect(await client.nexts(3)).toMatchObject([
      { type: 'ack', seq: 1, accepted: 2, duplicates: 0, rejected: [] },
      { type: 'ack', seq: 2, accepted: 1, duplicates: 1, rejected: [] },
      { type: 'ack', seq: 3, accepted: 1, duplicates: 0, rejected: [{ index: 0, code: 'not_json' }] },
    ]);
    expect(store.records.map(({ message }) => message)).toEqual(['m1', 'm2', 'm3', 'm4']);
    const text = await (await get('/metrics')).text();
    expect(text).toContain('tailrace_link_connections{protocol="websocket"} 1');
    expect(text).toContain('tailrace_link_batches_total{protocol="websocket"} 3');
    expect(text).toContain('tailrace_ingest_requests_total{status="200"} 3');
    expect(text).toContain('tailrace_ingest_pending_bytes 0');
  });

  it('acknowledges only what is durable, and in the order of the batches', async () => {
    const { url, store } = await start();
    const gates: (() => void)[] = [];
    const append = store.append.bind(store);
    store.append = async (batch) => {
      await new Promise<void>((resolve) => gates.push(resolve));
      return append(batch);
    };
    const client = await WebSocketClient.open(url);
    for (const n of [1, 2, 3]) client.batch([record(n)]);
    while (gates.length < 3) await turn();
    expect(client.messages).toEqual([]);
    // The last append is the first to be done.
    for (const open of gates.toReversed()) {
      open();
      await turn();
    }
    expect((await client.nexts(3)).map((message) => message?.['seq'])).toEqual([1, 2, 3]);
    expect(store.records.map(({ message }) => message)).toEqual(['m3', 'm2', 'm1']);
  });

  it('makes only duplicates of what is sent again because its acknowledgement was lost', async () => {
    const { url, store } = await start();
    let release = (): void => undefined;
    store.gate = new Promise((resolve) => {
      release = resolve;
    });
    const first = await WebSocketClient.open(url);
    first.batch(records(1, 5));
    while (store.appends === 0) await turn();
    first.socket.terminate();
    await first.closed;
    release();
    const second = await WebSocketClient.open(url);
    second.batch(records(1, 6));
    expect(await second.next()).toMatchObject({ type: 'ack', seq: 1, accepted: 1, duplicates: 5 });
    expect(store.records).toHaveLength(6);
  });

  it.each([
    ['a batch over the limit', 'x'.repeat(4100), {}, 413, 'TAILRACE_BODY_TOO_LARGE'],
    ['another encoding', '{}', { encoding: 'br' }, 415, 'TAILRACE_MEDIA_TYPE'],
    ['broken gzip', 'not gzip', { encoding: 'gzip' }, 400, 'TAILRACE_BAD_REQUEST'],
    ['fewer bytes than announced', '{}', { bytes: 3 }, 400, 'TAILRACE_BAD_REQUEST'],
    ['more records than announced', '{}\n{}', { records: 1 }, 400, 'TAILRACE_BAD_REQUEST'],
    ['a decompression bomb', gzipSync(Buffer.alloc(3_000_000)), { encoding: 'gzip' }, 413, 'TAILRACE_BODY_TOO_LARGE'],
  ] as const)('refuses %s, keeps nothing of it, and goes on', async (_what, body, more, status, code) => {
    const { url, store, get } = await start({ maxBodyBytes: 4000, maxDecompressedBytes: 100_000 });
    const client = await WebSocketClient.open(url);
    client.raw(body, more);
    client.batch([record(1)]);
    expect(await client.nexts(2)).toMatchObject([
      { type: 'nack', seq: 1, status, code },
      { type: 'ack', seq: 2, accepted: 1 },
    ]);
    expect(store.records).toHaveLength(1);
    const text = await (await get('/metrics')).text();
    expect(text).toContain('tailrace_link_refused_total{protocol="websocket"} 1');
    expect(text).toContain(`tailrace_ingest_requests_total{status="${status}"} 1`);
    expect(text).toContain('tailrace_ingest_pending_bytes 0');
  });

  it.each([
    ['TAILRACE_STORE_FULL', 10_000],
    ['TAILRACE_STORE_CLOSED', 5000],
  ] as const)('refuses with %s and when to come again', async (code, retryAfterMillis) => {
    const { url, store } = await start();
    const client = await WebSocketClient.open(url);
    store.failure = new TailraceError(code, 'Not now.');
    client.batch([record(1)]);
    expect(await client.next()).toMatchObject({ type: 'nack', seq: 1, status: 503, code, retryAfterMillis });
    store.failure = undefined;
    client.batch([record(1)]);
    expect(await client.next()).toMatchObject({ type: 'ack', seq: 2, accepted: 1 });
  });

  it('refuses what there is no room for, and asks to come again', async () => {
    const { url, store, get } = await start({ maxPendingBytes: 3300 });
    let release = (): void => undefined;
    store.gate = new Promise((resolve) => {
      release = resolve;
    });
    const client = await WebSocketClient.open(url);
    for (const n of [1, 2]) {
      client.batch([{ ...record(n), fill: 'x'.repeat(1000) }]);
      while (store.appends < n) await turn();
    }
    client.batch([record(3)]);
    client.say({ type: 'tail', q: 'level:none | count' });
    // What is behind the batch on the socket has been read.
    expect(await client.next()).toMatchObject({ type: 'note' });
    release();
    const answers = await client.nexts(3);
    expect(answers.map((answer) => answer?.type)).toEqual(['ack', 'ack', 'nack']);
    expect(answers[2]).toMatchObject({ status: 503, code: 'TAILRACE_BUSY', retryAfterMillis: 1000 });
    expect(await (await get('/metrics')).text()).toContain('tailrace_ingest_pending_bytes 0');
  });

  it('takes ten thousand tiny batches, with a bounded number in hand', async () => {
    const { url, store } = await start();
    const inHand = countInHand(store);
    const client = await WebSocketClient.open(url);
    for (let n = 0; n < 10_000; n += 1) client.batch([record(n)]);
    const answers = await client.nexts(10_000);
    expect(answers.every((answer, n) => answer?.type === 'ack' && answer['seq'] === n + 1)).toBe(true);
    expect(store.records).toHaveLength(10_000);
    // Those of the piece of bytes that was read last come on top.
    expect(inHand.most).toBeLessThan(2000);
  });

  it('reads no more from a client that does not read its answers', async () => {
    const { url, store } = await start();
    const client = await WebSocketClient.open(url);
    client.socket.pause();
    // Each answer names 2,000 bad lines, and is a hundred times its batch.
    const bad = '[]\n'.repeat(2000);
    for (let n = 0; n < 200; n += 1) client.raw(bad, { records: 2000 });
    client.batch([record(1)]);
    await settled(() => client.socket.bufferedAmount);
    expect(store.records, 'the last batch has not been read').toHaveLength(0);
    client.socket.resume();
    const answers = await client.nexts(201);
    expect(answers.at(-1)).toMatchObject({ type: 'ack', seq: 201, accepted: 1 });
  });
});

describe('what is not understood on a WebSocket', () => {
  it.each([
    ['no JSON', 'hello'],
    ['another type', '{"type":"order","seq":1}'],
    ['a batch without numbers', '{"type":"batch"}\n{}'],
    ['a number below zero', '{"type":"batch","seq":-1,"records":1,"bytes":2}\n{}'],
    ['a number that no integer holds', '{"type":"batch","seq":1,"records":1,"bytes":1e300}\n{}'],
    ['a batch out of turn', '{"type":"batch","seq":2,"records":1,"bytes":2}\n{}'],
    ['another version', '{"type":"hello","version":9}'],
    ['a head without end', `{"type":"${'x'.repeat(70_000)}`],
    ['an empty message', ''],
    ['a list', '[1]'],
    ['what the server says', '{"type":"ack","seq":1,"accepted":1,"duplicates":0,"rejected":[]}'],
  ])('ends the connection with a goodbye after %s', async (_what, text) => {
    const { url, store, events } = await start();
    const client = await WebSocketClient.open(url);
    client.socket.send(text);
    expect(await client.next()).toMatchObject({ type: 'goodbye', status: 400, code: 'TAILRACE_BAD_REQUEST' });
    expect(await client.closed).toBe(1008);
    expect(store.appends).toBe(0);
    expect(events).toContainEqual(expect.objectContaining({ name: 'link.failed' }));
  });

  it('answers the batches before it first', async () => {
    const { url, store } = await start();
    const client = await WebSocketClient.open(url);
    client.batch([record(1)]);
    client.socket.send('nonsense');
    client.batch([record(2)]);
    expect(await client.nexts(2)).toMatchObject([{ type: 'ack' }, { type: 'goodbye' }]);
    await client.closed;
    expect(store.records.map(({ message }) => message)).toEqual(['m1']);
  });

  it('ends a connection whose message is far over the limit before it is whole', async () => {
    const { url, store, get } = await start({ maxBodyBytes: 100_000 });
    const client = await WebSocketClient.open(url);
    client.raw('x'.repeat(400_000));
    expect(await client.closed).toBe(1009);
    expect(store.appends).toBe(0);
    expect(await (await get('/metrics')).text()).toContain('tailrace_ingest_pending_bytes 0');
  });

  it('bounds what all connections together hold of messages that are not whole', async () => {
    const { url, get } = await start({ maxPendingBytes: 100_000 });
    const client = await WebSocketClient.open(url);
    client.socket.send('x'.repeat(300_000), { fin: false });
    expect(await client.next()).toMatchObject({ type: 'goodbye', status: 503, code: 'TAILRACE_BUSY' });
    expect(await client.closed).toBe(1013);
    expect(await (await get('/metrics')).text()).toContain('tailrace_ingest_pending_bytes 0');
  });
});

describe('who may open a WebSocket [E10]', () => {
  const tokens = [
    { token: 'ingest-token-0123', role: 'ingest', name: 'writer' },
    { token: 'read-token-0123456', role: 'read', name: 'reader' },
    { token: 'admin-token-012345', role: 'admin', name: 'admin' },
  ] as const;
  const bearer = (token: string): object => ({ headers: { authorization: `Bearer ${token}` } });

  it('refuses a wrong token, and none, before anything is read', async () => {
    const { url } = await start({ tokens });
    expect(await refusedUpgrade(`${url}/v1/ws`)).toEqual({ status: 401, code: 'TAILRACE_UNAUTHORIZED' });
    expect(await refusedUpgrade(`${url}/v1/ws`, bearer('wrong-token-123456'))).toMatchObject({ status: 401 });
  });

  it.each([
    ['ingest', true, false],
    ['read', false, true],
    ['admin', true, true],
  ])('lets %s write: %s, and read: %s', async (role, writes, reads) => {
    const { url, store, collector } = await start({ tokens });
    const token = tokens.find((entry) => entry.role === role)?.token ?? '';
    const client = await WebSocketClient.open(url, bearer(token));
    client.batch([record(1)]);
    const answer = await client.next();
    expect(answer).toMatchObject(writes ? { type: 'ack' } : { type: 'nack', status: 403, code: 'TAILRACE_FORBIDDEN' });
    expect(store.records.some(({ message }) => message === 'm1')).toBe(writes);
    client.say({ type: 'tail', q: '| count' });
    expect(await client.next()).toMatchObject(reads ? { type: 'note' } : { type: 'tail.failed', status: 403 });
    expect(collector.metrics().denied).toBe(role === 'admin' ? 0 : 1);
  });

  it('knows the session of a page, and refuses the pages of strangers with it [cross-site hijacking]', async () => {
    const { url } = await start({ tokens, allowedOrigins: ['https://app.example'] });
    const login = await fetch(`${url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: 'read-token-0123456' }),
    });
    const cookie = login.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    for (const origin of [url, 'https://app.example', undefined]) {
      const client = await WebSocketClient.open(url, { headers: { cookie }, ...(origin !== undefined && { origin }) });
      client.socket.close();
      expect(await client.closed).toBe(1005);
    }
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1', url.replace('http', 'https') + '0']) {
      expect(await refusedUpgrade(`${url}/v1/ws`, { headers: { cookie }, origin }), origin).toEqual({
        status: 403,
        code: 'TAILRACE_HOST_REFUSED',
      });
    }
  });

  it('refuses pages of strangers and strange hosts also where nobody needs a token', async () => {
    const { url, collector } = await start();
    expect(await refusedUpgrade(`${url}/v1/ws`, { origin: 'https://evil.example' })).toMatchObject({ status: 403 });
    expect(await refusedUpgrade(`${url}/v1/ws`, { headers: { host: 'evil.example' } })).toMatchObject({ status: 403 });
    expect(collector.metrics().denied).toBe(2);
  });

  it('opens at no other address, and asks for an upgrade where there is none', async () => {
    const { url, get } = await start();
    for (const path of ['/', '/v1/tail', '/v1/ws/more', '/nothing']) {
      expect(await refusedUpgrade(`${url}${path}`), path).toMatchObject({ status: 404 });
    }
    const response = await get('/v1/ws');
    expect(response.status).toBe(426);
    const opened = await WebSocketClient.open(url);
    expect(opened.socket.extensions).toBe('');
  });

  it('lets no more in than it may have', async () => {
    const { url } = await start({ maxWebSockets: 1 });
    const first = await WebSocketClient.open(url);
    expect(await refusedUpgrade(`${url}/v1/ws`)).toEqual({ status: 503, code: 'TAILRACE_BUSY' });
    first.socket.close();
    await first.closed;
    await expect.poll(async () => WebSocketClient.open(url).then(() => 'open')).toBe('open');
  });
});

describe('the end of a WebSocket', () => {
  it('comes with the answers to what is in hand and a goodbye, when the collector closes', async () => {
    const { url, store, collector } = await start();
    let release = (): void => undefined;
    store.gate = new Promise((resolve) => {
      release = resolve;
    });
    const client = await WebSocketClient.open(url);
    client.batch([record(1)]);
    while (store.appends === 0) await turn();
    const closing = collector.close();
    client.batch([record(2)]);
    release();
    expect(await client.nexts(2)).toMatchObject([
      { type: 'ack', seq: 1, accepted: 1 },
      { type: 'goodbye', status: 503, code: 'TAILRACE_BUSY' },
    ]);
    expect(await client.closed).toBe(1001);
    await closing;
    expect(store.records.map(({ message }) => message)).toEqual(['m1']);
  });

  it('comes when the time for closing is over, whatever is in hand', async () => {
    const clock = new FakeClock();
    const { url, store, collector } = await start({ clock, closeTimeoutMillis: 5000 });
    let release = (): void => undefined;
    store.gate = new Promise((resolve) => {
      release = resolve;
    });
    const client = await WebSocketClient.open(url);
    client.batch([record(1)]);
    while (store.appends === 0) await turn();
    const closing = collector.close();
    await clock.advance(5001);
    expect(await client.closed).toBe(1006);
    release();
    await closing;
  });

  it('comes where nothing is heard of a client that was pinged, and not while it answers', async () => {
    const clock = new FakeClock();
    const { url, collector, events } = await start({ clock });
    const alive = await WebSocketClient.open(url);
    for (let beat = 0; beat < 3; beat += 1) {
      const ping = once(alive.socket, 'ping');
      await clock.advance(30_000);
      await ping;
      // The answer has arrived before what follows it on the same socket is answered.
      alive.say({ type: 'tail', q: '| count' });
      while ((await alive.next())?.type !== 'note');
    }
    const dead = await WebSocketClient.open(url);
    alive.socket.close();
    await alive.closed;
    dead.socket.pause();
    await clock.advance(61_000);
    dead.socket.resume();
    expect(await dead.closed).toBe(1006);
    expect(events.filter(({ name }) => name === 'link.failed')).toHaveLength(1);
    await collector.close();
    expect(clock.pending).toBe(0);
  });
});
