import bunyan from 'bunyan';
import { describe, expect, it } from 'vitest';
import { bridgeBunyan, bunyanStream } from '../src/index.ts';
import { expectFromHere, keeping, lines, outline } from './records.ts';

describe('bridgeBunyan [A13, B2]', () => {
  it('keeps level, name, fields, serializers and time, of children made before and after', () => {
    const { stream, kept } = lines();
    const logger = bunyan.createLogger({
      name: 'shop',
      level: 'debug',
      stream,
      serializers: { user: ({ id }: { id: number }) => `user ${id}` },
    });
    const early = logger.child({ request: 7 });
    const simple = logger.child({ request: 8 }, true);
    const { target, records } = keeping();
    const bridge = bridgeBunyan(logger, target);
    logger.info({ user: { id: 3 }, n: 1 }, 'hello %s', 'ann');
    early.warn('from before');
    simple.fatal('simple');
    logger.child({ part: 'late' }).debug('from after');
    logger.trace('below the stream’s level');
    bridge.undo();
    logger.info('back');
    early.info('back');
    expect(records.map(outline)).toEqual([
      { level: 'info', severity: 9, logger: 'shop', message: 'hello ann' },
      { level: 'warn', severity: 13, logger: 'shop', message: 'from before' },
      { level: 'fatal', severity: 21, logger: 'shop', message: 'simple' },
      { level: 'debug', severity: 5, logger: 'shop', message: 'from after' },
    ]);
    expect(records.map(({ attributes }) => attributes)).toEqual([
      { user: 'user 3', n: 1 },
      { request: 7 },
      { request: 8 },
      { part: 'late' },
    ]);
    expectFromHere(records);
    expect(kept).toHaveLength(2);
  });

  it('keeps errors with stack, causes and code, whichever serializer there is', () => {
    const { target, records } = keeping();
    const error = Object.assign(new TypeError('outer', { cause: new RangeError('inner') }), { code: 'E1' });
    const loggers = [
      bunyan.createLogger({ name: 'plain', stream: lines().stream }),
      bunyan.createLogger({ name: 'standard', stream: lines().stream, serializers: bunyan.stdSerializers }),
    ];
    for (const logger of loggers) {
      const bridge = bridgeBunyan(logger, target);
      logger.error(error);
      logger.error({ err: error, n: 1 }, 'said');
      bridge.undo();
    }
    expect(records.map(({ message }) => message)).toEqual(['outer', 'said', 'outer', 'said']);
    for (const record of records) {
      expect(record.error).toMatchObject({
        name: 'TypeError',
        message: 'outer',
        code: 'E1',
        stack: error.stack,
        cause: { name: 'RangeError', message: 'inner' },
      });
    }
  });

  it('honours a serializer that says less', () => {
    const { target, records } = keeping();
    const logger = bunyan.createLogger({ name: 'x', stream: lines().stream, serializers: { err: () => 'hidden' } });
    const bridge = bridgeBunyan(logger, target);
    logger.error(new Error('secret'), 'failed');
    bridge.undo();
    expect(records[0]).toMatchObject({ message: 'failed', attributes: { err: 'hidden' } });
    expect(JSON.stringify(records)).not.toContain('secret');
  });

  it('leaves other loggers alone, those of the same stream as well', () => {
    const { stream, kept } = lines();
    const one = bunyan.createLogger({ name: 'one', stream });
    const two = bunyan.createLogger({ name: 'two', stream });
    const { target, records } = keeping();
    const bridge = bridgeBunyan(one, target);
    one.info('bridged');
    two.info('not');
    bridge.undo();
    expect(records.map(({ message }) => message)).toEqual(['bridged']);
    expect(kept).toHaveLength(1);
  });

  it('takes over all loggers of the module, and gives them back', () => {
    const { stream, kept } = lines();
    const before = Object.getOwnPropertyDescriptors(bunyan.prototype);
    const early = bunyan.createLogger({ name: 'early', stream });
    const { target, records } = keeping();
    const bridge = bridgeBunyan(bunyan, target);
    early.info('a');
    bunyan.createLogger({ name: 'late', stream }).info('b');
    bridge.undo();
    early.info('c');
    expect(records.map(({ logger }) => logger)).toEqual(['early', 'late']);
    expect(kept).toHaveLength(1);
    expect(Object.getOwnPropertyDescriptors(bunyan.prototype)).toEqual(before);
  });

  it('writes the same lines as before where it passes through', () => {
    const plain = lines();
    const bridged = lines();
    const one = bunyan.createLogger({ name: 'x', stream: plain.stream });
    const two = bunyan.createLogger({ name: 'x', stream: bridged.stream });
    const { target, records } = keeping();
    const bridge = bridgeBunyan(two, target, { passThrough: true });
    for (const logger of [one, two]) logger.info({ a: 1, time: new Date(0) }, 'y');
    bridge.undo();
    expect(bridged.kept).toEqual(plain.kept);
    expect(records[0]).toMatchObject({ timestamp: 0, attributes: { a: 1 } });
  });

  it('says where a record was written, where the logger was told to', () => {
    const { target, records } = keeping();
    const logger = bunyan.createLogger({ name: 'x', src: true, stream: lines().stream });
    const bridge = bridgeBunyan(logger, target);
    function shop(): void {
      logger.info('x');
    }
    shop();
    bridge.undo();
    expect(records[0]?.source).toMatchObject({ function: 'shop', module: expect.stringContaining('bunyan.test.ts') });
    expect(records[0]?.attributes).toBeUndefined();
  });

  it('writes to the logger’s streams what the target does not take', () => {
    const { stream, kept } = lines();
    const logger = bunyan.createLogger({ name: 'x', stream });
    const bridge = bridgeBunyan(logger, () => {
      throw new Error('no');
    });
    logger.info('x');
    bridge.undo();
    expect(kept).toHaveLength(1);
  });

  it('turns down noisy loggers by name, and answers what is enabled as before [B4]', () => {
    const { target, records } = keeping();
    const noisy = bunyan.createLogger({ name: 'kafkajs', stream: lines().stream });
    const bridge = bridgeBunyan(noisy, target, { levelByLogger: { kafkajs: 'error' } });
    expect([noisy.info(), noisy.debug()]).toEqual([true, false]);
    noisy.warn('noise');
    noisy.error('news');
    bridge.undo();
    expect(records.map(({ message }) => message)).toEqual(['news']);
  });

  it('makes a raw stream for loggers that are yet to be made', () => {
    const { target, records } = keeping();
    const logger = bunyan.createLogger({ name: 'new', streams: [bunyanStream(target, { level: 'debug' })] });
    logger.debug({ a: 1 }, 'x');
    logger.trace('no');
    expect(records).toMatchObject([{ level: 'debug', logger: 'new', message: 'x', attributes: { a: 1 } }]);
  });
});
