import { gzipSync } from 'node:zlib';
import { TailraceError } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { start } from './fixtures/harness.ts';
import { frame, TcpClient } from './fixtures/tcp-client.ts';
import { countInHand, settled, turn } from './fixtures/turns.ts';
import { record, records } from './fixtures/numbered-records.ts';

describe('batches over TCP [E2]', () => {
  it('says what it takes after the hello', async () => {
    const { collector } = await start({ maxBodyBytes: 5000, maxRecordBytes: 700 });
    expect(collector.tcpUrl).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/);
    const client = await TcpClient.connect(collector.tcpUrl);
    client.hello();
    expect(await client.next()).toEqual({ type: 'welcome', version: 1, maxBatchBytes: 5000, maxRecordBytes: 700 });
  });

  it('stores batches behind each other, also compressed, and acknowledges each in its order', async () => {
    const { collector, store, get } = await start();
    const client = await TcpClient.connect(collector.tcpUrl);
    client.hello();
    client.batch([record(1), record(2)]);
    client.raw(gzipSync(`${JSON.stringify(record(2))}\n${JSON.stringify(record(3))}\n`), {
      records: 2,
      encoding: 'gzip',
    });
    client.raw(`{broken\n${JSON.stringify(record(4))}`, { records: 2 });
    client.raw('', { records: 0 });
    expect(await client.nexts(5)).toMatchObject([
      { type: 'welcome' },
      { type: 'ack', seq: 1, accepted: 2, duplicates: 0, rejected: [] },
      { type: 'ack', seq: 2, accepted: 1, duplicates: 1, rejected: [] },
      { type: 'ack', seq: 3, accepted: 1, rejected: [{ index: 0, code: 'not_json' }] },
      { type: 'ack', seq: 4, accepted: 0 },
    ]);
    expect(store.records.map(({ message }) => message)).toEqual(['m1', 'm2', 'm3', 'm4']);
    const text = await (await get('/metrics')).text();
    expect(text).toContain('tailrace_link_connections{protocol="tcp"} 1');
    expect(text).toContain('tailrace_link_batches_total{protocol="tcp"} 4');
    expect(text).toContain('tailrace_ingest_pending_bytes 0');
    client.socket.end();
    await client.closed;
    await expect
      .poll(async () => (await get('/metrics')).text())
      .toContain('tailrace_link_connections{protocol="tcp"} 0');
  });

  it('answers what is in hand also to a client that has ended what it sends', async () => {
    const { collector } = await start();
    const client = await TcpClient.link(collector.tcpUrl);
    client.batch([record(1)]);
    client.socket.end();
    expect(await client.next()).toMatchObject({ type: 'ack', seq: 1, accepted: 1 });
    await client.closed;
  });

  it('keeps nothing of a batch that ends in the middle, and makes only duplicates of what is sent again', async () => {
    const { collector, store } = await start();
    const release = store.shut();
    const first = await TcpClient.link(collector.tcpUrl);
    first.batch(records(1, 5));
    while (store.appends === 0) await turn();
    const half = frame(2, JSON.stringify(record(99)));
    first.write(half.subarray(0, half.length - 5));
    await turn();
    first.socket.resetAndDestroy();
    release();
    const second = await TcpClient.link(collector.tcpUrl);
    second.batch(records(1, 6));
    expect(await second.next()).toMatchObject({ type: 'ack', seq: 1, accepted: 1, duplicates: 5 });
    expect(store.records.map(({ message }) => message)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6']);
  });

  it.each([
    ['a batch over the limit', 'x'.repeat(4100), {}, 413, 'TAILRACE_BODY_TOO_LARGE'],
    ['another encoding', '{}', { encoding: 'br' }, 415, 'TAILRACE_MEDIA_TYPE'],
    ['broken gzip', 'not gzip', { encoding: 'gzip' }, 400, 'TAILRACE_BAD_REQUEST'],
    ['more records than announced', '{}\n{}', {}, 400, 'TAILRACE_BAD_REQUEST'],
    ['a decompression bomb', gzipSync(Buffer.alloc(3_000_000)), { encoding: 'gzip' }, 413, 'TAILRACE_BODY_TOO_LARGE'],
  ] as const)('refuses %s, keeps nothing of it, and goes on', async (_what, body, more, status, code) => {
    const { collector, store, get } = await start({ maxBodyBytes: 4000, maxDecompressedBytes: 100_000 });
    const client = await TcpClient.link(collector.tcpUrl);
    client.raw(body, more);
    client.batch([record(1)]);
    expect(await client.nexts(2)).toMatchObject([
      { type: 'nack', seq: 1, status, code },
      { type: 'ack', seq: 2, accepted: 1 },
    ]);
    expect(store.records).toHaveLength(1);
    expect(await (await get('/metrics')).text()).toContain('tailrace_ingest_pending_bytes 0');
  });

  it('refuses what there is no room for before it is whole, and asks to come again', async () => {
    const { collector, get } = await start({ maxPendingBytes: 50_000 });
    const client = await TcpClient.link(collector.tcpUrl);
    client.raw(JSON.stringify({ message: 'x'.repeat(200_000) }));
    client.batch([record(1)]);
    expect(await client.nexts(2)).toMatchObject([
      { type: 'nack', seq: 1, status: 503, code: 'TAILRACE_BUSY', retryAfterMillis: 1000 },
      { type: 'ack', seq: 2 },
    ]);
    expect(await (await get('/metrics')).text()).toContain('tailrace_ingest_pending_bytes 0');
  });

  it('refuses with what the store says', async () => {
    const { collector, store } = await start();
    const client = await TcpClient.link(collector.tcpUrl);
    store.failure = new TailraceError('TAILRACE_STORE_FULL', 'The disk is full.');
    client.batch([record(1)]);
    expect(await client.next()).toMatchObject({ type: 'nack', seq: 1, status: 503, retryAfterMillis: 10_000 });
  });

  it('takes ten thousand tiny batches, with a bounded number in hand', async () => {
    const { collector, store } = await start();
    const inHand = countInHand(store);
    const client = await TcpClient.link(collector.tcpUrl);
    const frames = Array.from({ length: 10_000 }, (_, n) => frame(n + 1, JSON.stringify(record(n))));
    client.write(Buffer.concat(frames));
    const answers = await client.nexts(10_000);
    expect(answers.every((answer, n) => answer?.type === 'ack' && answer['seq'] === n + 1)).toBe(true);
    expect(store.records).toHaveLength(10_000);
    // Those of the piece of bytes that was read last come on top.
    expect(inHand.most).toBeLessThan(2000);
  });

  it('reads no more from a client that does not read its answers', async () => {
    const { collector, store } = await start();
    const client = await TcpClient.link(collector.tcpUrl);
    client.socket.pause();
    const bad = '[]\n'.repeat(2000);
    for (let n = 0; n < 400; n += 1) client.raw(bad, { records: 2000 });
    client.batch([record(1)]);
    await settled(() => client.socket.writableLength);
    expect(store.records, 'the last batch has not been read').toHaveLength(0);
    client.socket.resume();
    expect((await client.nexts(401)).at(-1)).toMatchObject({ type: 'ack', seq: 401, accepted: 1 });
  });
});

