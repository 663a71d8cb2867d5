import { Writable } from 'node:stream';
import { holdBack, redact, runInContext } from '@tailrace/core';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import winston from 'winston';
import TransportStream from 'winston-transport';
import { createLogger } from '../src/logger/create-logger.ts';
import type { Transport } from '../src/logger/transport.ts';
import { keeping, logging, read } from './pipeline/lines.ts';

describe('a child logger', () => {
  it('adds its metadata, the grandchild that of both, and the call wins over all [X1]', () => {
    const { logger, lines } = logging();
    const child = logger.child({ a: 'child', b: 'child', c: 'child' });
    const grandchild = child.child({ b: 'grandchild', c: 'grandchild' });
    grandchild.info('words', { c: 'call' });
    child.info('words');
    expect(read(lines)).toEqual([
      { level: 'info', message: 'words', a: 'child', b: 'grandchild', c: 'call' },
      { level: 'info', message: 'words', a: 'child', b: 'child', c: 'child' },
    ]);
  });

  it('reads its metadata at each call, so that changes of the object are seen, as with Winston [X1]', () => {
    const { logger, lines } = logging();
    const meta: Record<string, unknown> = { user: 'nobody' };
    const child = logger.child(meta);
    child.info('before');
    meta['user'] = 'ada';
    meta['session'] = 7;
    child.info('after');
    expect(read(lines).map(({ user, session }) => [user, session])).toEqual([
      ['nobody', undefined],
      ['ada', 7],
    ]);
  });

  it('asks a function for its metadata at each call, and does without what throws [X1]', () => {
    const report = vi.fn();
    const { logger, lines } = logging();
    let count = 0;
    const child = logger.child(() => ({ count: (count += 1) }));
    child.info('one');
    child.info('two', { more: true });
    child.log('info', 'three');
    const failing = logger.child(() => {
      throw new Error('no metadata today');
    });
    expect(() => failing.info('four')).not.toThrow();
    expect(read(lines).map((line) => line['count'])).toEqual([1, 2, 3, undefined]);
    expect(report).not.toHaveBeenCalled();
  });

  it('asks a function for the default metadata as well [X1]', () => {
    let count = 0;
    const { logger, lines } = logging({ defaultMeta: () => ({ count: (count += 1) }) });
    logger.info('one');
    logger.info('two', { more: true });
    expect(read(lines).map((line) => line['count'])).toEqual([1, 2]);
  });

  it('may have its methods taken off, as Winston lets them: they speak for the root then [X1]', () => {
    const { logger, lines } = logging();
    const { info } = logger.child({ a: 1 });
    info?.('words');
    expect(read(lines)).toEqual([{ level: 'info', message: 'words' }]);
  });

  it('goes through a write that somebody has put on the root or on an object made of the child [X1]', () => {
    const { logger, lines } = logging();
    const child = logger.child({ a: 1 });
    const seen: unknown[] = [];
    const write = logger.write.bind(logger);
    logger.write = (info: unknown) => {
      seen.push({ ...(info as object) });
      return write(info);
    };
    child.info('words');
    child.info('words', { b: 2 });
    const wrapper = Object.create(child, {
      write: { value: (info: object) => child.write({ ...info, wrapped: true }) },
    }) as typeof child;
    wrapper.info('words');
    wrapper.child({ c: 3 }).info('words');
    expect(seen).toHaveLength(4);
    expect(read(lines)).toEqual([
      { level: 'info', message: 'words', a: 1 },
      { level: 'info', message: 'words', a: 1, b: 2 },
      { level: 'info', message: 'words', a: 1, wrapped: true },
      { level: 'info', message: 'words', a: 1, c: 3, wrapped: true },
    ]);
  });

  it('may be configured without taking filters and levels from the root [X1]', () => {
    const { logger, lines } = logging({ filter: redact(), loggerName: 'shop' });
    const child = logger.child({ a: 1 });
    child.configure({ level: 'debug', transports: [keeping(lines)] });
    child.debug('words', { password: 'hunter2' });
    expect(read(lines)).toEqual([{ level: 'debug', message: 'words', a: 1, logger: 'shop', password: '[redacted]' }]);
  });

  it('refuses options that it does not know', () => {
    const { logger } = logging();
    expect(() => logger.child({}, { levle: 'debug' } as never)).toThrow(/Did you mean 'level'/);
  });
});

