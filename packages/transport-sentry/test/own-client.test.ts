import * as Sentry from '@sentry/node';
import { createRecord } from '@tailrace/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SentryTransport } from '../src/index.ts';
import { bench, benchBefore, startReceiver } from './fixtures/bench.ts';

describe('where the application has no Sentry [A9]', () => {
  it('the transport has a client of its own, of which the process sees nothing', async () => {
    const events = ['uncaughtException', 'unhandledRejection', 'warning'] as const;
    const before = events.map((event) => process.listenerCount(event));
    const { logger, receiver, flush } = await bench({ release: 'shop@1', environment: 'test' });
    logger.error('failed', new Error('boom'));
    await flush();
    expect(receiver.events).toMatchObject([{ release: 'shop@1', environment: 'test', message: 'failed' }]);
    expect(receiver.events[0]?.contexts).toHaveProperty('os');
    expect(Sentry.getClient()).toBeUndefined();
    expect(Sentry.isInitialized()).toBe(false);
    expect(events.map((event) => process.listenerCount(event))).toEqual(before);
  });

  it('leaves no listener behind when it has ended', async () => {
    const before = process.listenerCount('beforeExit');
    const { transport, receiver } = await bench();
    transport.end();
    await new Promise((resolve) => transport.once('finish', resolve));
    expect(process.listenerCount('beforeExit')).toBe(before);
    transport.record(createRecord({ level: 'error', message: 'too late' }));
    expect(process.listenerCount('beforeExit')).toBe(before);
    expect(transport.books().dropped).toEqual({ closed: 1 });
    expect(receiver.requests).toBe(0);
  });

  it('and no DSN, records wait until Sentry.init is called', async () => {
    const receiver = await startReceiver();
    let client: Sentry.NodeClient | undefined;
    const sentry = { ...Sentry, getClient: () => client };
    const carriers = (globalThis as unknown as { __SENTRY__: Record<string, unknown> }).__SENTRY__;
    carriers['10.9.9'] = {};
    onTestFinished(() => void delete carriers['10.9.9']);
    const { logger, transport, flush, reports } = benchBefore(receiver, { sentry });
    logger.error('before init', new Error('boom'));
    logger.info('a log');
    expect(transport.books()).toMatchObject({ accepted: 2, delivered: 0 });
    while (transport.counts().breaker === 'closed') await new Promise((resolve) => setImmediate(resolve));
    expect(reports.map(({ message }) => message).join()).toMatch(/Sentry.init was not called.*Sentry 10.9.9 is here/);
    client = new Sentry.NodeClient({
      dsn: receiver.address,
      environment: 'late',
      integrations: [],
      transport: Sentry.makeNodeTransport,
      stackParser: Sentry.defaultStackParser,
    });
    await flush();
    expect(receiver.events).toMatchObject([{ message: 'before init', environment: 'late' }]);
    expect(receiver.logs).toHaveLength(1);
    expect(receiver.violations).toEqual([]);
    await client.close(0);
  });
});

describe('options that are wrong', () => {
  it.each([
    [{ dsn: 'not a dsn' }, /'dsn' is no DSN/],
    [{ dsn: 'https://sentry.example.com/1' }, /'dsn' is no DSN/],
    [{ dsnn: 'x' }, /Did you mean 'dsn'/],
    [{ formatter: { name: 'x', contentType: 'x', format: () => '' } }, /takes no 'formatter'/],
    [{ events: 'loud' }, /loud/],
    [{ logs: true }, /'logs' takes a level or false/],
    [{ sentry: {} }, /'sentry' takes/],
    [{ breadcrumbs: { contexts: 0 } }, /contexts/],
    [{ fingerprint: 'stack' }, /'fingerprint' takes/],
    [null, undefined],
  ])('%j are told at creation', (options, message) => {
    if (message === undefined) {
      expect(() => new SentryTransport(options as never).end()).not.toThrow();
      return;
    }
    expect(() => new SentryTransport(options as never)).toThrow(message);
  });
});
