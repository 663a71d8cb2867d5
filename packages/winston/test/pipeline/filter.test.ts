import { AsyncLocalStorage } from 'node:async_hooks';
import {
  chain,
  createChain,
  dedupe,
  Diagnostics,
  holdBack,
  level,
  type LogRecord,
  rateLimit,
  redact,
  recordOfInfo,
  runInContext,
  sample,
} from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import TransportStream from 'winston-transport';
import { createLogger } from '../../src/logger/create-logger.ts';
import type { Transport } from '../../src/logger/transport.ts';
import { keeping, keepingInfos, logging, read } from './lines.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

describe("a logger's filter", () => {
  it('drops, rewrites and lets through, and its counts add up [X2, F6]', () => {
    const noHealth = (record: LogRecord) => (record.message === 'health' ? undefined : record);
    const { logger, lines } = logging({ filter: [noHealth, redact()] });
    logger.info('health');
    logger.info('login', { user: 'ada', password: 'hunter2' });
    logger.info('words');
    expect(lines).toEqual([
      '{"level":"info","message":"login","password":"[redacted]","user":"ada"}',
      '{"level":"info","message":"words"}',
    ]);
    expect(logger.filterCounts()).toMatchObject({ offered: 3, passed: 2, held: 0, dropped: { filtered: 1 } });
  });

  it('leaves the bytes of what passes as they are, in every form of a call [X1, F6]', () => {
    const error = Object.assign(new Error('boom'), { code: 'E', stack: 'Error: boom\n at here' });
    const said = [undefined, chain(level('silly'), redact())].map((filter) => {
      const { logger, lines } = logging({ defaultMeta: { service: 'shop' }, ...(filter && { filter }) });
      logger.info('words');
      logger.info('words', { a: 1, message: 'glued' });
      logger.error('failed', error);
      logger.error(Object.assign(new Error('thrown'), { code: 'F' }));
      logger.info('%s of %d', 'one', 2, { rest: true });
      logger.log({ level: 'warn', message: { nested: true } as never });
      logger.info({ x: 1 });
      logger.info('');
      logger.child({ request: 7 }).info('words', { a: new Date(0) });
      return lines;
    });
    expect(said[0]).toHaveLength(9);
    expect(said[1]).toEqual(said[0]);
  });

  it('leaves the object of the caller as it is when it rewrites [F6]', () => {
    const { logger, lines } = logging({ filter: redact() });
    const info = { level: 'info', message: 'login', password: 'hunter2' };
    logger.log(info);
    logger.log(info);
    expect(info.password).toBe('hunter2');
    expect(lines).toEqual(Array(2).fill('{"level":"info","message":"login","password":"[redacted]"}'));
  });

  it('that redacts sees what splat would fill in later, further metadata among it [F6]', () => {
    const { logger, lines } = logging({
      filter: redact(),
      format: winston.format.combine(winston.format.splat(), winston.format.json()),
    });
    logger.info('user %s has password=%s', 'ada', 'hunter2');
    logger.info('login', { user: 'ada' }, { password: 'hunter2' });
    logger.info('%s logs in', 'ada', { password: 'hunter2' });
    logger.error('failed', Object.assign(new Error('password=hunter2'), { password: 'hunter2' }));
    logger.info({ password: 'hunter2' });
    logger.info('clean %s', 'words');
    expect(lines.join('\n')).not.toContain('hunter2');
    expect(read(lines).map(({ message }) => message)).toEqual([
      'user ada has password=[redacted]',
      'login',
      'ada logs in',
      'failed',
      expect.anything(),
      'clean words',
    ]);
  });

  it('runs before the format, and only for what a transport wants [F6]', () => {
    const seen: string[] = [];
    const { logger, lines } = logging({
      filter: (record: LogRecord) => {
        seen.push(record.message);
        return { ...record, attributes: { ...record.attributes, seen: true } };
      },
      format: winston.format.printf((info) => `${String(info.message)} ${String(info['seen'])}`),
    });
    logger.debug('not wanted');
    logger.info('wanted');
    expect(seen).toEqual(['wanted']);
    expect(lines).toEqual(['wanted true']);
  });

  it('spares errors, as in any chain, and lets an uncaught exception through [F6]', () => {
    const { logger, lines } = logging({ filter: sample({ info: 0 }) });
    logger.info('words');
    logger.error('bad');
    expect(read(lines).map(({ message }) => message)).toEqual(['bad']);
    expect(logger.filterCounts()).toMatchObject({ offered: 2, passed: 1 });
  });

  it('gives transports of Tailrace the record that passed [F6]', () => {
    const infos: Record<PropertyKey, unknown>[] = [];
    const logger = createLogger({ filter: redact(), transports: [keepingInfos(infos)] });
    logger.info('login', { password: 'hunter2' });
    expect(recordOfInfo(infos[0] as object)).toMatchObject({
      message: 'login',
      attributes: { password: '[redacted]' },
    });
  });

  it('that throws is reported and lets the record go on; one that redacts withholds it [A12]', () => {
    const diagnostics = new Diagnostics();
    const reports: string[] = [];
    diagnostics.subscribe((event) => reports.push(event.name));
    const { logger, lines } = logging({
      diagnostics,
      filter: () => {
        throw new Error('filter down');
      },
    });
    expect(() => logger.info('words')).not.toThrow();
    expect(read(lines)).toEqual([{ level: 'info', message: 'words' }]);
    expect(reports).toEqual(['filter.failed']);
  });

  it('that is none is refused when the logger is made', () => {
    expect(() => createLogger({ filter: redact as never })).toThrow(/call it: redact/);
    expect(() => createLogger({ filter: 'redact' as never })).toThrow(/takes a function, a step or a chain/);
    const shared = chain(redact());
    createLogger({ filter: shared });
    expect(() => createLogger({ filter: shared })).toThrow(/already has a listener/);
  });

  it('gives way to another when the logger is configured anew, and lets go of what it held [F6]', () => {
    const lines: string[] = [];
    const more: string[] = [];
    const logger = createLogger({ level: 'debug', filter: holdBack({ by: false }), transports: [keeping(lines)] });
    logger.debug('held');
    logger.configure({ level: 'debug', transports: [keeping(more)] });
    logger.debug('words');
    expect(read(lines).map(({ message }) => message)).toEqual(['held']);
    expect(read(more).map(({ message }) => message)).toEqual(['words']);
    expect(logger.filterCounts()).toBeUndefined();
  });
});

