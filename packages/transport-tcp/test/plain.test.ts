import { createRecord } from '@tailrace/core';
import { FakeClock, recordedDiagnostics, until } from '@tailrace/core/testing';
import { LineDestination, recordBatch, messagesOf } from '@tailrace/delivery/testing';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import winston from 'winston';
import { bench, newSink, newTransport, send } from './fixtures/bench.ts';

const PLAIN = { acknowledge: false, settleMillis: 0 } as const;

/** A server that does with each connection what it is told to. */
async function serverOf(connected: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    connected(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as { port: number }).port;
}

describe('TcpTransport before what only reads [E2]', () => {
  it('sends what Winston’s own format wrote, a line each', async () => {
    const server = bench.closing(await LineDestination.start());
    const format = winston.format.printf(({ level, message }) => `${level}: ${String(message)}`);
    const { transport } = newTransport({ ...PLAIN, url: server.address, format });
    const log = winston.createLogger({ transports: [transport] });
    log.info('one');
    log.warn('two');
    await new Promise<void>((resolve) => log.once('finish', resolve).end());
    expect(await server.received(2)).toEqual(['info: one', 'warn: two']);
  });

  it('delivers over a Unix socket', async () => {
    const path = join(bench.newFolder(), 'in.sock');
    const received: string[] = [];
    const server = createServer((socket) => void socket.on('data', (chunk) => received.push(String(chunk))));
    server.listen(path);
    await once(server, 'listening');
    bench.closing(server);
    const sink = newSink({ ...PLAIN, path });
    expect(sink.destination).toBe(`unix:${path}`);
    expect(await send(sink, recordBatch(2))).toEqual({ status: 'delivered' });
    await until(() => received.join('').split('\n').length === 3);
  });

  it('does not trust records to a connection that is cut at once, as by a proxy without a server behind', async () => {
    const port = await serverOf((socket) => socket.resetAndDestroy());
    const sink = newSink({ acknowledge: false, url: `tcp://127.0.0.1:${port}`, settleMillis: 10_000 });
    expect((await send(sink, recordBatch(1))).status).toBe('retryable');
  });

  it('waits before the first batch of a connection, and not before the next', async () => {
    const server = bench.closing(await LineDestination.start());
    const clock = new FakeClock();
    const sink = newSink({ acknowledge: false, url: server.address, settleMillis: 70, delivery: { clock } });
    const first = send(sink, recordBatch(1));
    // Beside the pause there is the time limit of the connection.
    await until(() => clock.pending === 2);
    await clock.advance(69);
    expect(clock.pending).toBe(2);
    await clock.advance(1);
    expect(await first).toEqual({ status: 'delivered' });
    expect(await send(sink, recordBatch(1))).toEqual({ status: 'delivered' });
    expect(await server.received(2)).toHaveLength(2);
  });

  it('hears the end of an idle connection before it sends, and makes a new one [F5]', async () => {
    const server = bench.closing(await LineDestination.start());
    const { transport } = newTransport({ ...PLAIN, url: server.address });
    transport.record(createRecord({ message: 'line 0' }));
    await transport.flush(5_000);
    expect(messagesOf(await server.received(1))).toEqual(['line 0']);
    for (let n = 1; n < 4; n += 1) {
      server.cut();
      await until(() => server.connected === 0);
      transport.record(createRecord({ message: `line ${n}` }));
      await transport.flush(5_000);
      expect(messagesOf(await server.received(n + 1))).toContain(`line ${n}`);
    }
  });

  it('reports how many records an end may have cost, and nothing of what was written long before [G14]', async () => {
    const server = bench.closing(await LineDestination.start());
    const clock = new FakeClock();
    const { transport, events } = newTransport({ ...PLAIN, url: server.address, name: 'rsyslog', delivery: { clock } });
    const lost = (): unknown => events.filter(({ name }) => name === 'connection.lost');
    const log = async (from: number, to: number): Promise<void> => {
      for (let n = from; n < to; n += 1) transport.record(createRecord({ message: `line ${n}` }));
      await transport.flush(5_000);
      await server.received(to);
    };
    await log(0, 7);
    await clock.advance(11_000);
    await log(7, 10);
    await clock.advance(4_000);
    await log(10, 12);
    expect(lost()).toEqual([]);
    server.cut();
    await until(() => events.some(({ name }) => name === 'connection.lost'));
    expect(lost()).toEqual([expect.objectContaining({ source: 'rsyslog', records: 5 })]);
    await log(12, 13);
    await clock.advance(11_000);
    server.cut();
    await until(() => server.connected === 0);
    await log(13, 14);
    expect(lost()).toHaveLength(1);
  });

  it('reports nothing when it ends the connection itself', async () => {
    const server = bench.closing(await LineDestination.start());
    const { transport, events } = newTransport({ ...PLAIN, url: server.address });
    transport.record(createRecord({ message: 'line 0' }));
    transport.end();
    await once(transport, 'finish');
    expect(messagesOf(await server.received(1))).toEqual(['line 0']);
    expect(events.filter(({ name }) => name === 'connection.lost')).toEqual([]);
  });

  it('waits for a peer that does not read, instead of buffering, and gives it up when the send is [F5]', async () => {
    let connected = 0;
    const port = await serverOf((socket) => {
      connected += 1;
      socket.pause();
    });
    const sink = newSink({ ...PLAIN, url: `tcp://127.0.0.1:${port}` });
    const abort = new AbortController();
    // More than the buffers of the system take.
    const outcome = send(sink, recordBatch(1, 'x'.repeat(64_000_000)), abort.signal);
    await until(() => connected === 1);
    abort.abort();
    await expect(outcome).rejects.toMatchObject({ name: 'AbortError' });
    expect(await send(sink, recordBatch(1))).toEqual({ status: 'delivered' });
    expect(connected).toBe(2);
  });

  it('counts what was handed over before a peer stopped reading as what its end may cost, however late that is', async () => {
    const port = await serverOf((socket) => socket.pause());
    const clock = new FakeClock();
    const { diagnostics, events } = recordedDiagnostics();
    const sink = newSink({ ...PLAIN, url: `tcp://127.0.0.1:${port}`, diagnostics, delivery: { clock } });
    expect(await send(sink, recordBatch(7))).toEqual({ status: 'delivered' });
    const abort = new AbortController();
    const outcome = send(sink, recordBatch(1, 'x'.repeat(64_000_000)), abort.signal);
    // The write begins within a few turns of the event loop.
    for (let turn = 0; turn < 5; turn += 1) await clock.advance(0);
    await clock.advance(11_000);
    abort.abort();
    await expect(outcome).rejects.toMatchObject({ name: 'AbortError' });
    expect(events).toEqual([expect.objectContaining({ name: 'connection.lost', source: 'tcp', records: 7 })]);
  });

  it('can be closed while it waits before the first batch', async () => {
    const server = bench.closing(await LineDestination.start());
    const clock = new FakeClock();
    const sink = newSink({ acknowledge: false, url: server.address, settleMillis: 70, delivery: { clock } });
    const outcome = send(sink, recordBatch(1));
    await until(() => clock.pending === 2);
    const closed = sink.close?.();
    await expect(outcome).rejects.toMatchObject({ name: 'AbortError' });
    await closed;
  });

  it('reads and forgets what the peer says', async () => {
    let connection: Socket | undefined;
    const port = await serverOf((socket) => {
      connection = socket;
      socket.resume().write('welcome to this syslog\n'.repeat(1_000));
    });
    const sink = newSink({ ...PLAIN, url: `tcp://127.0.0.1:${port}` });
    expect(await send(sink, recordBatch(1))).toEqual({ status: 'delivered' });
    connection?.write('and more');
    expect(await send(sink, recordBatch(1))).toEqual({ status: 'delivered' });
  });
});
