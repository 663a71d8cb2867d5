import { recordBatch, messagesOf } from '@tailrace/delivery/testing';
import { createRecord } from '@tailrace/core';
import { FakeClock, until } from '@tailrace/core/testing';
import { imbalance } from '@tailrace/delivery';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import winston from 'winston';
import { Heartbeat } from '../src/heartbeat.ts';
import { WebsocketTransport } from '../src/index.ts';
import { bench, newSink, newTransport, send } from './fixtures/bench.ts';
import { WebsocketDestination, type WebsocketDestinationOptions } from './fixtures/websocket-destination.ts';

async function collector(options?: Partial<WebsocketDestinationOptions>): Promise<WebsocketDestination> {
  return bench.closing(await WebsocketDestination.start(options));
}

function lines(to: number): string[] {
  return Array.from({ length: to }, (_, index) => `line ${index}`);
}

describe('WebsocketTransport before a collector [E2]', () => {
  it('has delivered every record, in wire form and in order, when the logger has finished', async () => {
    const server = await collector({ token: 'sesame' });
    const { transport } = newTransport({ url: server.address, token: 'sesame' });
    const log = winston.createLogger({ transports: [transport] });
    for (let n = 0; n < 1200; n += 1) log.info(`line ${n}`, { n });
    await new Promise<void>((resolve) => log.once('finish', resolve).end());
    const received = await server.received();
    expect(messagesOf(received)).toEqual(lines(1200));
    expect(JSON.parse(received[7] ?? '')).toMatchObject({ level: 'info', severity: 9, attributes: { n: 7 } });
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

  it('sends again what was cut off before the answer, and the collector has it once, in order [G4]', async () => {
    const server = await collector();
    const { transport } = newTransport({ url: server.address, delivery: { batch: { records: 10, ageMillis: 1 } } });
    await server.become('reset-after-success');
    for (let n = 0; n < 10; n += 1) transport.record(createRecord({ message: `line ${n}` }));
    await until(() => server.host.repeats > 0);
    await server.become('up');
    for (let n = 10; n < 40; n += 1) transport.record(createRecord({ message: `line ${n}` }));
    expect((await transport.flush(10_000)).pending).toBe(0);
    expect(messagesOf(await server.received())).toEqual(lines(40));
  });

  it('loses none and doubles none over thirty cuts and an absence, with the books balanced [G2] [F5]', async () => {
    const server = await collector();
    const { transport } = newTransport({ url: server.address, delivery: { batch: { records: 20, ageMillis: 1 } } });
    const total = 3_000;
    for (let n = 0; n < total; n += 1) {
      transport.record(createRecord({ message: `line ${n}` }));
      if (n % 100 === 99) {
        await until(() => server.host.received.length > n - 90);
        server.cut();
      }
      if (n === 1_500) await server.become('down');
      if (n === 1_580) await server.become('up');
    }
    expect((await transport.flush(15_000)).pending).toBe(0);
    expect(messagesOf(await server.received())).toEqual(lines(total));
    expect(imbalance(transport.books())).toBe(0);
    expect(transport.books()).toMatchObject({ delivered: total, dropped: {} });
  });

  it('has several batches under way where order is not kept, and fails each whose answer the end cuts off', async () => {
    const server = await collector();
    const sink = newSink({ url: server.address, ordered: false });
    expect(sink.traits).toEqual({ ordered: false, repeats: 'ignored', borrows: true });
    await server.become('hang');
    const outcomes = [recordBatch(1), recordBatch(2), recordBatch(3)].map((batch) => send(sink, batch));
    await until(() => server.requests === 3);
    expect(server.handshakes).toHaveLength(1);
    await server.become('up');
    expect(await Promise.all(outcomes)).toEqual(outcomes.map(() => expect.objectContaining({ status: 'retryable' })));
  });

  it('lets batches wait while more than it may is buffered, and delivers them all', async () => {
    const server = await collector();
    const sink = newSink({ url: server.address, ordered: false, maxBufferedBytes: 1 });
    expect(await send(sink, recordBatch(1))).toEqual({ status: 'delivered' });
    for (const socket of server.sockets) socket.pause();
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
    for (const socket of server.sockets) socket.pause();
    await clock.advance(1_000);
    await clock.advance(1_000);
    expect(await outcome).toEqual({ status: 'retryable', reason: 'The peer was silent for 1000 ms.' });
    await server.become('up');
    expect(await send(sink, recordBatch(1))).toEqual({ status: 'delivered' });
  });

  it('gives up a connection whose peer does not answer in time, and delivers over a new one [F5]', async () => {
    const server = await collector();
    const { transport } = newTransport({ url: server.address, delivery: { timeoutMillis: 200 } });
    transport.record(createRecord({ message: 'line 0' }));
    expect((await transport.flush(10_000)).pending).toBe(0);
    for (const socket of server.sockets) socket.pause();
    transport.record(createRecord({ message: 'line 1' }));
    expect((await transport.flush(15_000)).pending).toBe(0);
    expect(messagesOf(await server.received())).toEqual(lines(2));
    expect(transport.counts().failures).toBeGreaterThan(0);
  });

  it('keeps everything while its token is wrong, makes no dead letter of it, and says so', async () => {
    const server = await collector({ token: 'sesame' });
    const { transport, events } = newTransport({ url: server.address, token: 'guess' });
    for (let n = 0; n < 3; n += 1) transport.record(createRecord({ message: `line ${n}` }));
    await until(() => events.some(({ name }) => name === 'breaker.opened'));
    expect(transport.books()).toMatchObject({ accepted: 3, delivered: 0, dropped: {} });
    expect(events.map(({ message }) => message).join()).toContain('401 TAILRACE_UNAUTHORIZED');
    expect(events.map(({ message }) => message).join()).not.toContain('guess');
    expect(server.requests).toBe(0);
  });

  it('hears the answers to what a collector has in hand when it says goodbye, and sends it nothing more', async () => {
    const server = await collector();
    const sink = newSink({ url: server.address });
    await server.become('slow');
    const outcome = send(sink, recordBatch(2));
    await until(() => server.requests === 1);
    // Its answer comes behind the goodbye, and then the end.
    server.host.sayGoodbye(503, 'TAILRACE_BUSY', 'later');
    expect(await outcome).toEqual({ status: 'delivered' });
    await server.become('up');
    expect(await send(sink, recordBatch(2))).toEqual({ status: 'delivered' });
    expect(server.handshakes).toHaveLength(2);
  });

  it('does not send a batch that is larger than the collector takes, and delivers it in parts [G7]', async () => {
    const server = await collector({ maxBatchBytes: 600 });
    const { transport } = newTransport({ url: server.address });
    for (let n = 0; n < 12; n += 1) transport.record(createRecord({ message: `line ${n}` }));
    expect((await transport.flush(10_000)).pending).toBe(0);
    expect(messagesOf(await server.received())).toEqual(lines(12));
    expect(server.host.largestBytes).toBeLessThanOrEqual(600);
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
