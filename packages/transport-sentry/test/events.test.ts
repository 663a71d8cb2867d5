import { createRecord, redact, runInContext, runInTrace } from '@tailrace/core';
import { afterEach, describe, expect, it } from 'vitest';
import { eventIdOf } from '../src/format-event.ts';
import type { SentryReceiver } from './fixtures/sentry-receiver.ts';
import { type Bench, bench as newBench } from './fixtures/bench.ts';

const receivers: SentryReceiver[] = [];
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

async function bench(options: Parameters<typeof newBench>[0] = {}): Promise<Bench> {
  const made = await newBench(options);
  receivers.push(made.receiver);
  return made;
}

afterEach(() => {
  for (const { violations } of receivers.splice(0)) expect(violations).toEqual([]);
});

function failingFunction(): Error {
  return new RangeError('no such order');
}

describe('errors become events [A9]', () => {
  it('with frames that say where, the innermost last, and what of it is the application\u2019s', async () => {
    const { logger, receiver, flush } = await bench();
    logger.error('order failed', failingFunction());
    await flush();
    const [event] = receiver.events;
    const [exception] = event?.exception?.values ?? [];
    expect(exception).toMatchObject({ type: 'RangeError', value: 'no such order' });
    const frames = exception?.stacktrace?.frames ?? [];
    const last = frames.at(-1);
    expect(last).toMatchObject({ function: 'failingFunction', in_app: true });
    expect(last?.filename).toMatch(/events\.test\.ts$/);
    expect(last?.lineno).toBeGreaterThan(1);
    expect(last?.context_line).toContain("new RangeError('no such order')");
    expect(frames.some(({ in_app: inApp }) => inApp === false)).toBe(true);
    expect(event?.message).toBe('order failed');
  });

  it('with causes, the innermost first, each knowing whose cause it is', async () => {
    const { logger, receiver, flush } = await bench();
    const root = Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' });
    const middle = new Error('query failed', { cause: root });
    logger.error('request failed', new TypeError('no answer', { cause: middle }));
    await flush();
    const values = receiver.events[0]?.exception?.values ?? [];
    expect(values.map(({ value }) => value)).toEqual(['connection refused', 'query failed', 'no answer']);
    expect(values.map(({ mechanism }) => mechanism)).toMatchObject([
      { type: 'chained', source: 'cause', exception_id: 2, parent_id: 1, data: { code: 'ECONNREFUSED' } },
      { type: 'chained', source: 'cause', exception_id: 1, parent_id: 0 },
      { type: 'generic', handled: true, exception_id: 0 },
    ]);
    expect(values.every(({ stacktrace }) => (stacktrace?.frames?.length ?? 0) > 0)).toBe(true);
  });

  it('with everything that an AggregateError gathered, as a group', async () => {
    const { logger, receiver, flush } = await bench();
    const inner = [new Error('first'), new Error('second', { cause: new Error('deeper') })];
    logger.error('all failed', new AggregateError(inner, 'both failed'));
    await flush();
    const values = receiver.events[0]?.exception?.values ?? [];
    expect(values.map(({ value }) => value)).toEqual(['deeper', 'second', 'first', 'both failed']);
    expect(values.at(-1)!.mechanism).toMatchObject({ is_exception_group: true, exception_id: 0 });
    expect(values.map(({ mechanism }) => mechanism?.source)).toEqual(['cause', 'errors[1]', 'errors[0]', undefined]);
    expect(values[0]?.mechanism?.parent_id).toBe(values[1]?.mechanism?.exception_id);
  });

  it('whatever their level, and without an error from `error` on', async () => {
    const { logger, receiver, flush } = await bench();
    logger.warn('tried again', { error: new Error('slow') });
    logger.error('no error in it');
    logger.warn('a log');
    await flush();
    expect(receiver.events.map(({ level, message }) => [level, message])).toEqual([
      ['warning', 'tried again'],
      ['error', 'no error in it'],
    ]);
    expect(receiver.logs.map(({ body }) => body)).toEqual(['a log']);
  });

  it('only where the options say so', async () => {
    const { logger, receiver, flush } = await bench({ events: 'emerg', errorsAsEvents: false, logs: 'info' });
    logger.error('failed', new Error('boom'));
    logger.debug('too fine');
    await flush();
    expect(receiver.events).toEqual([]);
    expect(receiver.logs).toHaveLength(1);
    expect(receiver.logs[0]?.attributes).toMatchObject({
      'exception.type': { value: 'Error', type: 'string' },
      'exception.message': { value: 'boom', type: 'string' },
    });
  });

  it('that nobody caught are told as such', async () => {
    const { logger, receiver, flush } = await bench({ handleExceptions: true });
    logger.error('uncaughtException: boom', { exception: true, error: new Error('boom') });
    await flush();
    expect(receiver.events[0]?.exception?.values?.[0]?.mechanism?.handled).toBe(false);
  });
});

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