describe('what a filter holds back', () => {
  it('comes in order before the error that releases it, as it was when it was logged [F6]', () => {
    const { logger, lines } = logging({ level: 'debug', filter: chain(holdBack(), redact()) });
    const basket = { items: ['a'], password: 'hunter2' };
    runInContext({ traceId: TRACE }, () => {
      logger.debug('one', { basket });
      basket.items.push('b');
      logger.info('two %s');
    });
    logger.info('of another');
    expect(read(lines).map(({ message }) => message)).toEqual(['of another']);
    runInContext({ traceId: TRACE }, () => logger.error('bad'));
    expect(read(lines.slice(1))).toEqual([
      { level: 'debug', message: 'one', basket: { items: ['a'], password: '[redacted]' }, trace_id: TRACE },
      { level: 'info', message: 'two %s', trace_id: TRACE },
      { level: 'error', message: 'bad', trace_id: TRACE },
    ]);
    expect(logger.filterCounts()).toMatchObject({ offered: 4, passed: 4, held: 0, dropped: {} });
  });

  it('has the bytes that it would have had, glued messages, errors and dates among them [F6, X1]', () => {
    const error = Object.assign(new Error('boom'), { stack: 'Error: boom\n at here' });
    const said = [false, true].map((holds) => {
      const { logger, lines } = logging({ level: 'debug', ...(holds && { filter: holdBack({ by: false }) }) });
      logger.debug('failed', error);
      logger.debug('words', { message: 'glued', at: new Date(0), nested: [{ a: 1n }], error });
      logger.child({ request: 7 }).debug('words');
      logger.debug(Object.assign(new Error('thrown'), { code: 'F' }));
      logger.error('bad');
      return lines;
    });
    expect(said[0]).toHaveLength(5);
    expect(said[1]).toEqual(said[0]);
  });

  it('reaches formats and transports in the asynchronous context of its call [F6]', () => {
    const local = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const { logger } = logging({
      level: 'debug',
      filter: holdBack({ by: false }),
      format: winston.format.printf((info) => {
        seen.push([info.message, local.getStore()]);
        return '';
      }),
    });
    local.run('first', () => logger.debug('held'));
    local.run('second', () => logger.error('bad'));
    expect(seen).toEqual([
      ['held', 'first'],
      ['bad', 'second'],
    ]);
  });

  it('is dropped when its time is over, and counted [F6]', async () => {
    const clock = new FakeClock();
    const filter = createChain([holdBack({ by: false, maxMillis: 1000 })], { clock });
    const { logger, lines } = logging({ level: 'debug', filter });
    logger.debug('held');
    await clock.advance(1001);
    logger.error('bad');
    expect(read(lines).map(({ message }) => message)).toEqual(['bad']);
    expect(logger.filterCounts()).toMatchObject({ offered: 2, passed: 1, held: 0, dropped: { not_released: 1 } });
  });

  it('is released by flush, by end and by close [X2, F6]', async () => {
    for (const ending of ['flush', 'end', 'close'] as const) {
      const { logger, lines } = logging({ level: 'debug', filter: holdBack({ by: false }) });
      logger.debug('held');
      if (ending === 'flush') await logger.flush();
      else if (ending === 'close') logger.close();
      else await new Promise((resolve) => logger.on('finish', resolve).end());
      expect(read(lines).map(({ message }) => message)).toEqual(['held']);
      logger.clear();
    }
  });

  it('goes by the level and to the transports of the child that logged it [F6]', () => {
    const own: string[] = [];
    const { logger, lines } = logging({ filter: holdBack({ by: false }) });
    const child = logger.child({ part: 'db' }, { level: 'debug', transports: keeping(own) });
    child.debug('held');
    logger.error('bad');
    expect(read(lines).map(({ message }) => message)).toEqual(['held', 'bad']);
    expect(read(own).map(({ message }) => message)).toEqual(['held']);
  });
});

