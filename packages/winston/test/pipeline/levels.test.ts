import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/logger/create-logger.ts';
import { keeping, logging, read } from './lines.ts';

const LEVELS = { default: 'info', db: 'warn', 'db.pool': 'debug', 'http.*': 'error' };

describe('levels by logger name', () => {
  it('are those of the children with the name, by segment, the longest match first [B4]', () => {
    const { logger, lines } = logging({ levelByLogger: LEVELS });
    const said = (name: string | undefined) => {
      const log = name === undefined ? logger : logger.child({}, { name });
      for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level]?.(level);
      return read(lines.splice(0)).map(({ message }) => message);
    };
    expect(said(undefined)).toEqual(['info', 'warn', 'error']);
    expect(said('db')).toEqual(['warn', 'error']);
    expect(said('db.query')).toEqual(['warn', 'error']);
    expect(said('db.pool')).toEqual(['debug', 'info', 'warn', 'error']);
    expect(said('dbase')).toEqual(['info', 'warn', 'error']);
    expect(said('http')).toEqual(['info', 'warn', 'error']);
    expect(said('http.client')).toEqual(['error']);
  });

  it('hold in every form of a call, and are what isLevelEnabled says [B4, X1]', () => {
    const { logger, lines } = logging({ levelByLogger: LEVELS });
    const db = logger.child({}, { name: 'db' });
    db.log('info', 'no');
    db.log({ level: 'info', message: 'no' });
    db.info('no', { a: 1 });
    db.write({ level: 'info', message: 'no' });
    db.child({ more: true }).info('no');
    expect(lines).toEqual([]);
    expect(db.isLevelEnabled('info')).toBe(false);
    expect(db.isLevelEnabled('warn')).toBe(true);
    expect(logger.child({}, { name: 'db.pool' }).isLevelEnabled('debug')).toBe(true);
    expect(logger.isLevelEnabled('debug')).toBe(false);
    expect(logger.isLevelEnabled('nonsense')).toBe(false);
  });

  it('turn a library down for transports with a level of their own as well, but do not turn those up [B4]', () => {
    const all: string[] = [];
    const few: string[] = [];
    const logger = createLogger({
      levelByLogger: LEVELS,
      transports: [keeping(all, { level: 'silly' }), keeping(few, { level: 'error' })],
    });
    logger.child({}, { name: 'db' }).info('no');
    logger.child({}, { name: 'db' }).warn('warn');
    logger.child({}, { name: 'db.pool' }).debug('debug');
    expect(read(all).map(({ message }) => message)).toEqual(['warn', 'debug']);
    expect(few).toEqual([]);
  });

  it('give way to a level that is set on a child afterwards [B4]', () => {
    const { logger, lines } = logging({ levelByLogger: LEVELS });
    const db = logger.child({}, { name: 'db' });
    db.level = 'debug';
    db.debug('one');
    db.child({}).debug('two');
    expect(read(lines).map(({ message }) => message)).toEqual(['one', 'two']);
  });

  it('say the level of the logger itself: by its name, else the level given, else the default [B4]', () => {
    expect(createLogger({ loggerName: 'db', level: 'info', levelByLogger: LEVELS }).level).toBe('warn');
    expect(createLogger({ level: 'http', levelByLogger: LEVELS }).level).toBe('http');
    expect(createLogger({ levelByLogger: { ...LEVELS, default: 'debug' } }).level).toBe('debug');
    expect(createLogger({ levelByLogger: { db: 'warn' } }).level).toBe('info');
    const { logger, lines } = logging({ loggerName: 'db', levelByLogger: LEVELS });
    logger.info('no');
    logger.level = 'debug';
    logger.debug('yes');
    expect(read(lines).map(({ message }) => message)).toEqual(['yes']);
  });

  it('hold for children that were made before the logger was configured [B4]', () => {
    const { logger, lines } = logging();
    const db = logger.child({}, { name: 'db' });
    db.info('one');
    logger.configure({ transports: [keeping(lines)], levelByLogger: LEVELS });
    db.info('two');
    expect(read(lines).map(({ message }) => message)).toEqual(['one']);
  });

  it('are words of the levels that the logger has', () => {
    expect(() => createLogger({ levelByLogger: { db: 'wran' } })).toThrow(/'db' the level 'wran'.*Did you mean 'warn'/);
    expect(() => createLogger({ levelByLogger: { db: 3 as never } })).toThrow(/which the logger has not/);
    const levels = { alarm: 0, chat: 1 };
    const { logger, lines } = logging({ levels, level: 'chat', levelByLogger: { db: 'alarm' } });
    const db = logger.child({}, { name: 'db' }) as unknown as Record<string, (message: string) => void>;
    db['chat']?.('no');
    db['alarm']?.('yes');
    expect(read(lines).map(({ message }) => message)).toEqual(['yes']);
  });
});

describe("a logger's name", () => {
  it('is the logger of its infos and of those of its children, where they say none [B4, X1]', () => {
    const { logger, lines } = logging({ loggerName: 'shop' });
    logger.info('words');
    logger.info('words', { logger: 'mine' });
    const child = logger.child({ a: 1 });
    child.info('words');
    child.child({}, { name: 'shop.cart' }).info('words');
    logger.child({ logger: 'by metadata' }).info('words');
    expect(read(lines).map((line) => line['logger'])).toEqual(['shop', 'mine', 'shop', 'shop.cart', 'by metadata']);
  });

  it('is added to what the caller hands in without writing into it [X1]', () => {
    const { logger, lines } = logging({ loggerName: 'shop' });
    const info = { level: 'info', message: 'words' };
    logger.log(info);
    logger.error(new Error('boom'));
    expect(Object.keys(info)).toEqual(['level', 'message']);
    expect(read(lines)).toEqual([
      { level: 'info', message: 'words', logger: 'shop' },
      { level: 'error', logger: 'shop' },
    ]);
  });
});
