import { afterEach, describe, expect, it } from 'vitest';
import stock from 'winston';
import { ExceptionHandler } from '../src/exceptions/exception-handler.ts';
import { RejectionHandler } from '../src/exceptions/rejection-handler.ts';
import { createLogger } from '../src/logger/create-logger.ts';

type Handler = InstanceType<typeof stock.ExceptionHandler>;

const handling = () => new stock.transports.Console({ silent: true, handleExceptions: true, handleRejections: true });
const make = (...transports: object[]) => createLogger({ transports: transports as never });
const counts = () => ['uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event));

describe('the handlers of a logger [X1]', () => {
  const [uncaught, unhandled] = [process.listeners('uncaughtException'), process.listeners('unhandledRejection')];
  const before = counts();

  afterEach(() => {
    for (const listener of process.listeners('uncaughtException'))
      if (!uncaught.includes(listener)) process.removeListener('uncaughtException', listener);
    for (const listener of process.listeners('unhandledRejection'))
      if (!unhandled.includes(listener)) process.removeListener('unhandledRejection', listener);
  });

  it('are ours, and stand on the logger as winston’s do', () => {
    const logger = make();
    expect(logger.exceptions).toBeInstanceOf(ExceptionHandler);
    expect(logger.rejections).toBeInstanceOf(RejectionHandler);
    expect((logger.exceptions as Handler).logger).toBe(logger);
    const plain = stock.createLogger();
    for (const name of ['exceptions', 'rejections'] as const) {
      const { value: _ours, ...ours } = Object.getOwnPropertyDescriptor(logger, name) as PropertyDescriptor;
      const { value: _stock, ...theirs } = Object.getOwnPropertyDescriptor(plain, name) as PropertyDescriptor;
      expect(ours).toEqual(theirs);
    }
    expect(plain.exceptions).not.toBeInstanceOf(ExceptionHandler);
  });

  it('listen once, and no more when the logger is configured anew or closed', () => {
    const logger = make(handling());
    expect(counts()).toEqual(before.map((count) => count + 1));
    const first = logger.exceptions;
    logger.configure({ transports: handling() as never });
    expect(logger.exceptions).not.toBe(first);
    expect(logger.exceptions).toBeInstanceOf(ExceptionHandler);
    expect(counts()).toEqual(before.map((count) => count + 1));
    logger.configure({});
    expect(counts()).toEqual(before);
    make(handling()).close();
    expect(counts()).toEqual(before);
  });

  it('give up their own transports with the logger’s when it is configured anew', () => {
    const logger = createLogger({ exceptionHandlers: [new stock.transports.Console({ silent: true })] });
    expect(logger.transports.length).toBe(1);
    logger.configure({ rejectionHandlers: new stock.transports.Console({ silent: true }) });
    expect(logger.transports.length).toBe(1);
    expect([(logger.exceptions as Handler).handlers.size, (logger.rejections as Handler).handlers.size]).toEqual([
      0, 1,
    ]);
    logger.close();
  });

  it('may be put there by others, and then are theirs', () => {
    class Own extends stock.ExceptionHandler {}
    const logger = make();
    const own = new Own(logger as never);
    logger.exceptions = own;
    expect(logger.exceptions).toBe(own);
    expect((logger.child({}) as { exceptions: unknown }).exceptions).toBe(own);
  });

  it('of a logger that winston made do what winston does', () => {
    const logger = stock.createLogger({ transports: [handling()], exitOnError: false });
    const handler = new ExceptionHandler(logger as never);
    const logged: unknown[] = [];
    logger.on('data', (info: { message: string }) => logged.push(info.message.split('\n')[0]));
    handler._uncaughtException(new Error('a'));
    new RejectionHandler(logger as never)._unhandledRejection('b');
    expect(logged).toEqual(['uncaughtException: a', 'unhandledRejection: b']);
    logger.close();
  });
});
