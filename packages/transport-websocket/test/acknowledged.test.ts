import { createRecord } from '@tailrace/core';
import { FakeClock, until } from '@tailrace/core/testing';
import { linkKit, recordBatch } from '@tailrace/delivery/testing';
import { jsonFormat } from '@tailrace/format-json';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import winston from 'winston';
import { Heartbeat } from '../src/heartbeat.ts';
import { WebsocketTransport } from '../src/index.ts';
import { sinkOf } from '../src/websocket-transport.ts';
import { bench, newSink, newTransport, send } from './fixtures/bench.ts';
import { WebsocketDestination, type WebsocketDestinationOptions } from './fixtures/websocket-destination.ts';

async function collector(options?: Partial<WebsocketDestinationOptions>): Promise<WebsocketDestination> {
  return bench.closing(await WebsocketDestination.start(options));
}

linkKit({
  name: 'WebsocketTransport',
  destination: (options) => WebsocketDestination.start(options),
  createTransport: (options) => new WebsocketTransport(options),
  createSink: (options) => sinkOf({ formatter: jsonFormat(), ...options }),
  createLogger: winston.createLogger,
}).register({ describe, it });

describe('WebsocketTransport before a collector [E2]', () => {
  it('asks for a connection once, and for no extension', async () => {
    const server = await collector();
    const { transport } = newTransport({ url: server.address, delivery: { batch: { records: 1 } } });
    for (let n = 0; n < 3; n += 1) transport.record(createRecord({ message: 'x' }));
    expect((await transport.flush(10_000)).pending).toBe(0);
    expect(server.requests).toBe(3);
    expect(server.handshakes).toHaveLength(1);
    expect(server.handshakes[0]?.headers['sec-websocket-extensions']).toBeUndefined();
  });

  it('finds a collector by its base address', async () => {
    const server = await collector();
    const base = server.address.replace('ws:', 'http:').replace('/v1/ws', '');
    for (const address of [base, `${base}/`, new URL(base)]) {
      const transport = WebsocketTransport.toCollector(address, { delivery: { spool: false } });
      transport.record(createRecord({ message: 'x' }));
      transport.end();
      await once(transport, 'finish');
    }
    expect(server.handshakes.map(({ url }) => url)).toEqual(['/v1/ws', '/v1/ws', '/v1/ws']);
    expect(await server.received()).toHaveLength(3);
  });

  it('sends headers, token and authentication, and asks a function for them at each connection', async () => {
    const server = await collector();
    let calls = 0;
    const headers = (): Promise<Record<string, string>> => {
      calls += 1;
      if (calls === 1) throw new Error('no token yet');
      return Promise.resolve({ authorization: `fresh ${calls}` });
    };
    const withUser = server.address.replace('ws://', 'ws://ann:p%40ss@');
    for (const options of [{ token: 'sesame', headers: { 'x-own': 'yes' } }, { url: withUser }]) {
      const sink = newSink({ url: server.address, ...options });
      expect(await send(sink, recordBatch(1))).toEqual({ status: 'delivered' });
      expect(sink.destination).toBe(server.address);
    }
    const broken = newSink({ url: server.address, headers: () => ({ 'x-key': 'secret\n' }) });
    const reason = 'ERR_INVALID_CHAR';
    expect(await send(broken, recordBatch(1))).toEqual({ status: 'refused', cause: 'access', reason });
    const sink = newSink({ url: server.address, headers });
    expect(await send(sink, recordBatch(1))).toMatchObject({ status: 'refused', cause: 'access' });
    expect(await send(sink, recordBatch(1))).toEqual({ status: 'delivered' });
    expect(server.handshakes.map((request) => request.headers.authorization)).toEqual([
      'Bearer sesame',
      `Basic ${Buffer.from('ann:p@ss').toString('base64')}`,
      'fresh 2',
    ]);
    expect(server.handshakes[0]?.headers['x-own']).toBe('yes');
  });

  it('lets batches wait while more than it may is buffered, and delivers them all', async () => {
    const server = await collector();
    const sink = newSink({ url: server.address, ordered: false, maxBufferedBytes: 1 });
    expect(await send(sink, recordBatch(1))).toEqual({ status: 'delivered' });
    server.freeze();
    // More than the buffers of the system take, so that the second one has to wait for the first.
    const outcomes = [recordBatch(1, 'x'.repeat(7_000_000)), recordBatch(1, 'y'.repeat(7_000_000)), recordBatch(2)].map(
      (batch) => send(sink, batch),
    );
    for (const socket of server.sockets) socket.resume();
    expect(await Promise.all(outcomes)).toEqual(outcomes.map(() => ({ status: 'delivered' })));
    expect(await server.received()).toHaveLength(5);
  });

  it('cuts a connection whose peer is silent to its pings, and not one that answers [F5]', async () => {
    const server = await collector();
    const clock = new FakeClock();
    const sink = newSink({ url: server.address, pingMillis: 1_000, delivery: { clock } });
    expect(await send(sink, recordBatch(1))).toEqual({ status: 'delivered' });
    const heard = vi.spyOn(Heartbeat.prototype, 'heard');
    onTestFinished(() => heard.mockRestore());
    for (let n = 1; n <= 3; n += 1) {
      await clock.advance(1_000);
      await until(() => heard.mock.calls.length === n);
    }
    await server.become('hang');
    const outcome = send(sink, recordBatch(1));
    await until(() => server.requests === 2);
    server.freeze();
    await clock.advance(1_000);
    await clock.advance(1_000);
    expect(await outcome).toEqual({ status: 'retryable', reason: 'The peer was silent for 1000 ms.' });
    await server.become('up');
    expect(await send(sink, recordBatch(1))).toEqual({ status: 'delivered' });
  });

  it('calls a handshake by what it answers: the way is refused, or it is tried again when it says so', async () => {
    const answers: readonly [string, object][] = [
      ['401 Unauthorized', { status: 'refused', cause: 'access', reason: 'HTTP 401' }],
      ['400 Bad Request', { status: 'refused', cause: 'access', reason: 'HTTP 400' }],
      ['404 Not Found', { status: 'refused', cause: 'access', reason: 'HTTP 404' }],
      ['302 Found\r\nLocation: ws://127.0.0.1:1/', { status: 'refused', cause: 'access', reason: 'HTTP 302' }],
      ['500 Oh', { status: 'retryable', reason: 'HTTP 500' }],
      ['503 Busy\r\nRetry-After: 7', { status: 'retryable', reason: 'HTTP 503', retryAfterMillis: 7_000 }],
      ['429 Slow\r\nRetry-After: 2', { status: 'retryable', reason: 'HTTP 429', retryAfterMillis: 2_000 }],
    ];
    for (const [answer, outcome] of answers) {
      const server = createServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => socket.end(`HTTP/1.1 ${answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`));
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      bench.closing(server);
      const { port } = server.address() as { port: number };
      expect(await send(newSink({ url: `ws://127.0.0.1:${port}/` }), recordBatch(1))).toEqual(outcome);
    }
  });

  it('calls what is no WebSocket, or none of a collector, retryable', async () => {
    const upgraded = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n';
    for (const words of ['nonsense\r\n\r\n', `${upgraded}Sec-WebSocket-Accept: wrong\r\n\r\n`, '']) {
      const server = createServer((socket) => void socket.on('error', () => {}).once('data', () => socket.end(words)));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      bench.closing(server);
      const { port } = server.address() as { port: number };
      expect((await send(newSink({ url: `ws://127.0.0.1:${port}/` }), recordBatch(1))).status).toBe('retryable');
    }
    const server = await collector({ link: false });
    const clock = new FakeClock();
    const sink = newSink({ url: server.address, connectTimeoutMillis: 60, delivery: { clock } });
    const outcome = send(sink, recordBatch(1));
    // Beside the time limit there is the heartbeat of the connection, once that is there.
    await until(() => clock.pending === 2);
    await clock.advance(60);
    expect(await outcome).toMatchObject({ status: 'retryable', reason: expect.stringMatching('acknowledge: false') });
  });
});
