import { gzipSync } from 'node:zlib';
import { TailraceError } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { start } from './fixtures/harness.ts';
import { WebSocketClient } from './fixtures/websocket-client.ts';
import { countInHand, settled, turn } from './fixtures/turns.ts';
import { record, records } from './fixtures/numbered-records.ts';

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
    const release = store.shut();
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
    const release = store.shut();
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
