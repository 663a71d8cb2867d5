import { createRecord } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { eventIdOf } from '../src/format-event.ts';
import { bench } from './fixtures/checked-bench.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('an event', () => {
  it('has the digits of the record\u2019s id, its time and its trace, so that a repeat is known as one', async () => {
    const { transport, receiver, flush } = await bench();
    const record = createRecord({
      level: 'error',
      message: 'failed',
      timestamp: 1_700_000_000_123,
      traceId: TRACE,
      spanId: SPAN,
    });
    transport.record(record);
    transport.record(record);
    await flush();
    const [event, again] = receiver.events;
    expect(event?.event_id).toBe(record.id.replaceAll('-', ''));
    expect(again?.event_id).toBe(event?.event_id);
    expect(event?.timestamp).toBe(1_700_000_000.123);
    expect(event?.contexts?.trace).toEqual({ trace_id: TRACE, span_id: SPAN });
    expect(receiver.headers[0]?.['event_id']).toBe(event?.event_id);
  });

  it('has an id of its own for records whose id is no UUID, the same each time', () => {
    expect(eventIdOf('order-17')).toMatch(/^[0-9a-f]{32}$/);
    expect(eventIdOf('order-17')).toBe(eventIdOf('order-17'));
    expect(eventIdOf('order-18')).not.toBe(eventIdOf('order-17'));
  });

  it('says in extra what its names have no place for', async () => {
    const { logger, receiver, flush } = await bench({});
    logger.error('a', { user: ['ann'], tags: ['a', 'b'], contexts: 'none' });
    logger.error('b', { tags: { ok: 1, nested: { a: 1 } }, contexts: { order: { items: 2 }, broken: 'text' } });
    await flush();
    const extras = receiver.events.map(({ extra }) => extra);
    expect(extras[0]).toEqual({ user: ['ann'], tags: ['a', 'b'], contexts: 'none' });
    expect(extras[1]).toEqual({ tags: { nested: { a: 1 } }, contexts: { broken: 'text' } });
  });

  it('says who, in tags, contexts and extra what the attributes say', async () => {
    const { logger, receiver, flush } = await bench({ tags: ['tenant'], service: 'shop', logger: 'shop.orders' });
    logger.error('failed', {
      user: { id: 7, email: 'ann@example.com', ip: '192.0.2.1' },
      tags: { region: 'eu', retry: 3, nested: {} },
      contexts: { order: { items: 2 }, broken: 'text' },
      tenant: 'acme',
      items: [1, 2, { name: 'tea' }],
    });
    await flush();
    const [event] = receiver.events;
    expect(event).toMatchObject({
      logger: 'shop.orders',
      user: { id: 7, email: 'ann@example.com', ip_address: '192.0.2.1' },
      tags: { region: 'eu', retry: '3', tenant: 'acme', service: 'shop' },
      contexts: { order: { items: 2 }, log: { level: 'error', severity: 17 } },
      extra: { items: [1, 2, { name: 'tea' }], tenant: 'acme' },
    });
    expect(event?.contexts).not.toHaveProperty('broken');
    expect(event?.tags).not.toHaveProperty('nested');
  });

  it('has the own properties of the error as a context', async () => {
    const { logger, receiver, flush } = await bench();
    logger.error('failed', { error: Object.assign(new Error('boom'), { code: 'E17', query: 'select 1' }) });
    await flush();
    expect(receiver.events[0]?.contexts?.['error']).toEqual({ code: 'E17', query: 'select 1' });
  });

  it('has the level of its severity', async () => {
    const { transport, receiver, flush } = await bench({ events: 'trace' });
    for (const level of ['emerg', 'crit', 'error', 'warning', 'notice', 'info', 'debug', 'trace']) {
      transport.record(createRecord({ level, message: level }));
    }
    await flush();
    const levels = Object.fromEntries(receiver.events.map(({ message, level }) => [message, level]));
    expect(levels).toEqual({
      emerg: 'fatal',
      crit: 'fatal',
      error: 'error',
      warning: 'warning',
      notice: 'info',
      info: 'info',
      debug: 'debug',
      trace: 'debug',
    });
  });
});
