import { Diagnostics } from '@tailrace/core';
import { describe, expect, it, vi } from 'vitest';
import type winston from 'winston';
import { createLogger } from '../../src/logger/create-logger.ts';
import { keeping, logging, read } from './lines.ts';

describe("metaOrder 'call'", () => {
  it('lets the call win over the child, and the child over the default, in every form of a call [X1]', () => {
    const { logger, lines } = logging({ metaOrder: 'call', defaultMeta: { a: 'default', b: 'default', c: 'default' } });
    const child = logger.child({ b: 'child', c: 'child' });
    child.info('words', { c: 'call' });
    child.info({ message: 'words', c: 'call' });
    child.log('info', 'words', { c: 'call' });
    child.log({ level: 'info', message: 'words', c: 'call' });
    child.log('info', { message: 'words', c: 'call' });
    child.write({ level: 'info', message: 'words', c: 'call' });
    child.info('words %s', { c: 'call' });
    child.info('words');
    const ours = { level: 'info', message: 'words', a: 'default', b: 'child', c: 'call' };
    expect(read(lines)).toEqual([
      ...Array.from({ length: 6 }, () => ours),
      { ...ours, message: 'words %s', c: 'child' },
      { ...ours, c: 'child' },
    ]);
  });

  it('gives timings the default metadata, too, and writes into nothing of the caller [X1]', () => {
    const { logger, lines } = logging({ metaOrder: 'call', defaultMeta: { a: 'default' } });
    (logger as unknown as winston.Logger).startTimer().done({ message: 'timed' });
    const info = { level: 'info', message: 'words' };
    logger.log(info);
    expect(read(lines).map(({ a }) => a)).toEqual(['default', 'default']);
    expect(Object.keys(info)).toEqual(['level', 'message']);
  });

  it('does not let the default take the place of the message or the level [X1]', () => {
    const { logger, lines } = logging({ metaOrder: 'call', defaultMeta: { message: 'default', level: 'silly' } });
    logger.info('words');
    expect(read(lines)).toEqual([{ level: 'info', message: 'words' }]);
  });
});

describe('metaMessageKey', () => {
  it("keeps the metadata's message apart from the call's [X1]", () => {
    const { logger, lines } = logging({ metaMessageKey: 'detail' });
    logger.info('words', { message: 'more', a: 1 });
    logger.child({ b: 2 }).error('failed', new Error('boom'));
    logger.info('words', { message: '' });
    expect(read(lines)).toMatchObject([
      { message: 'words', detail: 'more', a: 1 },
      { message: 'failed', detail: 'boom', b: 2 },
      { message: 'words' },
    ]);
    expect(read(lines)[2]).not.toHaveProperty('detail');
  });
});

describe('a lazy message', () => {
  it('is asked for only where somebody wants its level [X1]', () => {
    const { logger, lines } = logging();
    const message = vi.fn(() => 'words');
    const lazy = () => message();
    logger.debug(lazy);
    logger.debug(lazy, { a: 1 });
    logger.log('debug', lazy);
    logger.child({}, { level: 'error' }).info(lazy);
    expect(message).not.toHaveBeenCalled();
    logger.info(lazy);
    logger.info(lazy, { a: 1 });
    logger.log('info', lazy);
    logger.log('info', lazy, { a: 1 });
    logger.child({ b: 2 }).info(lazy);
    logger.info(() => ({ message: 'words', c: 3 }));
    expect(read(lines)).toEqual([
      { level: 'info', message: 'words' },
      { level: 'info', message: 'words', a: 1 },
      { level: 'info', message: 'words' },
      { level: 'info', message: 'words', a: 1 },
      { level: 'info', message: 'words', b: 2 },
      { level: 'info', message: 'words', c: 3 },
    ]);
  });

  it('that throws is told in its place, and reported; nothing comes to the caller [A12]', () => {
    const diagnostics = new Diagnostics();
    const reports: unknown[] = [];
    diagnostics.subscribe(({ name, error }) => reports.push([name, String(error)]));
    const { logger, lines } = logging({ diagnostics });
    const failing = () => {
      throw new Error('not today');
    };
    expect(() => logger.info(failing)).not.toThrow();
    expect(read(lines)).toEqual([{ level: 'info', message: '[message threw: Error: not today]' }]);
    expect(reports).toEqual([['formatter.failed', 'Error: not today']]);
  });

  it('is an arrow function without parameters: classes and other functions are not called [X1]', () => {
    const called = vi.fn();
    const { logger, lines } = logging();
    class Thing {
      readonly made = called() as unknown;
    }
    logger.info(Thing);
    logger.info(function named() {
      called();
    });
    logger.info((first: unknown) => called(first));
    logger.info(async () => called());
    expect(called).not.toHaveBeenCalled();
    expect(read(lines)).toEqual(Array.from({ length: 4 }, () => ({ level: 'info' })));
  });
});

