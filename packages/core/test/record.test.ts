import { hostname } from 'node:os';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createRecord,
  IdentitySource,
  SEVERITY_OF_LEVEL,
  severityOf,
  severityText,
  syslogSeverity,
  TAILRACE_LEVEL_NAMES,
  TAILRACE_LEVELS,
  toErrorRecord,
} from '../src/index.ts';

describe('createRecord', () => {
  it('fills in the id, the time, the severity, and who writes', () => {
    const before = Date.now();
    const record = createRecord({ level: 'warn', message: 'hi' });
    expect(record).toEqual({
      id: expect.any(String) as string,
      timestamp: expect.any(Number) as number,
      level: 'warn',
      severity: 13,
      message: 'hi',
      host: hostname(),
      process: process.pid,
    });
    expect(record.timestamp).toBeGreaterThanOrEqual(before);
    expect(record.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(createRecord({})).toMatchObject({ level: 'info', severity: 9, message: '' });
  });

  it('takes the input before the defaults, attribute by attribute', () => {
    const defaults = {
      level: 'debug',
      service: 'shop',
      host: 'h',
      process: 1,
      thread: 2,
      logger: 'l',
      kind: 'event',
      sampleRate: 2,
      source: { line: 1 },
      attributes: { a: 1, b: 1 },
    };
    expect(createRecord({ timestamp: 5, id: 'x', service: 'other', attributes: { b: 2 } }, defaults)).toEqual({
      id: 'x',
      timestamp: 5,
      level: 'debug',
      severity: 5,
      message: '',
      logger: 'l',
      service: 'other',
      host: 'h',
      process: 1,
      thread: 2,
      source: { line: 1 },
      attributes: { a: 1, b: 2 },
      kind: 'event',
      sampleRate: 2,
    });
  });

  it('takes a trace whole from one place', () => {
    const record = createRecord({ traceId: 'a'.repeat(32) }, { traceId: 'b'.repeat(32), spanId: 'b'.repeat(16) });
    expect(record.traceId).toBe('a'.repeat(32));
    expect(record).not.toHaveProperty('spanId');
  });

  it('leaves out what says nothing', () => {
    expect(createRecord({ kind: 'log', sampleRate: 1 })).not.toHaveProperty('kind');
    expect(createRecord({ kind: 'log', sampleRate: 1 })).not.toHaveProperty('sampleRate');
  });

  it('makes plain data of errors, in the attributes too, and leaves the caller’s object alone', () => {
    const attributes = { problem: new RangeError('inner'), n: 1 };
    const record = createRecord({ error: new TypeError('outer'), attributes });
    expect(record.error).toMatchObject({ name: 'TypeError', message: 'outer' });
    expect(record.attributes).toMatchObject({ problem: { name: 'RangeError', message: 'inner' }, n: 1 });
    expect(record.attributes?.['problem']).not.toBeInstanceOf(Error);
    expect(attributes.problem).toBeInstanceOf(RangeError);
    expect(createRecord({ error: { name: 'E', message: 'plain' } }).error).toEqual({ name: 'E', message: 'plain' });
    expect(createRecord({ error: 'thrown text' }).error).toEqual({ name: 'NonError', message: 'thrown text' });
  });

  it('stands attributes that throw, and keeps __proto__ as data', () => {
    const attributes = {
      get bad(): never {
        throw new Error('no');
      },
      good: 1,
    };
    expect(
      createRecord({ attributes }, { attributes: JSON.parse('{"__proto__":{"x":1}}') as Record<string, unknown> })
        .attributes,
    ).toEqual(JSON.parse('{"__proto__":{"x":1},"bad":"[threw]","good":1}'));
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(() => createRecord({ attributes: proxy })).not.toThrow();
    expect(() => createRecord({ timestamp: Number.NaN })).not.toThrow();
  });
});

describe('toErrorRecord', () => {
  it('keeps the class, the code, causes, aggregated errors and own properties', () => {
    class PaymentError extends Error {
      readonly orderId = 'o1';
    }
    const error = new PaymentError('failed', {
      cause: Object.assign(new Error('reset'), { code: 'ECONNRESET', errno: -104 }),
    });
    const both = new AggregateError([error, 'text'], 'both failed');
    expect(toErrorRecord(both)).toEqual({
      name: 'AggregateError',
      message: 'both failed',
      stack: expect.stringContaining('both failed') as string,
      errors: [
        {
          name: 'PaymentError',
          message: 'failed',
          stack: expect.any(String) as string,
          attributes: { orderId: 'o1' },
          cause: {
            name: 'Error',
            message: 'reset',
            stack: expect.any(String) as string,
            code: 'ECONNRESET',
            attributes: { errno: -104 },
          },
        },
        { name: 'NonError', message: 'text' },
      ],
    });
  });

  it('cuts chains of causes after eight and long lists after thirty-two', () => {
    let error = new Error('0');
    for (let depth = 1; depth <= 20; depth += 1) error = new Error(String(depth), { cause: error });
    const messages: string[] = [];
    for (
      let link: ReturnType<typeof toErrorRecord> | undefined = toErrorRecord(error);
      link !== undefined;
      link = link.cause
    )
      messages.push(link.message);
    expect(messages).toEqual(['20', '19', '18', '17', '16', '15', '14', '13', '12']);
    expect(toErrorRecord(new AggregateError(Array.from({ length: 1000 }, () => new Error('x')))).errors).toHaveLength(
      32,
    );
  });

  it('ends where a chain comes back to itself', () => {
    const one = new Error('one');
    const two = new Error('two', { cause: one });
    one.cause = two;
    expect(toErrorRecord(one)).toMatchObject({ message: 'one', cause: { message: 'two' } });
    expect(toErrorRecord(one).cause).not.toHaveProperty('cause');
    const own: Error & { self?: unknown; list?: unknown } = new Error('own');
    own.self = own;
    expect(toErrorRecord(own)).not.toHaveProperty('attributes');
  });

  it('ends in time where errors hold errors that hold errors', () => {
    let error = new AggregateError([], 'leaf');
    for (let depth = 0; depth < 7; depth += 1) error = new AggregateError(Array<Error>(32).fill(error), String(depth));
    const text = JSON.stringify(toErrorRecord(error));
    expect(text.match(/"name":"AggregateError"/g)?.length).toBe(200);
  });

  it('names instances that hang on errors of HTTP clients, and keeps data', () => {
    class ClientRequest {
      readonly socket = {};
    }
    const error = Object.assign(new Error('x'), {
      request: new ClientRequest(),
      config: { url: '/x' },
      at: new Date(0),
      run: () => 1,
      inner: new Error('i'),
    });
    expect(toErrorRecord(error).attributes).toEqual({
      request: '[ClientRequest]',
      config: { url: '/x' },
      at: new Date(0),
      inner: expect.objectContaining({ message: 'i' }) as object,
    });
  });

  it('takes whatever was thrown, and never throws itself', () => {
    expect(toErrorRecord(undefined)).toEqual({ name: 'NonError', message: 'undefined' });
    expect(toErrorRecord({ message: 'looks like one', name: 'Custom', code: 5 })).toEqual({
      name: 'Custom',
      message: 'looks like one',
      code: '5',
    });
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withMap: true, withNullPrototype: true }), (thrown) => {
        expect(typeof toErrorRecord(thrown).message).toBe('string');
      }),
    );
    const { proxy, revoke } = Proxy.revocable(new Error('x'), {});
    revoke();
    expect(typeof toErrorRecord(proxy).name).toBe('string');
    expect(
      toErrorRecord({
        get message() {
          throw new Error('no');
        },
      }),
    ).toEqual({ name: 'NonError', message: '' });
  });
});

