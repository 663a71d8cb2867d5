import { createRecord } from '@tailrace/core';
import { FakeClock, until } from '@tailrace/core/testing';
import { imbalance } from '@tailrace/delivery';
import {
  LineDestination,
  LinkDestination,
  type LinkDestinationOptions,
  recordBatch,
  messagesOf,
} from '@tailrace/delivery/testing';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { bench, newSink, newTransport, send } from './fixtures/bench.ts';

async function collector(options?: LinkDestinationOptions): Promise<LinkDestination> {
  return bench.closing(await LinkDestination.start(options));
}

function lines(to: number): string[] {
  return Array.from({ length: to }, (_, index) => `line ${index}`);
}

describe('TcpTransport before a collector [E2]', () => {
  it('has delivered every record, in wire form and in order, when the logger has finished', async () => {
    const server = await collector({ token: 'sesame' });
    const { transport } = newTransport({ url: server.address, token: 'sesame' });
    const log = winston.createLogger({ transports: [transport] });
    for (let n = 0; n < 1200; n += 1) log.info(`line ${n}`, { n });
    await new Promise<void>((resolve) => log.once('finish', resolve).end());
    const received = await server.received();
    expect(messagesOf(received)).toEqual(lines(1200));
    expect(JSON.parse(received[7] ?? '')).toMatchObject({ level: 'info', severity: 9, attributes: { n: 7 } });
    expect(transport.books()).toMatchObject({ accepted: 1200, delivered: 1200, pending: 0 });
  });

  it('keeps its connection over many batches, and makes a new one when the peer has ended it', async () => {
    const server = await collector();
    const sink = newSink({ url: server.address });
    for (let n = 0; n < 3; n += 1) expect(await send(sink, recordBatch(2))).toEqual({ status: 'delivered' });
    expect(server.host.connected).toBe(1);
    server.host.cut();
    await until(() => server.host.connected === 0);
    let outcome = await send(sink, recordBatch(2));
    // The end may reach this side only while it sends.
    if (outcome.status === 'retryable') outcome = await send(sink, recordBatch(2));
    expect(outcome).toEqual({ status: 'delivered' });
    expect(server.host.connected).toBe(1);
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
        server.host.cut();
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
    expect(server.host.connected).toBe(1);
    await server.become('up');
    expect(await Promise.all(outcomes)).toEqual(outcomes.map(() => expect.objectContaining({ status: 'retryable' })));
  });

  it('gives up a connection whose peer reads nothing, and delivers over a new one [F5]', async () => {
    const server = await collector();
    const { transport } = newTransport({ url: server.address, delivery: { timeoutMillis: 200 } });
    transport.record(createRecord({ message: 'line 0' }));
    expect((await transport.flush(10_000)).pending).toBe(0);
    server.freeze();
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
    expect(server.host.connected).toBe(2);
  });

  it('calls retryable what a collector that closes does not answer', async () => {
    const server = await collector();
    const sink = newSink({ url: server.address });
    await server.become('hang');
    const outcome = send(sink, recordBatch(2));
    await until(() => server.requests === 1);
    server.host.sayGoodbye(503, 'TAILRACE_BUSY', 'now');
    expect(await outcome).toEqual({ status: 'retryable', reason: 'goodbye 503 TAILRACE_BUSY' });
  });

  it('does not send a batch that is larger than the collector takes, and delivers it in parts [G7]', async () => {
    const server = await collector({ maxBatchBytes: 600 });
    const { transport } = newTransport({ url: server.address });
    for (let n = 0; n < 12; n += 1) transport.record(createRecord({ message: `line ${n}` }));
    expect((await transport.flush(10_000)).pending).toBe(0);
    expect(messagesOf(await server.received())).toEqual(lines(12));
    expect(server.host.largestBytes).toBeLessThanOrEqual(600);
  });

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

  it('takes no rejection for one that names nothing of the batch, and passes over what it does not know', async () => {
    const welcome = '{"type":"welcome","version":1,"maxBatchBytes":100000,"maxRecordBytes":100000}\n';
    const answers = [
      [null, { index: 7, code: 'a', message: 'b' }, { index: -1 }],
      [{ index: 1, code: 'c', message: 'd' }, { index: 1, code: 'e', message: 'f' }, 'x'],
    ];
    const server = createServer((socket) => {
      let seq = 0;
      socket.on('data', (chunk: Buffer) => {
        if (String(chunk).includes('hello')) socket.write(welcome);
        else {
          const rejected = answers[seq];
          seq += 1;
          socket.write('{"type":"news","of":"a later version"}\n');
          socket.write(`${JSON.stringify({ type: 'ack', seq, accepted: 2, duplicates: 0, rejected })}\n`);
        }
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    bench.closing(server);
    const { port } = server.address() as { port: number };
    const sink = newSink({ url: `tcp://127.0.0.1:${port}` });
    expect(await send(sink, recordBatch(2))).toEqual({ status: 'delivered' });
    const rejected = [{ index: 1, reason: 'e: f' }];
    expect(await send(sink, recordBatch(2))).toEqual({ status: 'partial', retry: [], rejected });
  });
});
