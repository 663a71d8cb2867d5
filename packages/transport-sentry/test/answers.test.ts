import { createRecord } from '@tailrace/core';
import { FakeClock, until } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { RateLimits } from '../src/rate-limits.ts';
import { type Bench, bench, benchBefore, newFolder, startReceiver } from './fixtures/bench.ts';

const error = (message: string): ReturnType<typeof createRecord> => createRecord({ level: 'error', message });
const info = (message: string): ReturnType<typeof createRecord> => createRecord({ level: 'info', message });

describe('limits of Sentry, by category [A9]', () => {
  it('stop errors and let logs go on, and the other way round', async () => {
    for (const [limited, record, other] of [
      ['event', error, info],
      ['log', info, error],
    ] as const) {
      const { receiver, transport } = await bench({ breadcrumbs: false });
      const category = limited === 'event' ? 'error' : 'log_item';
      receiver.answer = (type) =>
        type === limited
          ? { status: 429, headers: { 'x-sentry-rate-limits': `60:${category}:organization` } }
          : undefined;
      transport.record(record('limited'));
      await until(() => receiver.requests === 1);
      for (let n = 0; n < 5; n += 1) {
        transport.record(record(`limited ${n}`));
        transport.record(other(`free ${n}`));
      }
      await until(() => transport.books().delivered === 5);
      expect((limited === 'event' ? receiver.logs : receiver.events).length).toBe(5);
      expect(transport.counts()).toMatchObject({ pending: 6, breaker: 'closed' });
      // Nobody asks while the limit holds.
      expect(receiver.posted.filter((text) => text.includes('limited'))).toHaveLength(1);
    }
  });

  it('are kept even where they come with a success', async () => {
    const { receiver, transport } = await bench();
    receiver.answer = () => ({ status: 200, headers: { 'x-sentry-rate-limits': '60:error' } });
    transport.record(error('first'));
    await until(() => transport.books().delivered === 1);
    transport.record(error('second'));
    transport.record(info('log'));
    await until(() => transport.books().delivered === 2);
    expect(receiver.events.map(({ message }) => message)).toEqual(['first']);
    expect(transport.books().pending).toBe(1);
  });

  it('hold as long as they are asked for, each category by itself', () => {
    const limits = new RateLimits();
    limits.learn(429, { 'x-sentry-rate-limits': '2:error;transaction:org, 5:log_byte:project:quota' }, 0);
    expect(limits.of('error', 0)).toEqual({ waitMillis: 2_000, routeOnly: true });
    expect(limits.of('log_item', 0)).toEqual({ waitMillis: 5_000, routeOnly: true });
    expect(limits.of('error', 3_000)).toBeUndefined();
    expect(limits.of('log_item', 3_000)).toEqual({ waitMillis: 2_000, routeOnly: true });
  });

  it.each([
    ['without a category, all', 429, { 'x-sentry-rate-limits': '7::organization' }, 7_000],
    ['by Retry-After, all', 429, { 'retry-after': '3' }, 3_000],
    ['by Retry-After as a date', 503, { 'retry-after': new Date(Date.UTC(2026, 0, 1, 0, 0, 9)).toUTCString() }, 9_000],
    ['without a word, for a minute', 429, {}, 60_000],
    ['that cannot be read, for a minute', 429, { 'x-sentry-rate-limits': 'soon' }, 60_000],
    ['of other kinds, nobody', 429, { 'x-sentry-rate-limits': '9:transaction;replay' }, undefined],
    ['of none', 200, {}, undefined],
  ])('%s', (_, status, headers, waitMillis) => {
    const now = Date.UTC(2026, 0, 1);
    const limits = new RateLimits();
    limits.learn(status, headers, now);
    const expected = waitMillis === undefined ? undefined : { waitMillis, routeOnly: false };
    expect(limits.of('error', now)).toEqual(expected);
    expect(limits.of('log_item', now)).toEqual(expected);
  });
});

