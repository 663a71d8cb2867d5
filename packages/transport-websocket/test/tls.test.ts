import { certificates } from '@tailrace/services';
import { until } from '@tailrace/core/testing';
import { recordBatch, messagesOf } from '@tailrace/delivery/testing';
import { createRecord } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { bench, newSink, newTransport, send } from './fixtures/bench.ts';
import { WebsocketDestination } from './fixtures/websocket-destination.ts';

const { authority, server: SERVER } = certificates;

describe('WebsocketTransport over TLS [E10]', () => {
  it('keeps what a server with an unknown certificate would get, and sends it to one that is known', async () => {
    const server = bench.closing(await WebsocketDestination.start({ tls: SERVER }));
    const { transport: wary, events } = newTransport({ url: server.address });
    wary.record(createRecord({ message: 'x' }));
    await until(() => events.some(({ name }) => name === 'breaker.opened'));
    expect(wary.books()).toMatchObject({ accepted: 1, delivered: 0, dropped: {} });
    expect(server.handshakes).toHaveLength(0);
    const { transport } = newTransport({ url: server.address, tls: { ca: authority } });
    transport.record(createRecord({ message: 'y' }));
    expect((await transport.flush(10_000)).pending).toBe(0);
    expect(messagesOf(await server.received())).toEqual(['y']);
  });

  it('shows a client certificate where it is demanded, and delivers nothing without', async () => {
    const tls = { ...SERVER, ca: authority, requestCert: true, rejectUnauthorized: true };
    const server = bench.closing(await WebsocketDestination.start({ tls }));
    const without = newSink({ url: server.address, tls: { ca: authority } });
    expect((await send(without, recordBatch(1))).status).not.toBe('delivered');
    expect(server.requests).toBe(0);
    const client = { ca: authority, ...certificates.client };
    expect(await send(newSink({ url: server.address, tls: client }), recordBatch(3))).toEqual({ status: 'delivered' });
  });
});
