import { recordedDiagnostics } from '@tailrace/core/testing';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import winston from 'winston';
import { createLogger } from '../../src/logger/create-logger.ts';
import { dualWrite, type DualWriteOptions, type WinstonLike } from '../../src/migration/index.ts';
import { keeping, keepingTransport, messages, totals, type Written } from './loggers.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** Two stock loggers joined, with what each wrote. */
function pair(options: Omit<DualWriteOptions, 'from' | 'to'> = {}, loggers: winston.LoggerOptions = {}) {
  const old = keeping(loggers);
  const fresh = keeping(loggers);
  const logger = dualWrite({ from: old.logger, to: fresh.logger, ...options });
  return { logger, old: old.written, fresh: fresh.written, from: old.logger, to: fresh.logger };
}

function failing(method = 'info'): WinstonLike {
  const { logger } = keeping();
  return Object.assign(logger, {
    [method]: () => {
      throw new Error('The new logger is broken.');
    },
  });
}

describe('a dual write [A11]', () => {
  it('mirrors every form of a call: both loggers are called as the application called', () => {
    const { logger, old, fresh } = pair(
      { mode: 'mirror', share: 1 },
      {
        level: 'debug',
        defaultMeta: { service: 'shop' },
        format: winston.format.combine(winston.format.splat(), winston.format.json()),
      },
    );
    logger.info('text');
    logger.info('text', { a: 1 });
    logger.info('%s of %d', 'one', 2, { meta: true });
    logger.log('warn', 'by level');
    logger.log({ level: 'error', message: 'an info', own: 1 });
    logger.debug({ message: 'as object', deep: { er: 1 } });
    logger.error(new Error('an error'));
    logger.write({ level: 'info', message: 'written', [Symbol.for('level')]: 'info' });
    const { info } = logger;
    info('detached');
    expect(old).toHaveLength(9);
    expect(fresh).toEqual(old);
    expect(totals(logger.migration)).toEqual({ old: 0, new: 0, both: 9, failed: 0, errors: 0 });
  });

  it('gives each its own copy of what a call changes', () => {
    const changing = winston.format((info) => Object.assign(info, { message: `${String(info.message)}!`, seen: true }));
    const format = winston.format.combine(winston.format.errors(), changing(), winston.format.json());
    const { logger, old, fresh } = pair({ share: 1 }, { format, defaultMeta: { n: 1 } });
    const info = { message: 'once' };
    logger.info(info);
    const error = Object.assign(new RangeError('far'), { code: 'E_FAR' });
    logger.error(error);
    expect(messages(old)).toEqual(['once!', 'far!']);
    expect(fresh).toEqual(old);
    expect(fresh[1]).toMatchObject({ code: 'E_FAR', level: 'error' });
  });

  it('moves a share over: together both have everything once', () => {
    const { logger, old, fresh } = pair({ mode: 'switch', share: 0.3 });
    const sent = Array.from({ length: 200 }, (_, id) => `served ${id}`);
    for (const [id, message] of sent.entries()) logger.info(message, { requestId: `r${id % 50}` });
    expect(new Set([...messages(old), ...messages(fresh)])).toEqual(new Set(sent));
    expect(old.length + fresh.length).toBe(sent.length);
    const requests = (written: Written): Set<unknown> => new Set(written.map(({ requestId }) => requestId));
    expect(fresh.length).toBeGreaterThan(0);
    expect([...requests(old)].filter((id) => requests(fresh).has(id))).toEqual([]);
    logger.migration.setShare(0);
    logger.info('back');
    expect(messages(old).at(-1)).toBe('back');
  });

  it('goes by the names of loggers: of the option, of child loggers, of the call, of the default metadata', () => {
    const { logger, fresh } = pair({ name: 'shop', byLogger: { db: 1, 'http.*': 1, 'http.quiet': 0 } });
    logger.info('of the shop');
    logger.info('of the call', { logger: 'db' });
    const http = logger.child({ label: 'http.in' });
    http.info('of the child');
    http.child({ route: '/' }).info('of its child');
    http.child({ label: 'http.quiet' }).info('quiet');
    expect(messages(fresh)).toEqual(['of the call', 'of the child', 'of its child']);
    expect(logger.migration.status().counts.byLogger).toMatchObject({
      shop: { old: 1, both: 0 },
      db: { both: 1 },
      'http.in': { both: 2 },
      'http.quiet': { old: 1 },
    });
  });

  it('makes child loggers of both, each with its own metadata and request', () => {
    const { logger, old, fresh } = pair({ mode: 'switch', share: 0.5 });
    for (let id = 0; id < 40; id += 1) {
      const child = logger.child({ requestId: `r${id}` });
      child.info('begun');
      child.child({ step: 2 }).info('ended');
    }
    for (const written of [old, fresh]) {
      expect(written.length % 2).toBe(0);
      expect(written.length).toBeGreaterThan(0);
      for (let index = 0; index < written.length; index += 2) {
        expect(written[index + 1]).toMatchObject({ requestId: written[index]?.['requestId'], step: 2 });
      }
    }
  });

  it('profiles and times on both sides', () => {
    const { logger, old, fresh } = pair({ share: 1 });
    logger.profile('work');
    logger.profile('work');
    logger.startTimer().done({ message: 'timed' });
    expect(messages(fresh)).toEqual(['work', 'timed']);
    expect(messages(old)).toEqual(['work', 'timed']);
  });

  it('counts what the new logger throws, and lets the application and the old logger know nothing of it', () => {
    const { diagnostics, events } = recordedDiagnostics();
    const old = keeping();
    const logger = dualWrite({ from: old.logger, to: failing(), share: 1, diagnostics });
    for (const message of ['one', 'two', 'three']) expect(logger.info(message)).toBe(logger);
    expect(messages(old.written)).toEqual(['one', 'two', 'three']);
    expect(totals(logger.migration)).toMatchObject({ both: 3, failed: 3 });
    expect(events.map(({ message }) => message)).toEqual([
      'What the new logger was called for failed, 1 times so far.',
      'What the new logger was called for failed, 2 times so far.',
    ]);
  });

  it('gives to the old logger what the new one throws at, where it should have gone there alone', () => {
    const old = keeping();
    const logger = dualWrite({ from: old.logger, to: failing(), mode: 'switch', share: 1, haltAfter: { failures: 2 } });
    for (const message of ['one', 'two', 'three']) logger.info(message);
    expect(messages(old.written)).toEqual(['one', 'two', 'three']);
    expect(totals(logger.migration)).toMatchObject({ new: 2, old: 1, failed: 2 });
    expect(logger.migration.status().isHalted).toBe(true);
  });

  it('counts errors of the new transports, which would end the process', () => {
    const broken = new winston.transports.Stream({
      stream: new Writable({ write: (_chunk, _encoding, done) => done() }),
    });
    const old = keeping();
    const logger = dualWrite({ from: old.logger, to: winston.createLogger({ transports: broken }), share: 1 });
    logger.info('first');
    broken.emit('error', new Error('The disk is full.'));
    expect(totals(logger.migration)).toMatchObject({ failed: 0, errors: 1 });
  });

  it('throws what the old logger throws, as without it, and the new one has the line all the same', () => {
    const fresh = keeping();
    const from = keeping({
      format: winston.format(() => {
        throw new Error('A format of the application is broken.');
      })(),
    });
    const logger = dualWrite({ from: from.logger, to: fresh.logger, share: 1 });
    expect(() => logger.info('line')).toThrow('A format of the application is broken.');
    expect(messages(fresh.written)).toEqual(['line']);
  });

  it('makes the new logger when it is first needed, once; where that fails all goes to the old one', () => {
    const old = keeping();
    const fresh = keeping();
    const make = vi.fn(() => fresh.logger);
    const logger = dualWrite({ from: old.logger, to: make });
    logger.level = 'debug';
    logger.info('early');
    logger.child({ a: 1 }).info('early too');
    expect(make).not.toHaveBeenCalled();
    logger.migration.setShare(1);
    logger.child({ a: 1 }).debug('late');
    logger.info('later');
    expect(make).toHaveBeenCalledTimes(1);
    expect(messages(fresh.written)).toEqual(['late', 'later']);

    const cannot = vi.fn(() => {
      throw new Error('It cannot be made.');
    });
    const other = dualWrite({ from: old.logger, to: cannot, share: 1 });
    other.info('one');
    other.info('two');
    expect(cannot).toHaveBeenCalledTimes(1);
    expect(messages(old.written).slice(-2)).toEqual(['one', 'two']);
  });

  it('is the old logger to whoever looks at it', () => {
    const { logger, from } = pair({ share: 1 });
    expect(logger).toBeInstanceOf(winston.Logger);
    expect(logger.constructor).toBe(from.constructor);
    expect(logger.transports).toEqual(from.transports);
    expect(logger.levels).toBe(from.levels);
    const more = keepingTransport().transport;
    expect(logger.add(more)).toBe(logger);
    expect(from.transports).toContain(more);
    const seen = vi.fn();
    logger.on('made up', seen);
    from.emit('made up');
    expect(seen).toHaveBeenCalled();
    expect(logger.child({}) instanceof winston.Logger).toBe(true);
    Object.assign(logger, { stream: { write: seen } });
    expect((from as unknown as { stream: unknown }).stream).toEqual({ write: seen });
  });

  it('sets level, silence and default metadata on both', () => {
    const { logger, old, fresh, to } = pair({ share: 1 });
    logger.debug('not yet');
    logger.level = 'debug';
    expect(to.level).toBe('debug');
    logger.defaultMeta = { service: 'shop' };
    logger.debug('now');
    logger.silent = true;
    logger.info('silent');
    expect(fresh).toEqual([{ level: 'debug', message: 'now', service: 'shop' }]);
    expect(old).toEqual(fresh);
  });

  it('has a level enabled where either logger has that may get the line', () => {
    const old = keeping();
    const fresh = keeping({ level: 'debug' });
    const logger = dualWrite({ from: old.logger, to: fresh.logger });
    expect([logger.isDebugEnabled(), logger.isLevelEnabled('info')]).toEqual([false, true]);
    logger.migration.setShare(0.1);
    expect([logger.isDebugEnabled(), logger.isSillyEnabled()]).toEqual([true, false]);
  });

  it('lets tests spy on its methods and put others in their place', () => {
    const { logger, old, fresh } = pair({ share: 1 });
    const spy = vi.spyOn(logger, 'info');
    logger.info('seen');
    expect(spy).toHaveBeenCalledWith('seen');
    expect([messages(old), messages(fresh)]).toEqual([['seen'], ['seen']]);
    spy.mockRestore();
    logger.warn = vi.fn() as never;
    logger.warn('unwritten');
    logger.info('after');
    expect(messages(fresh)).toEqual(['seen', 'after']);
  });

  it('has the lines of both written when it says that it has finished', async () => {
    const { logger, old, fresh } = pair({ share: 1 });
    for (let id = 0; id < 50; id += 1) logger.info(`line ${id}`);
    await new Promise((resolve) => logger.once('finish', resolve).end());
    expect([old.length, fresh.length]).toEqual([50, 50]);
  });

  it('ends although the new logger does not', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const hanging = winston.createLogger({
      transports: new winston.transports.Stream({ stream: new Writable({ write: () => undefined }) }),
    });
    Object.assign(hanging, { end: () => hanging });
    const old = keeping();
    const logger = dualWrite({ from: old.logger, to: hanging, share: 1, endMillis: 2000 });
    const finished = new Promise((resolve) => logger.once('finish', resolve));
    logger.info('line');
    logger.end();
    logger.info('while it ends');
    vi.advanceTimersByTime(1999);
    expect(totals(logger.migration)).toMatchObject({ errors: 0 });
    vi.advanceTimersByTime(1);
    await finished;
    expect(messages(old.written)).toEqual(['line', 'while it ends']);
    expect(totals(logger.migration)).toMatchObject({ errors: 1 });
  });

  it('takes loggers of both packages either way round', async () => {
    const old = keeping();
    const { written, transport } = keepingTransport();
    const ours = createLogger({ transports: transport as never }) as unknown as winston.Logger;
    const over = dualWrite({ from: old.logger, to: ours as never, share: 1 });
    over.child({ a: 1 }).info('there');
    const back = dualWrite({ from: ours, to: old.logger, share: 1 });
    back.child({ b: 1 }).info('and back');
    expect(messages(written)).toEqual(['there', 'and back']);
    expect(written).toEqual(old.written);
    await expect((over as unknown as { flush(): Promise<unknown> }).flush()).resolves.toBeUndefined();
  });

  it.each([
    [{}, /needs the option 'from'/],
    [{ from: {}, to: {} }, /'from' takes a logger/],
    [{ from: keeping().logger, to: 5 }, /'to' takes a logger, or a function/],
    [{ from: keeping().logger, to: keeping().logger, shares: 1 }, /Did you mean 'share'/],
    [{ from: keeping().logger, to: keeping().logger, share: 5 }, /'share' takes a number/],
    [
      { from: keeping().logger, to: keeping({ levels: { error: 0, info: 1 } }).logger },
      /no level 'warn', 'http', 'verbose', 'debug', 'silly'/,
    ],
  ])('throws at creation for what is wrong (%#)', (options, message) => {
    expect(() => dualWrite(options as never)).toThrow(message);
  });
});
