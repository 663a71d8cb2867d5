import { describe, expect, it } from 'vitest';
import { bench } from './fixtures/checked-bench.ts';

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
    expect(last?.filename).toMatch(/error-events\.test\.ts$/);
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
