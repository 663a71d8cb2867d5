import { createRequire } from 'node:module';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { bridgePino } from '../src/index.ts';
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