describe("errors: 'whole'", () => {
  class PaymentError extends Error {
    override name = 'PaymentError';
    code = 'DECLINED';
    request = { amount: 7 };
  }

  function caused(): PaymentError {
    return new PaymentError('declined', { cause: new TypeError('no card', { cause: 'the wallet was empty' }) });
  }

  it('says of an error all that it knows, wherever it is [X1]', () => {
    const { logger, lines } = logging({ errors: 'whole' });
    const error = caused();
    logger.error('failed', { error, list: [error], deep: { er: { inner: error } } });
    const whole = {
      name: 'PaymentError',
      message: 'declined',
      stack: error.stack,
      code: 'DECLINED',
      request: { amount: 7 },
      cause: {
        name: 'TypeError',
        message: 'no card',
        stack: (error.cause as Error).stack,
        cause: 'the wallet was empty',
      },
    };
    expect(read(lines)).toEqual([
      { level: 'error', message: 'failed', error: whole, list: [whole], deep: { er: { inner: whole } } },
    ]);
  });

  it('says it of an error that is the info, the message, or comes behind the message [X1]', () => {
    const { logger, lines } = logging({ errors: 'whole' });
    const error = caused();
    logger.error(error);
    logger.error('failed', error);
    logger.log('error', 'failed', error);
    logger.child({ part: 'db' }).error(error);
    logger.error(new Error(''));
    const cause = { name: 'TypeError', message: 'no card', cause: 'the wallet was empty' };
    const said = read(lines);
    const shown = { level: 'error', name: 'PaymentError', code: 'DECLINED', stack: error.stack, cause };
    expect(said[0]).toMatchObject({ ...shown, message: 'declined' });
    expect(said[1]).toMatchObject({ ...shown, message: 'failed declined' });
    expect(said[2]).toMatchObject({ ...shown, message: 'failed declined' });
    expect(said[3]).toMatchObject({ level: 'error', message: 'declined', part: 'db', stack: error.stack, cause });
    expect(said[4]).toMatchObject({ level: 'error', message: { name: 'Error', message: '' } });
  });

  it('says what an aggregate has gathered [X1]', () => {
    const { logger, lines } = logging({ errors: 'whole' });
    const error = new AggregateError([new RangeError('one'), caused(), 'three'], 'all failed');
    logger.error('failed', { error });
    logger.error('failed', error);
    const errors = [
      { name: 'RangeError', message: 'one' },
      { name: 'PaymentError', message: 'declined', cause: { name: 'TypeError' } },
      'three',
    ];
    expect(read(lines)).toMatchObject([
      { error: { name: 'AggregateError', message: 'all failed', errors } },
      { message: 'failed all failed', name: 'AggregateError', errors },
    ]);
  });

  it('ends where errors come back to themselves, and in depth and breadth [X1]', () => {
    const { logger, lines } = logging({ errors: 'whole' });
    const circular = new Error('circular');
    circular.cause = Object.assign(new Error('second'), { cause: circular, self: { circular } });
    logger.error('failed', { error: circular });
    let chained = new Error('0');
    for (let depth = 1; depth <= 20; depth += 1) chained = new Error(`${depth}`, { cause: chained });
    logger.error('failed', { error: chained });
    logger.error('failed', { error: new AggregateError(Array.from({ length: 100 }, () => new Error('one'))) });
    const [first, second, third] = read(lines) as { error: Record<string, unknown> }[];
    expect(first?.error).toMatchObject({
      message: 'circular',
      cause: { message: 'second', cause: '[Circular Error]', self: { circular: '[Circular Error]' } },
    });
    let depth = 0;
    for (let at: unknown = second?.error; typeof at === 'object'; at = (at as Record<string, unknown>)['cause'])
      depth += 1;
    expect(depth).toBe(9);
    expect(third?.error['errors']).toHaveLength(32);
  });

  it('leaves them errors to formats and transports, and the caller’s own as they were [X1]', () => {
    const { logger } = logging({ errors: 'whole' });
    const seen: unknown[] = [];
    logger.format = {
      transform: (info: Record<string, unknown>) => {
        seen.push(info['error'], info);
        return info;
      },
    };
    const error = caused();
    const keys = Object.keys(error);
    logger.info('words', { error });
    logger.error(error);
    expect(seen[0]).toBeInstanceOf(PaymentError);
    expect(seen[3]).toBeInstanceOf(PaymentError);
    expect(seen[0]).not.toBe(error);
    expect(Object.keys(error)).toEqual([...keys, 'level']);
  });

  it('names requests and sockets that hang on errors, and what makes itself JSON does not hide the rest [X1]', () => {
    const { logger, lines } = logging({ errors: 'whole' });
    class Socket {
      secret = 'deep';
    }
    class HttpError extends Error {
      socket = new Socket();
      at = new Date(0);
      toJSON() {
        return 'little';
      }
    }
    logger.error('failed', { error: new HttpError('bad gateway') });
    expect(read(lines)).toMatchObject([
      { error: { name: 'HttpError', message: 'bad gateway', socket: '[Socket]', at: '1970-01-01T00:00:00.000Z' } },
    ]);
  });

  it('does no harm to what cannot be read', () => {
    const { logger } = logging({ errors: 'whole', format: { transform: (info: object) => info } });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const hostile = {
      get error() {
        throw new Error('no');
      },
    };
    expect(() => logger.write({ level: 'info', message: 'words', proxy })).not.toThrow();
    expect(() => logger.write({ level: 'info', message: 'words', nested: hostile })).not.toThrow();
  });

  it('changes nothing of infos without errors, and is off unless asked for [X1]', () => {
    const lines: string[] = [];
    const logger = createLogger({ transports: [keeping(lines)] });
    logger.error('failed', { error: new Error('boom') });
    expect(lines).toEqual(['{"error":{},"level":"error","message":"failed"}']);
    const { logger: whole, lines: wholes } = logging({ errors: 'whole' });
    whole.info('words', { a: { b: [1, { c: null }] }, at: new Date(0) });
    expect(wholes).toEqual([
      '{"a":{"b":[1,{"c":null}]},"at":"1970-01-01T00:00:00.000Z","level":"info","message":"words"}',
    ]);
  });
});
