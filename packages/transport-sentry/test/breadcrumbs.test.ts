import { runInContext, runInTrace } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { bench } from './fixtures/checked-bench.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('breadcrumbs', () => {
  const inTrace = <T>(traceId: string, run: () => T): T => runInTrace({ traceId, spanId: SPAN, traceFlags: 1 }, run);
  const other = TRACE.replace('4', '5');

  it('tell what came before in the same context, in order, and nothing of other contexts', async () => {
    const { logger, receiver, flush } = await bench();
    inTrace(TRACE, () => logger.info('cart opened', { items: 2 }));
    inTrace(other, () => logger.info('somebody else'));
    inTrace(TRACE, () => logger.warn('stock is low'));
    inTrace(TRACE, () => logger.error('order failed'));
    inTrace(other, () => logger.error('other failed'));
    await flush();
    const [failed, otherFailed] = receiver.events;
    expect(failed?.breadcrumbs).toMatchObject([
      { message: 'cart opened', level: 'info', data: { items: 2 }, category: 'log' },
      { message: 'stock is low', level: 'warning' },
    ]);
    expect(otherFailed?.breadcrumbs?.map(({ message }) => message)).toEqual(['somebody else']);
  });

  it('tell of earlier errors, and of what is not sent itself', async () => {
    const { logger, receiver, flush } = await bench({ logs: false });
    runInContext({ correlationId: 'job-1' }, () => {
      logger.debug('begun');
      logger.error('first', new Error('one'));
      logger.error('second');
    });
    await flush();
    expect(receiver.logs).toEqual([]);
    expect(receiver.events[1]?.breadcrumbs).toMatchObject([
      { message: 'begun' },
      { message: 'first', type: 'error', data: { error: 'Error: one' } },
    ]);
  });

  it('are left out where they are switched off', async () => {
    const { logger, receiver, flush } = await bench({ breadcrumbs: false });
    logger.info('before');
    logger.error('failed');
    await flush();
    expect(receiver.events[0]?.breadcrumbs).toEqual([]);
  });
});
