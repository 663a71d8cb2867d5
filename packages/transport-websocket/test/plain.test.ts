import { until } from '@tailrace/core/testing';
import { recordBatch, messagesOf } from '@tailrace/delivery/testing';
import { createRecord } from '@tailrace/core';
import { once } from 'node:events';
import { Agent, type AgentOptions } from 'node:http';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import type { WebsocketTransportOptions } from '../src/index.ts';
import { bench, newSink, newTransport, send } from './fixtures/bench.ts';
import { WebsocketDestination } from './fixtures/websocket-destination.ts';

async function receiver(): Promise<WebsocketDestination> {
  return bench.closing(await WebsocketDestination.start({ link: false }));
}

describe('WebsocketTransport before what takes messages [E2]', () => {
  it('sends a batch in one message, as text, or each record in one of its own', async () => {
    const server = await receiver();
    const counts: number[] = [];
    for (const framing of ['newline', 'json-array', 'message'] as const) {
      const before = server.messages.length;
      const { transport } = newTransport({ url: server.address, acknowledge: false, framing });
      for (let n = 0; n < 5; n += 1) transport.record(createRecord({ message: `line ${n}` }));
      expect((await transport.flush(10_000)).pending).toBe(0);
      counts.push(server.messages.length - before);
    }
    expect(counts).toEqual([1, 1, 5]);
    expect(server.messages.every(({ isBinary }) => !isBinary)).toBe(true);
    const line = ['line 0', 'line 1', 'line 2', 'line 3', 'line 4'];
    expect(messagesOf(await server.received())).toEqual([...line, ...line, ...line]);
  });

  it('sends what Winston’s own format wrote', async () => {
    const server = await receiver();
    const format = winston.format.printf(({ level, message }) => `${level}: ${String(message)}`);
    const { transport } = newTransport({ url: server.address, acknowledge: false, framing: 'message', format });
    const log = winston.createLogger({ transports: [transport] });
    log.info('one');
    log.warn('two');
    await new Promise<void>((resolve) => log.once('finish', resolve).end());
    expect(server.messages.map(({ text }) => text)).toEqual(['info: one', 'warn: two']);
  });

  it('sends bytes as binary messages', async () => {
    const server = await receiver();
    const sink = newSink({ url: server.address, acknowledge: false, framing: 'message' });
    const entries = recordBatch(1).entries.map((entry) => ({ ...entry, body: new Uint8Array([0x68, 0x69]) }));
    const batch = { entries, encode: () => Promise.reject(new Error('is not needed')) };
    expect(await send(sink, batch)).toEqual({ status: 'delivered' });
    expect(server.messages).toEqual([{ text: 'hi', isBinary: true }]);
  });

  it('calls delivered what the peer has read, by its answer to a ping behind it, and one answer counts for all before', async () => {
    const server = await receiver();
    const sink = newSink({ url: server.address, acknowledge: false, ordered: false });
    expect(await send(sink, recordBatch(1))).toEqual({ status: 'delivered' });
    await server.become('hang');
    const outcomes = [send(sink, recordBatch(1)), send(sink, recordBatch(1)), send(sink, recordBatch(1))];
    await until(() => server.messages.length === 4);
    const [socket] = server.sockets;
    // A peer may answer the last of several pings only (RFC 6455, 5.5.3).
    socket?.pong('3');
    expect(await Promise.all(outcomes.slice(0, 2))).toEqual([{ status: 'delivered' }, { status: 'delivered' }]);
    const still = Symbol('still waits');
    expect(await Promise.race([outcomes[2], Promise.resolve(still)])).toBe(still);
    socket?.pong('what nobody asked');
    socket?.pong('4');
    expect(await outcomes[2]).toEqual({ status: 'delivered' });
  });

  it('calls a close by its code: who it blames, where it can blame only one', async () => {
    const codes: readonly [number, object][] = [
      [1009, { status: 'refused', cause: 'size' }],
      [1007, { status: 'refused', cause: 'content' }],
      [1008, { status: 'refused', cause: 'access' }],
      [1003, { status: 'refused', cause: 'access' }],
      [1001, { status: 'retryable' }],
      [1011, { status: 'retryable' }],
      [1000, { status: 'retryable' }],
    ];
    const server = await receiver();
    const sink = newSink({ url: server.address, acknowledge: false, ordered: false });
    const ended = async (code: number, count: number): Promise<unknown> => {
      await server.become('hang');
      const before = server.messages.length;
      const outcomes = Array.from({ length: count }, () => send(sink, recordBatch(1)));
      await until(() => server.messages.length === before + count);
      for (const socket of server.sockets) socket.close(code);
      return Promise.all(outcomes);
    };
    for (const [code, outcome] of codes) {
      expect(await ended(code, 1)).toEqual([{ ...outcome, reason: `WebSocket closed with ${code}` }]);
    }
    expect(await ended(1009, 2)).toMatchObject([{ status: 'retryable' }, { status: 'retryable' }]);
    expect(await ended(1008, 2)).toMatchObject([{ cause: 'access' }, { cause: 'access' }]);
  });

  it('masks with zeros on this machine and over TLS, and at random elsewhere, unless it is told to', async () => {
    const masks = async (options: Partial<WebsocketTransportOptions>): Promise<boolean> => {
      const server = await receiver();
      // A name that is none of this machine's as far as the transport can see, which the agent leads to the server.
      const port = Number(new URL(server.address).port);
      const lookup = (_name: string, _options: unknown, done: (error: null, address: unknown) => void): void =>
        done(null, [{ address: '127.0.0.1', family: 4 }]);
      const agent = new Agent({ lookup } as AgentOptions);
      const url = options.url === undefined ? server.address : `ws://logs.example:${port}/`;
      const sink = newSink({ acknowledge: false, agent, ...options, url });
      const frames: Buffer[] = [];
      const sending = send(sink, recordBatch(1));
      await until(() => server.sockets.size === 1);
      for (const socket of server.sockets) {
        const { _socket: raw } = socket as unknown as { _socket: NodeJS.EventEmitter };
        raw.prependListener('data', (chunk: Buffer) => frames.push(Buffer.from(chunk)));
      }
      await sending;
      await send(sink, recordBatch(1));
      agent.destroy();
      return Buffer.concat(frames).includes('"message"');
    };
    expect(await masks({})).toBe(true);
    expect(await masks({ mask: 'random' })).toBe(false);
    expect(await masks({ url: 'elsewhere' })).toBe(false);
    expect(await masks({ url: 'elsewhere', mask: 'zero' })).toBe(true);
  });

  it('ends the connection in good order', async () => {
    const server = await receiver();
    const { transport } = newTransport({ url: server.address, acknowledge: false });
    transport.record(createRecord({ message: 'line 0' }));
    await transport.flush(10_000);
    const [socket] = server.sockets;
    const closed = once(socket as never, 'close');
    transport.end();
    await once(transport, 'finish');
    expect((await closed)[0]).toBe(1000);
  });
});
