import { once } from 'node:events';
import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { start } from './fixtures/harness.ts';
import { refusedUpgrade, WebSocketClient } from './fixtures/websocket-client.ts';
import { turn } from './fixtures/turns.ts';
import { record } from './fixtures/numbered-records.ts';

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
    const release = store.shut();
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
    const release = store.shut();
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
