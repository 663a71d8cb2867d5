import { AsyncLocalStorage } from 'node:async_hooks';
import { chain, createChain, holdBack, redact, runInContext } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { keeping, logging, read } from './lines.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

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
