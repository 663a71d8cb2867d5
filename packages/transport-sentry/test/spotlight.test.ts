import { Diagnostics } from '@tailrace/core';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import winston from 'winston';
import { SentryTransport } from '../src/index.ts';
import { type Spotlight, startSpotlight } from './fixtures/spotlight.ts';

let spotlight: Spotlight | string;

beforeAll(async () => {
  spotlight = await startSpotlight();
});

afterAll(async () => {
  if (typeof spotlight === 'object') await spotlight.stop();
});

it('a real Spotlight takes events and logs, and reads in them what was logged [A9]', async (context) => {
  if (typeof spotlight === 'string') {
    context.skip(spotlight);
    return;
  }
  const transport = new SentryTransport({
    dsn: spotlight.dsn,
    diagnostics: new Diagnostics(),
    delivery: { spool: false, batch: { ageMillis: 5 } },
  });
  const logger = winston.createLogger({ transports: [transport] });
  logger.info('order 17 placed', { items: 2 });
  logger.error('order failed', new Error('outer', { cause: new Error('inner') }));
  transport.end();
  await once(transport, 'finish');
  expect(transport.books()).toMatchObject({ accepted: 2, delivered: 2, pending: 0, dropped: {} });
  const envelopes = await spotlight.envelopes(2);
  const items = envelopes.flatMap(([, own]) => own);
  const payloads = Object.fromEntries(items.map(([{ type }, payload]) => [type, payload]));
  expect(payloads['log']).toMatchObject({ items: [{ body: 'order 17 placed', attributes: { items: { value: 2 } } }] });
  expect(payloads['event']).toMatchObject({
    message: 'order failed',
    exception: { values: [{ value: 'inner' }, { value: 'outer' }] },
    breadcrumbs: [{ message: 'order 17 placed' }],
  });
});
