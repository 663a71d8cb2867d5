import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { TailraceError } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { startCollector } from '../src/index.ts';
import { start } from './fixtures/harness.ts';
import { RecordingStore } from './fixtures/recording-store.ts';
import { turn } from './fixtures/turns.ts';

describe('health', () => {
  it('is alive and ready on an open store', async () => {
    const { get } = await start();
    expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' });
    expect(await (await get('/readyz')).json()).toEqual({ status: 'ready' });
  });

  it('is alive but not ready while the store fails, and forgets a failure that nobody repeats', async () => {
    const clock = new FakeClock();
    const { get, post, store, events } = await start({ clock });
    store.failure = new TailraceError('TAILRACE_STORE_FULL', 'The disk is full.');
    await post('{}');
    await post('{}');
    expect((await get('/healthz')).status).toBe(200);
    const unready = await get('/readyz');
    expect(unready.status).toBe(503);
    expect(await unready.json()).toEqual({ status: 'unready', reason: 'TAILRACE_STORE_FULL' });
    expect(await (await get('/metrics')).text()).toContain('tailrace_store_up 0');
    expect(events.filter(({ name }) => name === 'store.failed')).toHaveLength(1);
    await clock.advance(10_001);
    expect((await get('/readyz')).status).toBe(200);
  });

  it('is not ready where the store is closed', async () => {
    const { get, store } = await start();
    store.failure = new TailraceError('TAILRACE_STORE_CLOSED', 'The store is closed.');
    expect((await get('/readyz')).status).toBe(503);
    expect(await (await get('/metrics')).text()).toContain('tailrace_store_up 0');
  });
});

describe('closing [X2]', () => {
  it('lets requests in hand finish, and then takes no more', async () => {
    const { post, store, collector, get } = await start();
    const release = store.shut();
    const pending = post('{"message":"in hand"}');
    while (store.appends === 0) await turn();
    let closed = false;
    const closing = collector.close().then(() => {
      closed = true;
    });
    await turn();
    expect(closed).toBe(false);
    release();
    expect((await pending).status).toBe(200);
    const answered = performance.now();
    await closing;
    expect(performance.now() - answered, 'a kept-alive connection does not hold the close up').toBeLessThan(2000);
    expect(store.records).toHaveLength(1);
    await expect(get('/healthz')).rejects.toThrow();
  });

  it('is done at once where nothing is in hand, and may be asked twice', async () => {
    const { collector, get } = await start();
    await get('/healthz');
    const started = performance.now();
    await Promise.all([collector.close(), collector.close()]);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('ends connections that do not finish when the time for that is over', async () => {
    const clock = new FakeClock();
    const { collector, store, get } = await start({ clock, closeTimeoutMillis: 5000 });
    const cut = new Promise<string>((resolve) => {
      const slow = request(`${collector.url}/v1/records`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
      });
      slow.on('error', () => resolve('cut'));
      slow.on('response', () => resolve('answered'));
      slow.write('{"message":"never ends"');
    });
    while ((await (await get('/metrics')).text()).includes('tailrace_ingest_pending_bytes 0')) await turn();
    const closing = collector.close();
    await clock.advance(5001);
    expect(await cut).toBe('cut');
    await closing;
    expect(store.appends).toBe(0);
  });

  it('is not held up by who was refused an upgrade and never ends', async () => {
    const { collector } = await start();
    const client = connect({ port: collector.port, host: '127.0.0.1', allowHalfOpen: true });
    client.on('error', () => undefined);
    client.write('GET /v1/elsewhere HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    const answer: Buffer[] = [];
    client.on('data', (chunk: Buffer) => answer.push(chunk));
    await once(client, 'end');
    expect(Buffer.concat(answer).toString()).toMatch(/^HTTP\/1\.1 404 /);
    await collector.close();
    client.destroy();
  });

  it('leaves the store open', async () => {
    const store = new RecordingStore();
    let closed = false;
    store.close = async () => {
      closed = true;
    };
    await (await startCollector({ store, port: 0 })).close();
    expect(closed).toBe(false);
  });

  it('rejects with the system error where the port is taken', async () => {
    const { collector } = await start();
    await expect(startCollector({ store: new RecordingStore(), port: collector.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
