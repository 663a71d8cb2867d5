import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import * as winston from 'winston';
import {
  correlate,
  createRecord,
  encodeRecord,
  fromWinston,
  recordOfInfo,
  type LogRecord,
  newTrace,
  runInTrace,
  TAILRACE_LEVELS,
} from '../src/index.ts';

const LEVEL = Symbol.for('level');
const SPLAT = Symbol.for('splat');

/** A stock Winston logger that collects the records made in its transport. */
function logger(format: winston.Logform.Format = winston.format.json(), options: winston.LoggerOptions = {}) {
  const records: LogRecord[] = [];
  const infos: object[] = [];
  const transport = new winston.transports.Stream({
    stream: new Writable({
      objectMode: true,
      write(info: object, _encoding, done) {
        infos.push(info);
        records.push(fromWinston(info));
        done();
      },
    }),
  });
  return { records, infos, log: winston.createLogger({ level: 'silly', format, transports: [transport], ...options }) };
}

describe('fromWinston with a stock logger', () => {
  it('reads level, message and metadata', () => {
    const { log, records } = logger();
    log.warn('slow', { user: 'u1', request: { path: '/x' } });
    expect(records[0]).toMatchObject({
      level: 'warn',
      severity: 13,
      message: 'slow',
      attributes: { user: 'u1', request: { path: '/x' } },
    });
    expect(records[0]?.attributes).not.toHaveProperty('level');
  });

  it('takes the level before it was coloured', () => {
    const { log, records } = logger(winston.format.colorize({ all: true }));
    log.error('red');
    expect(records[0]).toMatchObject({ level: 'error', severity: 17 });
    const rewritten = logger(winston.format((info) => ({ ...info, level: 'LOUD' }))());
    rewritten.log.warn('x');
    expect(rewritten.records[0]?.level).toBe('warn');
    expect(fromWinston({ level: '\u001b[31merror\u001b[39m', message: 'x' }).level).toBe('error');
  });

  it('makes one record of one info, with one id for all transports, unseen by formats', () => {
    const { log, records, infos } = logger();
    log.info('x');
    const [info = {}] = infos;
    expect(fromWinston(info)).toBe(records[0]);
    expect(recordOfInfo(info)).toBe(records[0]);
    expect(recordOfInfo({ ...info })).toBeUndefined();
    const bare = { level: 'info', message: 'x' };
    fromWinston(bare);
    expect(Reflect.ownKeys(bare)).toEqual(['level', 'message']);
    const frozen = Object.freeze({ level: 'info', message: 'x' });
    expect(fromWinston(frozen)).toBe(fromWinston(frozen));
  });

  it.each(['text', 7, undefined, null, Symbol.iterator])('throws for nothing that is no object: %s', (info) => {
    expect(fromWinston(info as never)).toMatchObject({ level: 'info' });
    expect(recordOfInfo(info as never)).toBeUndefined();
  });

  const boom = () => new TypeError('boom', { cause: new Error('root') });
  const whole = {
    name: 'TypeError',
    message: 'boom',
    stack: expect.stringContaining('boom') as string,
    cause: { message: 'root' },
  };

  it.each<[string, (log: winston.Logger) => unknown, Partial<LogRecord>]>([
    ['an error alone', (log) => log.error(boom()), { message: 'boom' }],
    ['words and an error', (log) => log.error('failed', boom()), { message: 'failed' }],
    [
      'words that repeat the error, and an error',
      (log) => log.error('failed: boom', boom()),
      { message: 'failed: boom' },
    ],
    [
      'an error in the metadata',
      (log) => log.error('failed', { error: boom(), user: 1 }),
      { message: 'failed', attributes: { user: 1 } },
    ],
    ['an error as err', (log) => log.error('failed', { err: boom() }), { message: 'failed' }],
    [
      'an error as the message',
      (log) => log.log({ level: 'error', message: boom() as unknown as string }),
      { message: 'boom' },
    ],
    [
      'an error after other metadata',
      (log) => log.error('failed', { user: 1 }, boom()),
      { message: 'failed', attributes: { user: 1 } },
    ],
    ['an error and log()', (log) => log.log('error', 'failed', boom()), { message: 'failed' }],
  ])('keeps the error whole, causes included: %s [A8]', (_name, write, expected) => {
    for (const format of [
      winston.format.json(),
      winston.format.errors({ stack: true, cause: true }),
      winston.format.simple(),
    ]) {
      const { log, records } = logger(format);
      write(log);
      expect(records).toHaveLength(1);
      expect(records[0]?.error).toMatchObject(whole);
      expect(records[0]).toMatchObject(expected);
      for (const key of ['stack', 'cause', 'error', 'err'])
        expect(records[0]?.attributes ?? {}).not.toHaveProperty(key);
    }
  });

  it('keeps errors with an empty message, and AggregateErrors', () => {
    const { log, records } = logger();
    log.error(new RangeError(''));
    log.error('all', new AggregateError([new Error('a'), new Error('b')], 'both'));
    expect(records[0]).toMatchObject({ message: 'RangeError', error: { name: 'RangeError', message: '' } });
    expect(records[1]).toMatchObject({
      message: 'all',
      error: { message: 'both', errors: [{ message: 'a' }, { message: 'b' }] },
    });
  });

  it('keeps errors deep in the metadata', () => {
    const { log, records } = logger();
    log.info('x', { jobs: [{ failure: new Error('deep') }], other: new Error('shallow') });
    expect(records[0]?.attributes?.['other']).toMatchObject({ message: 'shallow' });
    const [record = createRecord({})] = records;
    expect(encodeRecord(record)).toContain('"message":"deep"');
  });

  it('keeps a message in the metadata apart from the message', () => {
    const { log, records } = logger();
    log.info('Hello', { message: 'World', n: 1 });
    expect(records[0]).toMatchObject({ message: 'Hello', attributes: { message: 'World', n: 1 } });
  });

  it('reads what is logged as a bare object, list, number or nothing', () => {
    const { log, records } = logger();
    log.info({ user: 'u1', tries: 2 } as never);
    log.info([1, 2] as never);
    log.info(42 as never);
    log.info(undefined as never);
    log.info({ message: 'm', a: 1 } as never);
    expect(records.map(({ message, attributes }) => [message, attributes])).toEqual([
      ['', { user: 'u1', tries: 2 }],
      ['', { message: [1, 2] }],
      ['42', undefined],
      ['', undefined],
      ['m', { a: 1 }],
    ]);
  });

  it('reads the record of an uncaught exception', () => {
    const { log } = logger();
    const exceptions = log.exceptions as unknown as { getAllInfo(error: Error): object };
    const record = fromWinston(exceptions.getAllInfo(boom()));
    expect(record).toMatchObject({
      level: 'error',
      process: process.pid,
      error: whole,
      attributes: { exception: true, process: { pid: process.pid } },
    });
    expect(record.message).toMatch(/^uncaughtException: boom/);
    expect(record.attributes).not.toHaveProperty('stack');
    expect(record.attributes).not.toHaveProperty('error');
  });

  it('lifts the fields that records have, where their types fit', () => {
    const { log, records } = logger();
    const trace = { trace_id: '582fb4ad618b2ebd5b643e3461c407d3', span_id: '97261bbb6f6533b4', trace_flags: '01' };
    log.info('a', {
      ...trace,
      logger: 'shop.db',
      service: 'shop',
      host: 'h',
      module: 'a.js',
      function: 'f',
      line: 3,
      pid: 9,
      id: 'mine',
      kind: 'x',
      severity: 'LOW',
    });
    expect(records[0]).toMatchObject({
      traceId: trace.trace_id,
      spanId: trace.span_id,
      traceFlags: 1,
      logger: 'shop.db',
      service: 'shop',
      host: 'h',
      process: 9,
      source: { module: 'a.js', function: 'f', line: 3 },
      attributes: { id: 'mine', kind: 'x', severity: 'LOW' },
    });
    log.info('b', { service: 5, trace_id: 'req-1', line: 'x', process: {}, label: 'mod' });
    expect(records[1]).toMatchObject({
      logger: 'mod',
      attributes: { service: 5, trace_id: 'req-1', line: 'x', process: {} },
    });
    expect(records[1]).not.toHaveProperty('traceId');
  });

  it('takes a timestamp that is unmistakable, and keeps others as attributes', () => {
    const { log, records } = logger(winston.format.timestamp());
    log.info('a');
    log.info('b', { timestamp: 'yesterday' });
    expect(Math.abs((records[0]?.timestamp ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(records[0]).not.toHaveProperty('attributes');
    expect(fromWinston({ level: 'info', message: '', timestamp: '2026-11-22T10:00:00.000Z' }).timestamp).toBe(
      Date.UTC(2026, 10, 22, 10),
    );
    expect(fromWinston({ level: 'info', message: '', timestamp: 'yesterday' }).attributes).toEqual({
      timestamp: 'yesterday',
    });
  });

  it('carries defaultMeta, the metadata of a child, and the context', () => {
    const { log, records } = logger(winston.format.json(), { defaultMeta: { service: 'shop', region: 'eu' } });
    const trace = newTrace();
    runInTrace(trace, () => correlate('c1', () => log.child({ user: 'u' }).info('x', { n: 1 })));
    expect(records[0]).toMatchObject({
      service: 'shop',
      traceId: trace.traceId,
      attributes: { region: 'eu', user: 'u', n: 1, correlation_id: 'c1' },
    });
  });

  it('knows the ten levels, a method each [E1]', () => {
    const { log, records } = logger(winston.format.json(), { levels: TAILRACE_LEVELS.levels, level: 'critical' });
    const methods = log as unknown as Record<string, (message: string) => void>;
    for (const name of Object.keys(TAILRACE_LEVELS.levels)) methods[name]?.('x');
    expect(records.map(({ level }) => level)).toEqual(['security', 'audit', 'critical']);
  });
});

describe('fromWinston with infos of any shape', () => {
  it('never throws', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const hostile = [
      proxy,
      {},
      Object.create(null) as object,
      { [LEVEL]: 5, message: Symbol('x'), [SPLAT]: 'no list' },
      {
        get message() {
          throw new Error('no');
        },
        get error() {
          throw new Error('no');
        },
        get x() {
          throw new Error('no');
        },
      },
      JSON.parse('{"level":"info","message":"x","__proto__":{"a":1}}') as object,
      new Proxy(
        {},
        {
          get() {
            throw new Error('no');
          },
        },
      ),
    ];
    for (const info of hostile) expect(typeof fromWinston(info).message).toBe('string');
    const [, , , , throwing = {}, proto = {}] = hostile;
    expect(fromWinston(throwing).attributes).toEqual({ x: '[threw]', error: '[threw]' });
    expect(Object.keys(fromWinston(proto).attributes ?? {})).toEqual(['__proto__']);
  });

  it('takes the splat apart only where Winston glued it', () => {
    const info = { level: 'info', message: 'all went well', [LEVEL]: 'info', [SPLAT]: [{ message: 'badly' }] };
    expect(fromWinston(info)).toMatchObject({ message: 'all went well' });
  });
});