describe('what is not understood on a link', () => {
  it.each([
    ['no JSON', 'nonsense\n'],
    ['an empty line', '\n'],
    ['another hello', '{"type":"hello","version":1}\n'],
    ['a number below zero', '{"type":"batch","seq":1,"records":1,"bytes":-1}\n'],
    ['a number that no integer holds', '{"type":"batch","seq":1,"records":1,"bytes":9007199254740993}\n'],
    ['a number without end', '{"type":"batch","seq":1,"records":1,"bytes":1e999}\n'],
    ['a batch out of turn', '{"type":"batch","seq":7,"records":1,"bytes":2}\n{}'],
    ['the first batch twice', frame(1, '', { records: 0 }).toString().repeat(2)],
    ['a line without end', `{"type":"${'x'.repeat(9000)}`],
    ['what the server says', '{"type":"goodbye","status":1,"code":"","message":""}\n'],
  ])('ends the connection with a goodbye after %s', async (_what, text) => {
    const { collector, store, events } = await start();
    const client = await TcpClient.link(collector.tcpUrl);
    client.write(text);
    let last = await client.next();
    // A batch before it is answered.
    while (last?.type === 'ack') last = await client.next();
    expect(last).toMatchObject({ type: 'goodbye', status: 400, code: 'TAILRACE_BAD_REQUEST' });
    client.socket.end();
    await client.closed;
    expect(store.records).toEqual([]);
    expect(events).toContainEqual(expect.objectContaining({ name: 'link.failed' }));
  });

  it('passes over the bytes of an enormous announcement without holding them', async () => {
    const { collector, get } = await start();
    const client = await TcpClient.link(collector.tcpUrl);
    client.write('{"type":"batch","seq":1,"records":1,"bytes":9007199254740991}\n');
    expect(await client.next()).toMatchObject({ type: 'nack', seq: 1, status: 413 });
    client.write(Buffer.alloc(1_000_000));
    expect(await (await get('/metrics')).text()).toContain('tailrace_ingest_pending_bytes 0');
  });
});