describe("a child's level", () => {
  it('lets more through than the root, to transports without a level of their own [X1]', () => {
    const lines: string[] = [];
    const own: string[] = [];
    const logger = createLogger({ level: 'info', transports: [keeping(lines), keeping(own, { level: 'info' })] });
    const child = logger.child({ part: 'db' }, { level: 'debug' });
    child.debug('one');
    child.log('debug', 'two');
    child.log({ level: 'debug', message: 'three' });
    child.debug('four', { more: 1 });
    logger.debug('not this');
    expect(read(lines).map(({ message }) => message)).toEqual(['one', 'two', 'three', 'four']);
    expect(own).toEqual([]);
    expect(child.isLevelEnabled('debug')).toBe(true);
    expect((child as unknown as { isDebugEnabled(): boolean }).isDebugEnabled()).toBe(true);
    expect(logger.isLevelEnabled('debug')).toBe(false);
  });

  it('lets less through than the root, but a transport with a level of its own keeps that [X1]', () => {
    const lines: string[] = [];
    const own: string[] = [];
    const logger = createLogger({ level: 'info', transports: [keeping(lines), keeping(own, { level: 'info' })] });
    const child = logger.child({}, { level: 'error' });
    child.info('quiet');
    child.error('loud');
    expect(read(lines).map(({ message }) => message)).toEqual(['loud']);
    expect(read(own).map(({ message }) => message)).toEqual(['quiet', 'loud']);
  });

  it('may be set at any time, goes on to grandchildren, and follows the root until then [X1]', () => {
    const { logger, lines } = logging();
    const child = logger.child({});
    const grandchild = child.child({});
    grandchild.debug('no');
    child.level = 'debug';
    grandchild.debug('one');
    logger.debug('no');
    logger.level = 'error';
    grandchild.debug('two');
    logger.child({}).info('no');
    expect(read(lines).map(({ message }) => message)).toEqual(['one', 'two']);
  });

  it('holds while the transport is busy, and when others listen for data [X1]', async () => {
    const taken: string[] = [];
    class Slow extends TransportStream {
      override log(info: { message: string }, done: () => void): void {
        taken.push(info.message);
        setImmediate(done);
      }
    }
    const slow = new Slow() as unknown as Transport;
    const logger = createLogger({ level: 'info', transports: [slow] });
    const heard: unknown[] = [];
    logger.on('data', (info: { message: string }) => heard.push(info.message));
    const loud = logger.child({}, { level: 'debug' });
    const silent = logger.child({}, { level: 'error' });
    for (let count = 0; count < 3; count += 1) {
      loud.debug(`loud ${count}`);
      silent.warn(`silent ${count}`);
    }
    await logger.flush();
    expect(taken).toEqual(['loud 0', 'loud 1', 'loud 2']);
    expect(heard).toEqual(expect.arrayContaining(['loud 0', 'loud 1', 'loud 2']));
  });
});