describe('what a filter makes itself', () => {
  it('becomes an info: the summary of what a limit dropped goes through format and transports [F6]', async () => {
    const clock = new FakeClock();
    const filter = createChain([rateLimit({ perSecond: 1, by: 'message', windowMillis: 1000 }), redact()], { clock });
    const infos: Record<PropertyKey, unknown>[] = [];
    const lines: string[] = [];
    const logger = createLogger({ loggerName: 'shop', filter, transports: [keeping(lines), keepingInfos(infos)] });
    for (let count = 0; count < 5; count += 1) logger.info('again');
    await clock.advance(1000);
    logger.info('again');
    const summary = read(lines).find((line) => line['sampleRate'] !== undefined);
    expect(summary).toMatchObject({ level: 'info', logger: 'shop', sampleRate: 4 });
    expect(recordOfInfo(infos[1] as object)).toMatchObject({ level: 'info', sampleRate: 4 });
    expect(logger.filterCounts()).toMatchObject({ offered: 6, passed: 2, emitted: 1 });
  });

  it('comes at flush, before its time [F6]', async () => {
    const { logger, lines } = logging({ filter: dedupe({ windowMillis: 60_000 }) });
    for (let count = 0; count < 3; count += 1) logger.info('again');
    await logger.flush();
    expect(lines.length).toBe(2);
    const { offered, passed, held, dropped } = logger.filterCounts() ?? expect.fail();
    const gone = Object.values(dropped).reduce((sum, count) => sum + count, 0);
    expect(offered).toBe(passed + held + gone);
  });
});

describe("a child's filter", () => {
  it('stands before that of the root, and keeps its own counts [F6]', () => {
    const order: string[] = [];
    const noting = (name: string) => (record: LogRecord) => {
      order.push(name);
      return record;
    };
    const { logger, lines } = logging({ filter: noting('root') });
    const child = logger.child({}, { filter: noting('child') });
    const grandchild = child.child({}, { filter: noting('grandchild') });
    grandchild.info('words');
    expect(order).toEqual(['grandchild', 'child', 'root']);
    logger.info('words');
    expect(child.filterCounts()?.offered).toBe(1);
    expect(logger.filterCounts()?.offered).toBe(2);
    expect(lines).toHaveLength(2);
  });

  it('leaves nothing for formats to put in past a filter of the root that redacts [F6]', () => {
    const { logger, lines } = logging({
      filter: redact(),
      format: winston.format.combine(winston.format.splat(), winston.format.json()),
    });
    const weighs = (record: LogRecord) => ({ ...record, sampleRate: 4 });
    const child = logger.child({}, { filter: weighs });
    child.info('words', { a: 1 }, { password: 'hunter2' });
    child.info('password=%s', 'hunter2');
    child.info('clean %s', 'words');
    expect(lines.join()).not.toContain('hunter2');
    expect(read(lines).map(({ level: _level, ...rest }) => rest)).toEqual([
      { message: 'words', a: 1, password: '[redacted]', sampleRate: 4 },
      { message: 'password=[redacted]', sampleRate: 4 },
      { message: 'clean words', sampleRate: 4 },
    ]);
  });

  it('goes on at the filters after it with what it held back, and lets go at the end [F6, X2]', async () => {
    const { logger, lines } = logging({ level: 'debug', filter: redact() });
    const child = logger.child({ password: 'hunter2' }, { filter: holdBack({ by: false }) });
    const grandchild = child.child({ more: true });
    grandchild.debug('held');
    expect(lines).toEqual([]);
    await new Promise((resolve) => logger.on('finish', resolve).end());
    expect(read(lines)).toEqual([{ level: 'debug', message: 'held', password: '[redacted]', more: true }]);
  });
});

it('a filter does not hinder a transport that fails', () => {
  class Failing extends TransportStream {
    override log(): void {
      throw new Error('transport down');
    }
  }
  const lines: string[] = [];
  const logger = createLogger({
    filter: redact(),
    transports: [new Failing() as unknown as Transport, keeping(lines)],
  });
  expect(() => logger.info('words')).toThrow('transport down');
  expect(lines).toHaveLength(1);
});
