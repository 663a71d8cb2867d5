import { FakeClock } from '@tailrace/core/testing';
import { LineDestination, LinkDestination, linkKit, recordBatch } from '@tailrace/delivery/testing';
import { jsonFormat } from '@tailrace/format-json';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { TcpTransport } from '../src/index.ts';
import { sinkOf } from '../src/tcp-transport.ts';
import { bench, newSink, send } from './fixtures/bench.ts';

linkKit({
  name: 'TcpTransport',
  destination: (options) => LinkDestination.start(options),
  createTransport: (options) => new TcpTransport(options),
  createSink: (options) => sinkOf({ formatter: jsonFormat(), ...options }),
  createLogger: winston.createLogger,
}).register({ describe, it });

describe('TcpTransport before what is no collector [E2]', () => {
  it('names a peer that says no welcome for what it may be', async () => {
    const server = bench.closing(await LineDestination.start());
    const clock = new FakeClock();
    const sink = newSink({ url: server.address, connectTimeoutMillis: 60, delivery: { clock } });
    const outcome = send(sink, recordBatch(1));
    expect(await server.received(1)).toEqual(['{"type":"hello","version":1}']);
    await clock.advance(60);
    expect(await outcome).toEqual({
      status: 'retryable',
      reason: expect.stringMatching(/did not say welcome.*acknowledge: false/),
    });
  });

  it('calls a peer that answers something else retryable, whatever that is', async () => {
    for (const words of ['HTTP/1.1 400 Bad Request\r\n\r\n', '\0\0\0\n', '{"type":"ack","seq":1}\n', 'x'.repeat(9e6)]) {
      const server = createServer((socket) => void socket.on('error', () => {}).write(words));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      bench.closing(server);
      const { port } = server.address() as { port: number };
      const sink = newSink({ url: `tcp://127.0.0.1:${port}` });
      expect((await send(sink, recordBatch(1))).status).toBe('retryable');
    }
  });
});