describe('record ids', () => {
  it('sort in the order they are made, also when the clock steps back or one millisecond overflows', () => {
    const source = new IdentitySource();
    const ids = [source.next(1000), source.next(1000), source.next(999), source.next(1), source.next(2000)];
    for (let count = 0; count < 10_000; count += 1) ids.push(source.next(2000));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are UUIDs of version 7 that hold their time', () => {
    const source = new IdentitySource();
    const id = source.next(Date.UTC(2020, 0, 1));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(timeIn(id)).toBe(Date.UTC(2020, 0, 1));
  });

  it('are not carried along by one record whose time lies in the future', () => {
    const source = new IdentitySource();
    const ids = [Date.UTC(2100, 0, 1), Date.UTC(2200, 0, 1)].map((millis) => source.next(millis));
    for (const id of ids) expect(Math.abs(timeIn(id) - Date.now())).toBeLessThan(120_000);
    expect(new Set(ids).size).toBe(2);
  });

  it('keep their form for times that are odd', () => {
    const source = new IdentitySource();
    for (const millis of [-5, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
      expect(source.next(millis)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });
});

function timeIn(id: string): number {
  return Number.parseInt(id.slice(0, 13).replace('-', ''), 16);
}

describe('levels', () => {
  it('have a severity each, Winston’s, syslog’s and our own ten [E1]', () => {
    for (const level of [
      'error',
      'warn',
      'info',
      'http',
      'verbose',
      'debug',
      'silly',
      'emerg',
      'alert',
      'crit',
      'warning',
      'notice',
      ...TAILRACE_LEVEL_NAMES,
    ]) {
      expect(SEVERITY_OF_LEVEL[level]).toBeGreaterThanOrEqual(1);
    }
    expect(severityOf('WARN')).toBe(13);
    expect(severityOf('unheard of')).toBe(9);
    expect(severityOf('constructor')).toBe(9);
    expect(severityOf('__proto__')).toBe(9);
  });

  it('go from a severity to a word and back', () => {
    for (let severity = 1; severity <= 24; severity += 1)
      expect(severityText(severityOf(severityText(severity)))).toBe(severityText(severity));
  });

  it('each have a severity of syslog, syslog’s own words theirs', () => {
    const levelsOf = (syslog: number): string =>
      Object.keys(SEVERITY_OF_LEVEL)
        .filter((level) => syslogSeverity(severityOf(level)) === syslog)
        .toSorted()
        .join(' ');
    expect([0, 1, 2, 3, 4, 5, 6, 7].map(levelsOf)).toEqual([
      'emerg panic',
      'alert',
      'crit critical fatal',
      'err error',
      'security warn warning',
      'audit business notice',
      'data help info input prompt',
      'debug http performance silly trace verbose',
    ]);
    const ofNumbers = Array.from({ length: 24 }, (_, index) => syslogSeverity(index + 1));
    expect(ofNumbers.join('')).toBe('777777776555444433332110');
    expect([0, 25, Number.NaN, undefined, '21'].map(syslogSeverity)).toEqual([7, 0, 7, 6, 6]);
  });

  it('are ten, each with a number and a colour, and no threshold keeps SECURITY and AUDIT out [E1, A3]', () => {
    expect(TAILRACE_LEVEL_NAMES.toSorted()).toEqual([
      'audit',
      'business',
      'critical',
      'debug',
      'error',
      'info',
      'performance',
      'security',
      'trace',
      'warning',
    ]);
    expect(Object.keys(TAILRACE_LEVELS.colors).toSorted()).toEqual(TAILRACE_LEVEL_NAMES.toSorted());
    expect([TAILRACE_LEVELS.levels.security, TAILRACE_LEVELS.levels.audit]).toEqual([0, 0]);
  });
});
