import { createRecord } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { bench } from './fixtures/checked-bench.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('other records become Sentry logs [A9]', () => {
  it('with their severity, trace, time and typed attributes, many in one envelope', async () => {
    const { transport, receiver, flush } = await bench({ service: 'shop' });
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const record = createRecord({
      level: 'notice',
      message: 'order 17 placed',
      timestamp: 1_700_000_000_500,
      traceId: TRACE,
      spanId: '00f067aa0ba902b7',
      attributes: {
        items: 2,
        total: 9.5,
        paid: true,
        http: { route: '/orders' },
        list: [1],
        nothing: null,
        cycle,
        big: 12n,
      },
    });
    transport.record(record);
    for (let n = 0; n < 9; n += 1) transport.record(createRecord({ level: 'info', message: `record ${n}` }));
    await flush();
    expect(receiver.requests).toBe(1);
    expect(receiver.logs).toHaveLength(10);
    const [log] = receiver.logs;
    expect(log).toMatchObject({
      timestamp: 1_700_000_000.5,
      level: 'info',
      severity_number: 11,
      body: 'order 17 placed',
      trace_id: TRACE,
      attributes: {
        items: { value: 2, type: 'integer' },
        total: { value: 9.5, type: 'double' },
        paid: { value: true, type: 'boolean' },
        'http.route': { value: '/orders', type: 'string' },
        list: { value: '[1]', type: 'string' },
        'sentry.message.template': { value: 'order <number> placed', type: 'string' },
        'sentry.trace.parent_span_id': { value: '00f067aa0ba902b7', type: 'string' },
        'tailrace.id': { value: record.id, type: 'string' },
        'tailrace.level': { value: 'notice', type: 'string' },
      },
    });
    expect(log?.attributes).not.toHaveProperty('nothing');
  });

  it('no more than a hundred at once', async () => {
    const { transport, receiver, flush } = await bench();
    for (let n = 0; n < 250; n += 1) transport.record(createRecord({ level: 'info', message: `record ${n}` }));
    await flush();
    expect(receiver.logs).toHaveLength(250);
    expect(receiver.requests).toBe(3);
  });

  it('in batches that compress on the way, when they are large', async () => {
    const { transport, receiver, flush } = await bench();
    const words = 'ümläut 漢字 \u2028 '.repeat(1_000);
    for (let n = 0; n < 20; n += 1) transport.record(createRecord({ level: 'info', message: words }));
    await flush();
    expect(receiver.logs.map(({ body }) => body)).toEqual(Array.from({ length: 20 }, () => words));
  });
});