describe('issues are told apart', () => {
  it('by the template of the message, whatever is put into it', async () => {
    const { logger, receiver, flush } = await bench();
    logger.error('order 17 of ann@example.com failed');
    logger.error('order 99 of bob@example.org failed');
    logger.error('card declined');
    await flush();
    const fingerprints = receiver.events.map(({ fingerprint }) => fingerprint);
    expect(fingerprints[0]).toEqual(['order <number> of <email> failed']);
    expect(fingerprints[1]).toEqual(fingerprints[0]);
    expect(fingerprints[2]).not.toEqual(fingerprints[0]);
  });

  it('by the stack first, where there is an error', async () => {
    const { logger, receiver, flush } = await bench();
    logger.error('order 17 failed', new Error('boom'));
    await flush();
    expect(receiver.events[0]?.fingerprint).toEqual(['{{ default }}', 'order <number> failed']);
  });

  it('by a function, or as Sentry does it', async () => {
    const byFunction = await bench({ fingerprint: ({ attributes }) => [String(attributes?.['kind'])] });
    byFunction.logger.error('failed', { kind: 'payment' });
    const bySentry = await bench({ fingerprint: 'sentry' });
    bySentry.logger.error('failed');
    await Promise.all([byFunction.flush(), bySentry.flush()]);
    expect(byFunction.receiver.events[0]?.fingerprint).toEqual(['payment']);
    expect(bySentry.receiver.events[0]).not.toHaveProperty('fingerprint');
  });

  it('by the template where the function fails, which is reported', async () => {
    const { logger, receiver, flush, reports } = await bench({
      fingerprint: () => {
        throw new Error('no');
      },
    });
    logger.error('order 17 failed');
    await flush();
    expect(receiver.events[0]?.fingerprint).toEqual(['order <number> failed']);
    expect(reports.map(({ name }) => name)).toContain('formatter.failed');
  });
});

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

describe('what a filter in front has done holds', () => {
  it('a sampled record says how many it stands for', async () => {
    const { transport, receiver, flush } = await bench();
    transport.record(createRecord({ level: 'info', message: 'one of four', sampleRate: 4 }));
    transport.record(createRecord({ level: 'error', message: 'one of two', sampleRate: 2 }));
    await flush();
    expect(receiver.logs[0]?.attributes['tailrace.sample_rate']).toEqual({ value: 4, type: 'integer' });
    expect(receiver.events[0]?.contexts?.['log']).toMatchObject({ sample_rate: 2 });
  });

  it('nothing that is redacted leaves, by no way [D1]', async () => {
    const { logger, receiver, flush } = await bench({ filter: redact() });
    // Put together, for the lines of source around a frame are sent, too.
    const canary = ['sk_live', 'canary0123456789abcdef'].join('_');
    logger.info('before', { password: canary });
    const cause = new Error('inner', { cause: Object.assign(new Error('innermost'), { token: canary }) });
    logger.error('failed', {
      error: Object.assign(cause, { apiKey: canary }),
      password: canary,
      nested: { secret: canary },
    });
    logger.warn('a log', { authorization: `Bearer ${canary}` });
    await flush();
    expect(receiver.events).toHaveLength(1);
    expect(receiver.logs).toHaveLength(2);
    expect(receiver.posted.join('\n')).not.toContain(canary);
  });
});