describe("what is a child's own", () => {
  it('stays with its infos on the way through what others have put on the logger of Winston [X1]', () => {
    const own: string[] = [];
    const { logger, lines } = logging({ filter: holdBack({ by: false }) });
    const child = logger.child({ a: 1 }, { level: 'debug', transports: keeping(own), name: 'db' });
    const prototype = winston.Logger.prototype as { write: (info: object) => boolean };
    const write = prototype.write;
    prototype.write = function patched(this: unknown, info: object): boolean {
      return write.call(this, Object.assign(info, { patched: true }));
    };
    try {
      runInContext({ attributes: { tenant: 'acme' } }, () => child.debug('words'));
      logger.debug('no');
      child.error('bad');
    } finally {
      Reflect.deleteProperty(prototype, 'write');
    }
    const words = { level: 'debug', message: 'words', a: 1, logger: 'db', patched: true, tenant: 'acme' };
    const bad = { level: 'error', message: 'bad', a: 1, logger: 'db', patched: true };
    expect(read(lines)).toEqual([words, bad]);
    expect(read(own)).toEqual([words, bad]);
    expect(prototype.write).toBe(write);
  });

  it('stays with what is logged while another line is under way [X1]', () => {
    const own: string[] = [];
    let isWithin = false;
    const { logger, lines } = logging();
    const child = logger.child({ a: 1 }, { level: 'debug', transports: keeping(own) });
    const json = logger.format;
    logger.format = {
      transform(info: object) {
        if (!isWithin) {
          isWithin = true;
          child.debug('within');
          logger.debug('no');
        }
        return json.transform(info, {});
      },
    };
    logger.info('words');
    expect(read(lines).map(({ message }) => message)).toEqual(['words', 'within']);
    expect(read(own).map(({ message }) => message)).toEqual(['within']);
  });
});

describe('the bytes that a child writes', () => {
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.object({ maxDepth: 1 }),
  );
  const key = fc.oneof(
    fc.constantFrom('message', 'level', 'stack', 'cause', 'a', 'b', 'timestamp', '7', 'toJSON'),
    fc.string({ minLength: 1, maxLength: 3 }).filter((name) => name !== '__proto__'),
  );
  const meta = fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });
  const words = fc.oneof(fc.constantFrom('', 'words', 'with %s', '%d and %o', '50%'), fc.string());
  const anError = fc.constantFrom('boom', '').map((text) => Object.assign(new Error(text), { code: 'E' }));
  const parameter = fc.oneof(words, meta, value, anError);
  const call = fc.record({
    method: fc.constantFrom('info', 'log', 'logInfo', 'write'),
    parameters: fc.array(parameter, { maxLength: 3 }),
  });

  it('are those that Winston writes, in the same order of keys, whatever the metadata and the form of the call [X1]', () => {
    fc.assert(
      fc.property(
        fc.option(meta),
        fc.array(fc.option(meta), { minLength: 1, maxLength: 3 }),
        fc.array(call, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (defaults, metas, calls, sorts) => {
          const said = [winston.createLogger, createLogger].map((create) => {
            const lines: string[] = [];
            const stream = new Writable({
              write(chunk: Buffer, _encoding, done) {
                lines.push(chunk.toString());
                done();
              },
            });
            const logger = (create as unknown as typeof winston.createLogger)({
              defaultMeta: structuredClone(defaults),
              format: sorts
                ? winston.format.json()
                : winston.format.printf((info) => `${Object.prototype.toString.call(info)} ${JSON.stringify(info)}`),
              transports: [new winston.transports.Stream({ stream })],
            });
            let child = logger;
            for (const own of metas) child = child.child(structuredClone(own) as object);
            for (const { method, parameters } of calls) lines.push(outcome(child, method, parameters.map(copied)));
            return lines;
          });
          expect(said[1]).toEqual(said[0]);
        },
      ),
      { numRuns: 250 },
    );
  });
});

/** Each side needs its own: Winston writes into what it is given. */
function copied(parameter: unknown): unknown {
  if (!(parameter instanceof Error)) return structuredClone(parameter);
  const copy = Object.assign(new Error(parameter.message), { code: 'E' });
  copy.stack = 'Error: at the same place';
  return copy;
}

function outcome(logger: winston.Logger, method: string, parameters: unknown[]): string {
  try {
    if (method === 'info') (logger.info as (...all: unknown[]) => unknown)(...parameters);
    else if (method === 'log') (logger.log as (...all: unknown[]) => unknown)('info', ...parameters);
    else if (typeof parameters[0] === 'object' && parameters[0] !== null) {
      const info = Object.assign(parameters[0], { level: 'info' });
      if (method === 'write') logger.write(info);
      else logger.log(info as never);
    }
    return 'done';
  } catch (error) {
    return `threw ${String(error)}`;
  }
}
