import * as Sentry from '@sentry/node';
import { createRecord } from '@tailrace/core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, benchBefore, startReceiver } from './fixtures/bench.ts';
import { SentryReceiver } from './fixtures/sentry-receiver.ts';

const handlersBefore = { error: process.listenerCount('uncaughtException') };
let receiver: SentryReceiver;
let client: Sentry.NodeClient;
/** What the application's callbacks do in one test. */
let callbacks: {
  beforeSend?: (event: Sentry.ErrorEvent, hint: Sentry.EventHint) => Sentry.ErrorEvent | null;
  beforeSendLog?: (log: Sentry.Log) => Sentry.Log | null;
  beforeBreadcrumb?: (breadcrumb: Sentry.Breadcrumb) => Sentry.Breadcrumb | null;
} = {};

beforeAll(async () => {
  receiver = await SentryReceiver.start();
  client = Sentry.init({
    dsn: receiver.address,
    release: 'shop@1.2.3',
    environment: 'staging',
    serverName: 'shop-1',
    ignoreErrors: ['ignored by the application'],
    beforeSend: (event, hint) => (callbacks.beforeSend ?? ((same) => same))(event, hint),
    beforeSendLog: (log) => (callbacks.beforeSendLog ?? ((same) => same))(log),
    beforeBreadcrumb: (breadcrumb) => (callbacks.beforeBreadcrumb ?? ((same) => same))(breadcrumb),
  }) as Sentry.NodeClient;
});

afterEach(() => {
  expect(receiver.violations).toEqual([]);
  receiver.events.length = 0;
  receiver.logs.length = 0;
  receiver.posted.length = 0;
  receiver.answer = () => undefined;
  callbacks = {};
});

afterAll(async () => {
  await client.close(0);
  await receiver.close();
});

const bench = (options: Parameters<typeof benchBefore>[1] = {}): Bench => benchBefore(receiver, options);

