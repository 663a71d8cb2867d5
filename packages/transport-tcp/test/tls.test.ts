import { certificates } from '@tailrace/services';
import { until } from '@tailrace/core/testing';
import { createRecord } from '@tailrace/core';
import { LineDestination, LinkDestination, recordBatch, messagesOf } from '@tailrace/delivery/testing';
import { describe, expect, it } from 'vitest';
import { bench, newSink, newTransport, send } from './fixtures/bench.ts';

const { authority, otherAuthority, server: SERVER } = certificates;
/** Of a server that lets in only whom its authority vouches for. */
const DEMANDING = { ...SERVER, ca: authority, requestCert: true, rejectUnauthorized: true } as const;
const CLIENT = { ca: authority, ...certificates.client } as const;

describe('TcpTransport over TLS [E10]', () => {
  it('keeps what a server with an unknown certificate would get, and sends it to one that is known', async () => {
    const server = bench.closing(await LinkDestination.start({ tls: SERVER }));
    for (const tls of [{}, { ca: otherAuthority }]) {
      const { transport, events } = newTransport({ url: server.address, tls });
      transport.record(createRecord({ message: 'x' }));
      await until(() => events.some(({ name }) => name === 'breaker.opened'));
      expect(transport.books()).toMatchObject({ accepted: 1, delivered: 0, dropped: {} });
    }
    expect(server.requests).toBe(0);
    const { transport } = newTransport({ url: server.address, tls: { ca: authority } });
    transport.record(createRecord({ message: 'y' }));
    expect((await transport.flush(10_000)).pending).toBe(0);
    expect(messagesOf(await server.received())).toEqual(['y']);
  });

  it('calls a certificate of another name no way, and takes it for the name that is given', async () => {
    const server = bench.closing(await LinkDestination.start({ tls: SERVER }));
    const strict = newSink({ url: server.address, tls: { ca: authority, servername: 'example.org' } });
    expect(await send(strict, recordBatch(1))).toMatchObject({ status: 'refused', cause: 'access' });
    const known = newSink({ url: server.address, tls: { ca: authority, servername: 'localhost' } });
    expect(await send(known, recordBatch(1))).toEqual({ status: 'delivered' });
  });

  it('shows a client certificate where it is demanded, in both modes', async () => {
    const collector = bench.closing(await LinkDestination.start({ tls: DEMANDING }));
    const acknowledged = newSink({ url: collector.address, tls: CLIENT });
    expect(await send(acknowledged, recordBatch(3))).toEqual({ status: 'delivered' });
    const reader = bench.closing(await LineDestination.start({ tls: DEMANDING }));
    const plain = newSink({ url: reader.address, tls: CLIENT, acknowledge: false });
    expect(plain.destination).toMatch(/^tls:/);
    expect(await send(plain, recordBatch(3))).toEqual({ status: 'delivered' });
    expect(await reader.received(3)).toHaveLength(3);
  });

  it('delivers nothing without the certificate, though the refusal comes after the handshake', async () => {
    const collector = bench.closing(await LinkDestination.start({ tls: DEMANDING }));
    const reader = bench.closing(await LineDestination.start({ tls: DEMANDING }));
    for (const [url, acknowledge] of [
      [collector.address, true],
      [reader.address, false],
    ] as const) {
      const settle = acknowledge ? {} : { settleMillis: 10_000 };
      const sink = newSink({ url, acknowledge, ...settle, tls: { ca: authority } });
      expect(await send(sink, recordBatch(1))).toMatchObject({ status: 'refused', cause: 'access' });
    }
    expect(collector.requests).toBe(0);
    expect(await reader.received()).toEqual([]);
  });

  it('calls a server without TLS no way', async () => {
    const server = bench.closing(await LinkDestination.start());
    const sink = newSink({ url: server.address, tls: true });
    const outcome = await send(sink, recordBatch(1));
    expect(outcome.status).not.toBe('delivered');
    expect(server.requests).toBe(0);
  });
});
