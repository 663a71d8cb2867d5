import { createRequire } from 'node:module';
import { pino } from 'pino';
import { pinoHttp } from 'pino-http';
import { describe, expect, it } from 'vitest';
import { bridgePino, pinoDestination } from '../src/index.ts';
import { expectFromHere, keeping, lines, outline } from './records.ts';

type Pino = typeof pino;
const require = createRequire(__filename);
const versions: Readonly<Record<string, Pino>> = {
  'pino 6': require('pino-6') as Pino,
  'pino 7': require('pino-7') as Pino,
  'pino 8': require('pino-8') as Pino,
  'pino 9': require('pino-9') as Pino,
  'pino 10': pino,
};

describe.each(Object.entries(versions))('bridgePino with %s [A13, B2]', (_name, create) => {
  it('keeps level, name, bindings, serializers and time, of children made before and after', () => {
    const { stream, kept } = lines();
    const logger = create(
      { name: 'shop', level: 'trace', serializers: { user: ({ id }: { id: number }) => `user ${id}` } },
      stream,
    );
    const early = logger.child({ request: 7 });
    const { target, records } = keeping();
    const bridge = bridgePino(logger, target);
    logger.info({ user: { id: 3, secret: 'x' }, n: 1.5 }, 'hello %s', 'ann');
    early.warn('from before');
    logger
      .child({ part: 'late' })
      .child({ deeper: [1] })
      .debug({ level: 'mine' }, 'from after');
    logger.fatal('the end');
    bridge.undo();
    logger.info('back');
    early.info('back, too');
    expect(records.map(outline)).toEqual([
      { level: 'info', severity: 9, logger: 'shop', message: 'hello ann' },
      { level: 'warn', severity: 13, logger: 'shop', message: 'from before' },
      { level: 'debug', severity: 5, logger: 'shop', message: 'from after' },
      { level: 'fatal', severity: 21, logger: 'shop', message: 'the end' },
    ]);
    expect(records.map(({ attributes }) => attributes)).toEqual([
      { user: 'user 3', n: 1.5 },
      { request: 7 },
      { part: 'late', deeper: [1], level: 'mine' },
      undefined,
    ]);
    expectFromHere(records);
    expect(kept.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['back', 'back, too']);
  });

  it('keeps errors with stack and attributes', () => {
    const { target, records } = keeping();
    const logger = create({ base: null }, lines().stream);
    const bridge = bridgePino(logger, target);
    const error = Object.assign(new TypeError('outer', { cause: new RangeError('inner') }), { code: 'E1', path: '/x' });
    logger.error(error);
    logger.error({ err: error, n: 1 }, 'said');
    bridge.undo();
    const [alone, said] = records;
    expect(alone).toMatchObject({ message: 'outer', error: { name: 'TypeError', stack: error.stack } });
    expect(said).toMatchObject({
      message: 'said',
      error: {
        name: 'TypeError',
        message: 'outer',
        code: 'E1',
        stack: error.stack,
        cause: { name: 'RangeError', message: 'inner' },
        attributes: { path: '/x' },
      },
      attributes: { n: 1 },
    });
  });

  it('honours redaction, in fields and in errors', () => {
    const { target, records } = keeping();
    const logger = create({ base: null, redact: ['password', 'err.token'] }, lines().stream);
    const bridge = bridgePino(logger, target);
    const error = Object.assign(new Error('e', { cause: Object.assign(new Error('c'), { token: 'hush' }) }), {
      token: 'hush',
    });
    logger.info({ password: 'hush', user: 'ann' }, 'in');
    logger.error({ err: error }, 'out');
    bridge.undo();
    expect(records[0]?.attributes).toEqual({ password: '[Redacted]', user: 'ann' });
    expect(records[1]?.error).toMatchObject({ message: 'e', attributes: { token: '[Redacted]' } });
    expect(records[1]?.error?.cause).toMatchObject({ message: 'c' });
    expect(JSON.stringify(records)).not.toContain('hush');
  });

  it('reads other names for message and time, and words for levels', () => {
    const { target, records } = keeping();
    const logger = create(
      {
        base: null,
        messageKey: 'text',
        timestamp: () => ',"at":"2026-01-31T12:00:00.000Z"',
        formatters: { level: (label) => ({ severity: label.toUpperCase() }) },
        customLevels: { notice: 35 },
      },
      lines().stream,
    );
    const bridge = bridgePino(logger, target);
    (logger as unknown as { notice(text: string): void }).notice('look');
    logger.info({ at: 'mine' });
    bridge.undo();
    expect(records[0]).toMatchObject({
      level: 'notice',
      severity: 11,
      message: 'look',
      logger: 'pino',
      timestamp: Date.UTC(2026, 0, 31, 12),
    });
    expect(records[0]?.attributes).toBeUndefined();
    expect(records[1]?.message).toBe('');
  });

  it('writes the same lines as before where it passes through', () => {
    const plain = lines();
    const bridged = lines();
    const options = { base: { app: 1 }, timestamp: false as const };
    const loggers = [create(options, plain.stream), create(options, bridged.stream)] as const;
    const { target, records } = keeping();
    const bridge = bridgePino(loggers[1], target, { passThrough: true });
    for (const logger of loggers) {
      logger.info({ a: 1 }, 'x');
      logger.child({ b: 2 }).error(new Error('y'));
    }
    bridge.undo();
    const withoutStack = ({ kept }: typeof plain) => kept.map((line) => line.replace(/"stack":"[^"]*"/, ''));
    expect(withoutStack(bridged)).toEqual(withoutStack(plain));
    expect(records).toHaveLength(2);
  });

  it('takes over all loggers of the module, those made before as well, and gives them back', () => {
    const before = lines();
    const after = lines();
    const early = create({ name: 'early' }, before.stream);
    const child = early.child({ c: 1 });
    early.info('untouched');
    const { target, records } = keeping();
    const bridge = bridgePino(create, target);
    const late = create({ name: 'late' }, after.stream);
    child.info('one');
    late.info('two');
    early.info('three');
    bridge.undo();
    child.info('back');
    late.info('back');
    expect(records.map(({ logger, message }) => `${logger} ${message}`)).toEqual([
      'early one',
      'late two',
      'early three',
    ]);
    expect([before.kept.length, after.kept.length]).toEqual([2, 1]);
  });

  it('leaves the logger’s stream as it found it', () => {
    const { stream } = lines();
    const logger = create({}, stream);
    const key = create.symbols.streamSym as unknown as keyof typeof logger;
    const child = logger.child({});
    const bridges = [bridgePino(logger, () => {}), bridgePino(logger, () => {}), bridgePino(child, () => {})];
    expect(logger[key]).not.toBe(stream);
    for (const bridge of bridges) bridge.undo();
    expect(logger[key]).toBe(stream);
    expect(Object.getOwnPropertySymbols(child)).not.toContain(key);
  });

  it('turns down noisy loggers by name [B4]', () => {
    const { target, records } = keeping();
    const noisy = create({ name: 'kafkajs' }, lines().stream);
    const bridge = bridgePino(noisy, target, { levelByLogger: { default: 'debug', kafkajs: 'error' } });
    noisy.warn('noise');
    noisy.error('news');
    bridge.undo();
    expect(records.map(({ message }) => message)).toEqual(['news']);
    expect(bridge.counts().dropped).toEqual({ below_level: 1 });
  });
});

describe('bridgePino', () => {
  it('keeps causes and aggregated errors whole, where pino writes them as text', () => {
    const { target, records } = keeping();
    const logger = pino({}, lines().stream);
    const bridge = bridgePino(logger, target);
    logger.error(new AggregateError([new Error('a'), new TypeError('b')], 'both', { cause: new Error('why') }));
    bridge.undo();
    expect(records[0]?.error).toMatchObject({
      name: 'AggregateError',
      message: 'both',
      cause: { message: 'why' },
      errors: [{ message: 'a' }, { name: 'TypeError', message: 'b' }],
    });
  });

  it('honours an error serializer that says less', () => {
    const { target, records } = keeping();
    const logger = pino({ serializers: { err: () => 'hidden' } }, lines().stream);
    const bridge = bridgePino(logger, target);
    logger.error(new Error('secret'), 'failed');
    bridge.undo();
    expect(records[0]).toMatchObject({ message: 'failed', attributes: { err: 'hidden' } });
    expect(records[0]?.error).toBeUndefined();
    expect(JSON.stringify(records)).not.toContain('secret');
  });

  it('finds an error under `error`, which pino writes as an empty object', () => {
    const { target, records } = keeping();
    const logger = pino({ base: null }, lines().stream);
    const bridge = bridgePino(logger, target);
    logger.warn({ error: new Error('lost'), n: 1 }, 'x');
    bridge.undo();
    expect(records[0]).toMatchObject({ error: { message: 'lost' }, attributes: { n: 1 } });
    expect(records[0]?.attributes).toEqual({ n: 1 });
  });

  it('keeps mixins, prefixes, nested keys and trace ids', () => {
    const { target, records } = keeping();
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const logger = pino(
      {
        base: null,
        msgPrefix: '[api] ',
        nestedKey: 'payload',
        mixin: () => ({ tenant: 'acme' }),
      },
      lines().stream,
    );
    const bridge = bridgePino(
      logger.child({ trace_id: traceId, span_id: 'b7ad6b7169203331', trace_flags: '01' }),
      () => {},
    );
    const inner = bridgePino(logger, target);
    logger
      .child({ trace_id: traceId, span_id: 'b7ad6b7169203331', trace_flags: '01' })
      .error({ a: 1, err: new Error('e') }, 'x');
    inner.undo();
    bridge.undo();
    expect(records[0]).toMatchObject({
      message: '[api] x',
      traceId,
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
      error: { message: 'e' },
      attributes: { payload: { a: 1, tenant: 'acme' } },
    });
  });

  it('takes what a hook leaves of a line, and nothing behind its back', () => {
    const { target, records } = keeping();
    const logger = pino(
      { hooks: { streamWrite: (line) => (line.includes('card') ? 'not json 4***\n' : line.replace('hush', '****')) } },
      lines().stream,
    );
    const bridge = bridgePino(logger, target);
    logger.info({ a: 'hush' }, 'x');
    logger.info({ card: '4111' }, 'card 4111');
    bridge.undo();
    expect(records.map(({ message }) => message)).toEqual(['x', 'not json 4***']);
    expect(records[0]?.attributes).toEqual({ a: '****' });
    expect(JSON.stringify(records)).not.toContain('4111');
  });

  it('flushes and listens to the stream below, which is not its own', () => {
    const calls: unknown[] = [];
    const stream = {
      own: 'mine',
      write: () => {},
      flush(this: { own: string }, done: () => void) {
        calls.push(this.own);
        done();
      },
    };
    const logger = pino({}, stream);
    const bridge = bridgePino(logger, () => {});
    logger.flush(() => calls.push('done'));
    bridge.undo();
    expect(calls).toEqual(['mine', 'done']);
  });

  it('hands a multistream the level of each line', () => {
    const low = lines();
    const high = lines();
    const logger = pino(
      {},
      pino.multistream([
        { level: 'info', stream: low.stream },
        { level: 'error', stream: high.stream },
      ]),
    );
    const bridge = bridgePino(logger, () => {}, { passThrough: true });
    logger.info('a');
    logger.error('b');
    bridge.undo();
    expect([low.kept.length, high.kept.length]).toEqual([2, 1]);
  });

  it('writes to the logger’s stream what the target does not take', () => {
    const { stream, kept } = lines();
    const logger = pino({}, stream);
    const bridge = bridgePino(logger, () => {
      throw new Error('no');
    });
    logger.info('x');
    bridge.undo();
    expect(kept).toHaveLength(1);
    expect(bridge.counts()).toMatchObject({ offered: 1, handed: 0, failed: 1 });
  });

  it('says where a record was written, if asked', () => {
    const { target, records } = keeping();
    const logger = pino({}, lines().stream);
    const bridge = bridgePino(logger, target, { source: true });
    function shop(): void {
      logger.info('x');
    }
    shop();
    bridge.undo();
    expect(records[0]?.source).toMatchObject({ function: 'shop', module: expect.stringContaining('pino.test.ts') });
  });

  it('takes the logger of pino-http and of fastify', () => {
    const { target, records } = keeping();
    const http = pinoHttp({ base: null }, lines().stream as never);
    const bridge = bridgePino(http, target);
    http.logger.child({ req: { id: 1 } }).info({ responseTime: 12 }, 'request completed');
    const fastify = { log: pino({ name: 'fastify' }, lines().stream) };
    const other = bridgePino(fastify, target);
    fastify.log.info('listening');
    bridge.undo();
    other.undo();
    expect(records).toMatchObject([
      { message: 'request completed', attributes: { req: { id: 1 }, responseTime: 12 } },
      { message: 'listening', logger: 'fastify' },
    ]);
  });

  it('makes a stream for loggers that are yet to be made', () => {
    const { target, records } = keeping();
    const logger = pino({ name: 'new' }, pinoDestination(target, { attributes: { a: 1 } }));
    logger.info({ b: 2 }, 'x');
    const two = pino({ name: 'two' }, pino.multistream([{ stream: pinoDestination(target) }]));
    two.warn('y');
    const destination = pinoDestination(target);
    for (const create of [pino, require('pino-8') as Pino, pino]) create({ name: 'shared' }, destination).error('z');
    expect(records).toMatchObject([
      { logger: 'new', message: 'x', attributes: { a: 1, b: 2 } },
      { logger: 'two', message: 'y', level: 'warn' },
      ...Array.from({ length: 3 }, () => ({ logger: 'shared', message: 'z', level: 'error' })),
    ]);
  });
});