describe('where the application has called Sentry.init [A9]', () => {
  it('its client is used and stays as it is, its options hold', async () => {
    const { logger, flush } = bench({ dsn: 'http://other@127.0.0.1:1/2' });
    logger.error('failed', new Error('boom'));
    logger.info('a log');
    await flush();
    expect(Sentry.getClient()).toBe(client);
    expect(receiver.events).toMatchObject([
      { release: 'shop@1.2.3', environment: 'staging', server_name: 'shop-1', sdk: { name: 'sentry.javascript.node' } },
    ]);
    expect(receiver.logs[0]?.attributes).toMatchObject({
      'sentry.release': { value: 'shop@1.2.3' },
      'sentry.environment': { value: 'staging' },
      'server.address': { value: 'shop-1' },
    });
  });

  it('what its scopes say at the time of the record goes with it', async () => {
    const { logger, flush } = bench();
    Sentry.withIsolationScope((isolation) => {
      isolation.setUser({ id: 'u1', email: 'ann@example.com' });
      isolation.addBreadcrumb({ message: 'of the application', timestamp: 1 });
      Sentry.withScope((scope) => {
        scope.setTag('area', 'checkout');
        scope.setContext('order', { id: 17 });
        scope.setExtra('attempt', 2);
        scope.setTransactionName('POST /orders');
        logger.error('failed');
        logger.info('a log');
      });
    });
    Sentry.withScope((scope) => {
      scope.setTag('area', 'later');
      scope.setFingerprint(['one issue']);
      logger.error('other');
    });
    await flush();
    const [failed, other] = receiver.events;
    expect(failed).toMatchObject({
      user: { id: 'u1', email: 'ann@example.com' },
      tags: { area: 'checkout' },
      contexts: { order: { id: 17 } },
      extra: { attempt: 2 },
      transaction: 'POST /orders',
    });
    expect(failed?.breadcrumbs?.map(({ message }) => message)).toContain('of the application');
    expect(receiver.logs[0]?.attributes).toMatchObject({ 'user.id': { value: 'u1' } });
    expect(other).toMatchObject({ tags: { area: 'later' }, fingerprint: ['one issue'], user: {} });
  });

  it('what the transport itself sends is no breadcrumb of what comes next', async () => {
    const { logger, flush } = bench();
    const other = await startReceiver();
    await Sentry.withIsolationScope(async () => {
      logger.error('first');
      await flush();
      await fetch(`http://127.0.0.1:${new URL(other.address).port}/of-the-application`);
      logger.error('second');
      await flush();
    });
    const crumbs = JSON.stringify(receiver.events.find(({ message }) => message === 'second')?.breadcrumbs);
    expect(crumbs).toContain('of-the-application');
    expect(crumbs).not.toContain('/envelope/');
  });

  it('a record without a trace is of the trace that Sentry sees', async () => {
    const { logger, flush } = bench({ breadcrumbs: {} });
    const traceId = Sentry.withScope((scope) => {
      const { traceId: own } = scope.getPropagationContext();
      logger.error('failed');
      return own;
    });
    await flush();
    expect(receiver.events[0]?.contexts?.trace?.trace_id).toBe(traceId);
  });

  it('beforeSend and beforeSendLog have the last word, and are asked once however often it is tried', async () => {
    let asked = 0;
    callbacks.beforeSend = (event) => {
      asked += 1;
      return { ...event, tags: { ...event.tags, seen: 'yes' } };
    };
    callbacks.beforeSendLog = (log) => {
      asked += 1;
      return { ...log, message: `seen: ${String(log.message)}`, attributes: { ...log.attributes, seen: true } };
    };
    let answers = 0;
    receiver.answer = () => ((answers += 1) <= 2 ? { status: 500 } : undefined);
    const { logger, flush } = bench();
    logger.error('failed');
    logger.info('a log', { items: 2 });
    await flush();
    expect(receiver.events).toMatchObject([{ message: 'failed', tags: { seen: 'yes' } }]);
    expect(receiver.logs).toMatchObject([
      {
        body: 'seen: a log',
        attributes: { seen: { value: true, type: 'boolean' }, items: { value: 2, type: 'integer' } },
      },
    ]);
    expect(asked).toBe(2);
  });

  it.each([
    ['answer null', () => null],
    ['answer nothing', () => undefined as never],
    [
      'throw',
      () => {
        throw new Error('secret of the event');
      },
    ],
  ])('what callbacks %s to is not sent, and counted with the reason', async (_, callback) => {
    callbacks.beforeSend = (event) => (event.message === 'bad' ? callback() : event);
    callbacks.beforeSendLog = (log) => (log.message === 'bad' ? callback() : log);
    const { logger, transport, flush } = bench({ events: 'error' });
    for (const message of ['good', 'bad']) {
      logger.error(message);
      logger.info(message);
    }
    await flush();
    expect(transport.books()).toMatchObject({ delivered: 2, pending: 0, dropped: { dead_lettered: 2 } });
    expect(receiver.events.map(({ message }) => message)).toEqual(['good']);
    expect(receiver.logs.map(({ body }) => body)).toEqual(['good']);
  });

  it('what callbacks put into an event is made fit to be sent, and a failing listener harms nothing', async () => {
    const cycle: Record<string, unknown> = { big: 1n };
    cycle['self'] = cycle;
    callbacks.beforeSend = (event) => ({ ...event, extra: { cycle } });
    const off = client.on('afterSendEvent', () => {
      throw new Error('from a listener');
    });
    const { logger, transport, flush } = bench();
    logger.error('failed');
    await flush();
    off();
    expect(receiver.events[0]?.extra).toEqual({ cycle: { big: '1', self: '[Circular]' } });
    expect(transport.books()).toMatchObject({ delivered: 1, pending: 0, dropped: {} });
    expect(receiver.events).toHaveLength(1);
  });

  it('its integrations and event processors look at events, but none takes a repeat for noise', async () => {
    const { logger, transport, flush } = bench();
    await Sentry.withScope(async (scope) => {
      scope.addEventProcessor((event) => ({ ...event, tags: { ...event.tags, processed: 'yes' } }));
      logger.error('twice the same');
      logger.error('twice the same');
      logger.error('ignored by the application');
      await Promise.resolve();
    });
    await flush();
    expect(receiver.events.map(({ message, tags }) => [message, tags?.['processed']])).toEqual([
      ['twice the same', 'yes'],
      ['twice the same', 'yes'],
    ]);
    expect(receiver.events[0]?.contexts).toHaveProperty('os');
    expect(transport.books()).toMatchObject({ delivered: 2, dropped: { dead_lettered: 1 } });
  });

  it('beforeBreadcrumb keeps out what it does not want', async () => {
    callbacks.beforeBreadcrumb = (crumb) => (crumb.message === 'private' ? null : crumb);
    const { logger, flush } = bench();
    await Sentry.withIsolationScope(async () => {
      logger.info('private');
      logger.info('public');
      logger.error('failed');
      await flush();
    });
    const messages = receiver.events[0]?.breadcrumbs?.map(({ message }) => message);
    expect(messages).toContain('public');
    expect(messages).not.toContain('private');
  });
});

describe('where the application samples errors with Sentry', () => {
  const share = (sampleRate: number): void => void Object.assign(client.getOptions(), { sampleRate });

  it('what a filter has sampled is not sampled again', async () => {
    share(0.25);
    const draws = [0.2, 0.3];
    const { transport, flush } = bench({ delivery: { random: () => draws.shift() ?? 0.9 } });
    transport.record(createRecord({ level: 'error', message: 'drawn' }));
    transport.record(createRecord({ level: 'error', message: 'left out' }));
    transport.record(createRecord({ level: 'error', message: 'sampled before', sampleRate: 4 }));
    await flush();
    share(1);
    expect(receiver.events.map(({ message }) => message)).toEqual(['drawn', 'sampled before']);
    expect(transport.counts().filter?.dropped).toEqual({ sampled_out: 1 });
  });
});

describe('where the application has switched Sentry off', () => {
  it('nothing is sent and nothing piles up, but it is counted', async () => {
    const { logger, transport, flush } = bench();
    Object.assign(client.getOptions(), { enabled: false });
    logger.error('failed');
    await flush();
    Object.assign(client.getOptions(), { enabled: true });
    expect(receiver.events).toEqual([]);
    expect(transport.books()).toMatchObject({ accepted: 0 });
    expect(transport.counts().filter?.dropped).toEqual({ filtered: 1 });
  });
});

describe('the process', () => {
  it('has no more handlers by the transport than by Sentry.init', () => {
    const withInit = process.listenerCount('uncaughtException');
    bench();
    expect(process.listenerCount('uncaughtException')).toBe(withInit);
    expect(withInit).toBeGreaterThanOrEqual(handlersBefore.error);
  });
});
