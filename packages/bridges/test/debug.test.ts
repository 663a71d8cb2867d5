import { createRequire } from 'node:module';
import type { Debug } from 'debug';
import { afterEach, describe, expect, it } from 'vitest';
import { bridgeDebug } from '../src/index.ts';
import { keeping, outline } from './records.ts';

const require = createRequire(__filename);

describe.each(['debug', 'debug-2'])('bridgeDebug with %s [A13, B2]', (name) => {
  const debug = require(name) as Debug;
  const { log, formatArgs } = debug;
  afterEach(() => {
    expect([debug.log, debug.formatArgs]).toEqual([log, formatArgs]);
  });

  /** A logger that is enabled, whose usual output is kept. */
  function enabled(namespace: string) {
    const logger = debug(namespace);
    logger.enabled = true;
    return logger;
  }

  /** What debug writes itself, without its time. */
  function written(work: () => void): string[] {
    const kept: string[] = [];
    debug.log = (...given: unknown[]) => void kept.push(given.join(' ').replace(/^(\S+Z|.* GMT) /, ''));
    try {
      work();
    } finally {
      debug.log = log;
    }
    return kept;
  }

  it('keeps namespace, message and time, of loggers made before and after', () => {
    const early = enabled('shop:db');
    const { target, records } = keeping();
    const output = written(() => {
      const bridge = bridgeDebug(debug, target);
      early('query %s took %d ms', 'select', 12);
      enabled('shop:api')('%o', { a: [1, { b: 2 }] });
      early({ plain: 'object' }, 'and more');
      debug('not:enabled')('silent');
      bridge.undo();
      early('back');
    });
    expect(records.map(outline)).toEqual(
      [
        ['shop:db', 'query select took 12 ms'],
        ['shop:api', '{ a: [ 1, { b: 2 } ] }'],
        ['shop:db', "{ plain: 'object' } and more"],
      ].map(([logger, message]) => ({ level: 'debug', severity: 5, logger, message })),
    );
    expect(output).toEqual(['shop:db back']);
  });

  it('keeps errors, as the first argument and as any other', () => {
    const { target, records } = keeping();
    const logger = enabled('x');
    const bridge = bridgeDebug(debug, target);
    const error = new TypeError('outer', { cause: new Error('inner') });
    logger(error);
    logger('failed: %s', error);
    logger('failed: %O', error);
    logger('no error');
    bridge.undo();
    for (const record of records.slice(0, 3)) {
      expect(record.error).toMatchObject({ name: 'TypeError', stack: error.stack, cause: { message: 'inner' } });
    }
    expect(records[3]?.error).toBeUndefined();
  });

  it('takes over loggers that write elsewhere, and gives them back', () => {
    const { target, records } = keeping();
    const kept: unknown[] = [];
    const own = (...given: unknown[]) => void kept.push(given);
    const logger = enabled('x');
    logger.log = own;
    const bridge = bridgeDebug(debug, target);
    logger('one');
    logger('two');
    bridge.undo();
    expect(logger.log).toBe(own);
    logger('three');
    expect(records.map(({ message }) => message)).toEqual(['one', 'two']);
    expect(kept).toHaveLength(1);
  });

  it('writes as before where it passes through, or where the target does not take it', () => {
    const logger = enabled('x');
    const output = written(() => {
      const kept = keeping();
      const through = bridgeDebug(debug, kept.target, { passThrough: true });
      logger('a %s', 1);
      through.undo();
      expect(kept.records.map(({ message }) => message)).toEqual(['a 1']);
      const failing = bridgeDebug(debug, () => {
        throw new Error('no');
      });
      logger('b');
      failing.undo();
    });
    expect(output).toEqual(['x a %s 1', 'x b']);
  });

  it('takes the colours out of objects, which are there on a terminal', () => {
    const { target, records } = keeping();
    const logger = enabled('x');
    (logger as { useColors?: boolean }).useColors = true;
    const bridge = bridgeDebug(debug, target);
    logger('%o', { a: 1 });
    bridge.undo();
    expect(records[0]?.message).toBe('{ a: 1 }');
  });

  it('turns down namespaces by segment, with colons or dots [B4]', () => {
    const { target, records } = keeping();
    const bridge = bridgeDebug(debug, target, {
      levelByLogger: { default: 'debug', express: 'error', 'shop:db': 'info' },
    });
    for (const namespace of ['express:router', 'express', 'expressive', 'shop:db:pool', 'shop:api']) {
      enabled(namespace)('x');
    }
    bridge.undo();
    expect(records.map(({ logger }) => logger)).toEqual(['expressive', 'shop:api']);
    expect(bridge.counts().dropped).toEqual({ below_level: 3 });
  });

  it('takes another level, and says where a record was written', () => {
    const { target, records } = keeping();
    const logger = enabled('x');
    const bridge = bridgeDebug(debug, target, { level: 'trace', source: true });
    function shop(): void {
      logger('x');
    }
    shop();
    bridge.undo();
    expect(records[0]).toMatchObject({
      level: 'trace',
      severity: 1,
      source: { function: 'shop', module: expect.stringContaining('debug.test.ts') },
    });
  });

  it('lets several lie on each other, undone in any order', () => {
    const logger = enabled('x');
    const kept = [keeping(), keeping()] as const;
    const output = written(() => {
      const lower = bridgeDebug(debug, kept[0].target);
      const upper = bridgeDebug(debug, kept[1].target, { passThrough: true });
      logger('both');
      lower.undo();
      logger('upper');
      upper.undo();
      logger('none');
    });
    expect(kept.map(({ records }) => records.map(({ message }) => message))).toEqual([['both'], ['both', 'upper']]);
    expect(output).toEqual(['x upper', 'x none']);
  });
});