describe('who may open a link over TCP [E10]', () => {
  const tokens = [
    { token: 'ingest-token-0123', role: 'ingest', name: 'writer' },
    { token: 'read-token-0123456', role: 'read', name: 'reader' },
    { token: 'admin-token-012345', role: 'admin', name: 'admin' },
  ] as const;

  it.each([
    ['an ingest key', 'ingest-token-0123', 'welcome', undefined],
    ['an admin key', 'admin-token-012345', 'welcome', undefined],
    ['a read key', 'read-token-0123456', 'goodbye', 403],
    ['a wrong token', 'wrong-token-123456', 'goodbye', 401],
    ['no token', undefined, 'goodbye', 401],
  ])('answers %s', async (_who, token, type, status) => {
    const { collector, events } = await start({ tokens });
    const client = await TcpClient.connect(collector.tcpUrl);
    client.hello(token);
    client.batch([record(1)]);
    expect(await client.next()).toMatchObject({ type, ...(status !== undefined && { status }) });
    if (status === undefined) expect(await client.next()).toMatchObject({ type: 'ack' });
    else await client.closed;
    expect(collector.metrics()).toMatchObject({ denied: status === undefined ? 0 : 1 });
    if (token !== undefined) expect(JSON.stringify(events)).not.toContain(token);
  });

  it.each([
    ['a token that is no text', '{"type":"hello","version":1,"token":5}\n', 401],
    ['another version', '{"type":"hello","version":2,"token":"ingest-token-0123"}\n', 400],
    ['a hello without a version', '{"type":"hello","token":"ingest-token-0123"}\n', 400],
    ['a batch before the hello', frame(1, '{}').toString(), 400],
    ['a line of text', 'hello there\n', 401],
    ['a frame', '5 <13>x', 401],
    ['a request of a browser', 'POST /v1/records HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n{"message":"x"}\n', 400],
    ['a TLS handshake', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00]), 400],
  ])('answers %s with a goodbye, and stores nothing', async (_what, bytes, status) => {
    const { collector, store } = await start({ tokens });
    const client = await TcpClient.connect(collector.tcpUrl);
    client.write(bytes);
    expect(await client.next()).toMatchObject({ type: 'goodbye', status });
    client.socket.end();
    await client.closed;
    expect(store.appends).toBe(0);
  });

  it('refuses what pages of strangers make a browser send, also where nobody needs a token', async () => {
    const { collector, store } = await start();
    // An address may be longer than what is looked at of a first line.
    const long = `POST /${'x'.repeat(9000)} HTTP/1.1`;
    for (const first of ['POST / HTTP/1.1', 'GET /x HTTP/1.0', 'OPTIONS * HTTP/1.1', 'PRI * HTTP/2.0', long]) {
      const client = await TcpClient.connect(collector.tcpUrl);
      client.write(`${first}\r\nHost: 127.0.0.1\r\n\r\n{"type":"hello","version":1}\n{"message":"injected"}\n`);
      expect(await client.next(), first).toMatchObject({ type: 'goodbye', status: 400 });
      client.socket.end();
      await client.closed;
    }
    await collector.close();
    expect(store.records).toEqual([]);
  });

  it('waits for the hello only so long', async () => {
    const clock = new FakeClock();
    const { collector } = await start({ tokens, clock, tcp: { port: 0, helloTimeoutMillis: 3000 } });
    const client = await TcpClient.connect(collector.tcpUrl);
    client.write('{"type":"hello"');
    while (client.socket.bytesWritten < 15) await turn();
    const over = client.next();
    await expect
      .poll(async () => {
        await clock.advance(1000);
        return Promise.race([over, turn()]);
      })
      .toMatchObject({ type: 'goodbye', status: 400 });
  });
});
