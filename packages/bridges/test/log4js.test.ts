import log4js from 'log4js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bridgeLog4js, type Log4jsModule, log4jsAppender } from '../src/index.ts';
import { keeping, outline } from './records.ts';

const module = log4js as unknown as Log4jsModule;

describe('bridgeLog4js [A13, B2]', () => {
  beforeEach(() => {
    log4js.configure({
      appenders: { kept: { type: 'recording' } },
      categories: { default: { appenders: ['kept'], level: 'debug' } },
      levels: { NOTICE: { value: 25_000, colour: 'blue' } },
    });
  });
  afterEach(() => {
    log4js.recording().reset();
  });
  const written = () => log4js.recording().replay();

  it('keeps level, category, message and context, of loggers made before and after', () => {
    const early = log4js.getLogger('shop.db');
    early.addContext('user', 'ann');
    const { target, records } = keeping();
    const bridge = bridgeLog4js(module, target);
    early.info('took %d ms', 12, { rows: 3 });
    early.trace('below the level');
    log4js.getLogger('shop.api').fatal('f');
    early.mark('m');
    early.log('NOTICE', 'n');
    bridge.undo();
    early.warn('back');
    expect(records.map(outline)).toEqual([
      { level: 'info', severity: 9, logger: 'shop.db', message: 'took 12 ms { rows: 3 }' },
      { level: 'fatal', severity: 21, logger: 'shop.api', message: 'f' },
      { level: 'info', severity: 9, logger: 'shop.db', message: 'm' },
      { level: 'notice', severity: 11, logger: 'shop.db', message: 'n' },
    ]);
    expect(records[0]?.attributes).toEqual({ user: 'ann' });
    expect(written().map(({ data }) => data)).toEqual([['back']]);
  });

  it('keeps errors with stack and causes', () => {
    const { target, records } = keeping();
    const bridge = bridgeLog4js(module, target);
    const error = new TypeError('outer', { cause: new Error('inner') });
    log4js.getLogger('x').error('failed:', error);
    bridge.undo();
    expect(records[0]?.error).toMatchObject({ name: 'TypeError', stack: error.stack, cause: { message: 'inner' } });
  });

  it('goes on through another configuration', () => {
    const { target, records } = keeping();
    const bridge = bridgeLog4js(module, target);
    log4js.configure({
      appenders: { kept: { type: 'recording' } },
      categories: { default: { appenders: ['kept'], level: 'error' } },
    });
    const logger = log4js.getLogger('x');
    logger.info('no');
    logger.error('yes');
    bridge.undo();
    expect(records.map(({ message }) => message)).toEqual(['yes']);
  });

  it('finds the caller, and lets log4js find it as well', () => {
    const { target, records } = keeping();
    const logger = log4js.getLogger('x');
    (logger as { useCallStack?: boolean }).useCallStack = true;
    const bridge = bridgeLog4js(module, target, { passThrough: true });
    function shop(): void {
      logger.info('x');
    }
    shop();
    const error = new Error('e');
    logger.error(error);
    bridge.undo();
    shop();
    const [, , plain] = written();
    expect(records[0]?.source).toMatchObject({ function: 'shop', line: plain?.lineNumber, module: plain?.fileName });
    expect(written().map(({ functionName, lineNumber }) => [functionName, lineNumber])).toEqual([
      ['shop', plain?.lineNumber],
      [expect.anything(), records[1]?.source?.line],
      ['shop', plain?.lineNumber],
    ]);
  });

  it('writes to the appenders what the target does not take', () => {
    const bridge = bridgeLog4js(module, () => {
      throw new Error('no');
    });
    log4js.getLogger('x').info('kept');
    bridge.undo();
    expect(written().map(({ data }) => data)).toEqual([['kept']]);
  });

  it('turns down noisy categories by name [B4]', () => {
    const { target, records } = keeping();
    const bridge = bridgeLog4js(module, target, { levelByLogger: { default: 'info', kafkajs: 'error' } });
    log4js.getLogger('kafkajs.consumer').warn('noise');
    log4js.getLogger('shop').info('news');
    bridge.undo();
    expect(records.map(({ message }) => message)).toEqual(['news']);
  });

  it('is an appender, too', () => {
    const { target, records } = keeping();
    log4js.configure({
      appenders: { tailrace: { type: log4jsAppender(target) } },
      categories: { default: { appenders: ['tailrace'], level: 'info' } },
    });
    log4js.getLogger('x').warn('w %d', 1);
    expect(records.map(outline)).toEqual([{ level: 'warn', severity: 13, logger: 'x', message: 'w 1' }]);
  });
});