describe('nothing is delivered but what was answered with 200', () => {
  it('what fails is sent again, with the same id', async () => {
    const { receiver, transport, flush } = await bench();
    let answers = 0;
    receiver.answer = () => ((answers += 1) <= 2 ? { status: 500 + answers } : undefined);
    transport.record(error('failed'));
    await flush();
    expect(receiver.requests).toBe(3);
    const ids = receiver.posted.map(
      (text) => (JSON.parse(text.slice(0, text.indexOf('\n'))) as { event_id: string }).event_id,
    );
    expect(new Set(ids).size).toBe(1);
    expect(transport.books()).toMatchObject({ delivered: 1, pending: 0, dropped: {} });
  });

  it('what is refused for its content or size is set aside alone', async () => {
    for (const status of [400, 413]) {
      const { receiver, transport, flush } = await bench();
      receiver.answer = (_, items) => (JSON.stringify(items).includes('unwanted') ? { status } : undefined);
      for (let n = 0; n < 9; n += 1) transport.record(n % 2 === 0 ? info(`log ${n}`) : error(`event ${n}`));
      transport.record(info('unwanted log'));
      transport.record(error('unwanted event'));
      await flush();
      expect(transport.books()).toMatchObject({ delivered: 9, dropped: { dead_lettered: 2 } });
      expect(receiver.events.length + receiver.logs.length).toBe(9);
    }
  });

  it('a wrong key keeps everything until it is right', async () => {
    for (const status of [401, 403]) {
      const { receiver, transport, flush } = await bench();
      receiver.answer = () => ({ status });
      transport.record(error('event'));
      await until(() => transport.counts().breaker !== 'closed');
      transport.record(info('log'));
      expect(transport.books()).toMatchObject({ delivered: 0, pending: 2, dropped: {} });
      receiver.answer = () => undefined;
      await flush();
      expect(transport.books()).toMatchObject({ delivered: 2, pending: 0, dropped: {} });
    }
  });

  it('a server that never answers is left when the time is over, and no connection stays open', async () => {
    const clock = new FakeClock();
    const { receiver, transport } = await bench({ delivery: { clock, timeoutMillis: 30_000 } });
    await receiver.become('hang');
    transport.record(error('event'));
    await clock.advance(5);
    await until(() => receiver.open === 1);
    await clock.advance(29_000);
    expect(receiver.open).toBe(1);
    await clock.advance(1_000);
    await until(() => receiver.open === 0);
    await receiver.become('up');
    while (transport.books().delivered === 0) {
      await clock.advance(5);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(receiver.events).toHaveLength(1);
  });

  it('what was delivered of a batch before the time was over is not sent again', async () => {
    const { receiver, transport, flush } = await bench({ delivery: { batch: { ageMillis: 20 } } });
    let taken = 0;
    receiver.answer = (_, items) => {
      taken += 1;
      if (taken === 3) return { status: 503 };
      return items.length > 0 ? undefined : { status: 500 };
    };
    for (let n = 0; n < 5; n += 1) transport.record(error(`event ${n}`));
    await flush();
    expect(receiver.events.map(({ message }) => message)).toEqual(Array.from({ length: 5 }, (_, n) => `event ${n}`));
    expect(receiver.requests).toBe(6);
  });
});

describe('what could not be sent', () => {
  it('is sent by the next run, complete, as it was at its time', async () => {
    const receiver = await startReceiver();
    const directory = newFolder();
    const options = (): Parameters<typeof benchBefore>[1] => ({
      dsn: receiver.address,
      delivery: { spool: { directory }, endMillis: 20 },
    });
    await receiver.become('down');
    const first: Bench = benchBefore(receiver, options());
    first.logger.info('before');
    first.logger.error('failed', { error: new Error('boom'), user: { id: 7 } });
    await new Promise<void>((resolve) => first.transport.once('finish', () => resolve()).end());
    expect(first.transport.books()).toMatchObject({ delivered: 0, spooled: 2 });
    await receiver.become('up');
    const second = benchBefore(receiver, options());
    await second.flush();
    expect(second.transport.books()).toMatchObject({ adopted: 2, delivered: 2 });
    expect(receiver.events[0]).toMatchObject({
      message: 'failed',
      user: { id: 7 },
      breadcrumbs: [{ message: 'before' }],
    });
    expect(receiver.logs[0]).toMatchObject({ body: 'before' });
    expect(receiver.violations).toEqual([]);
  });
});
