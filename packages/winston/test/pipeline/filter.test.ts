import { chain, Diagnostics, holdBack, level, type LogRecord, redact, recordOfInfo, sample } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import TransportStream from 'winston-transport';
import { createLogger } from '../../src/logger/create-logger.ts';
import type { Transport } from '../../src/logger/transport.ts';
import { keeping, keepingInfos, logging, read } from './lines.ts';

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
    const lines: string[] = [];
    const transport = keeping(lines);
    const logger = createLogger({ filter: sample({ info: 0 }), transports: [transport] });
    transport.handleExceptions = true;
    logger.info('words');
    logger.error('bad');
    logger.log((logger as unknown as winston.Logger).exceptions.getAllInfo('uncaught'));
    expect(read(lines).map(({ message }) => message)).toEqual([
      'bad',
      expect.stringMatching(/^uncaughtException: uncaught/),
    ]);
    expect(logger.filterCounts()).toMatchObject({ offered: 3, passed: 2 });
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
    const fail = (): never => {
      throw new Error('filter down');
    };
    for (const [filter, line] of [
      [fail, { message: 'login', password: 'hunter2' }],
      [
        { ...redact(), apply: fail },
        { message: expect.stringContaining('withheld'), withheld_by: 'redact' },
      ],
    ] as const) {
      const diagnostics = new Diagnostics();
      const reports: string[] = [];
      diagnostics.subscribe((event) => reports.push(event.name));
      const { logger, lines } = logging({ diagnostics, filter });
      expect(() => logger.info('login', { password: 'hunter2' })).not.toThrow();
      expect(read(lines)).toEqual([{ level: 'info', ...line }]);
      expect(reports).toEqual(['filter.failed']);
    }
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
