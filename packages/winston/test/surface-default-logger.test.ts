import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import stock from 'winston';
import { makeApi } from '../src/api.ts';
import { Container } from '../src/container.ts';
import { Logger } from '../src/logger/logger.ts';

const winston = makeApi(stock.transports) as typeof stock & { default: Record<string, unknown> };
const LEVELS = Object.keys(stock.config.npm.levels) as 'info'[];

describe('the logger that is there without being made [X1]', () => {
  let messages: unknown[];
  let transport: InstanceType<typeof stock.transports.Stream>;

  beforeEach(() => {
    messages = [];
    const stream = new Writable({
      objectMode: true,
      write({ message }: { message: unknown }, _encoding, done) {
        messages.push(message);
        done();
      },
    });
    transport = new stock.transports.Stream({ stream });
    winston.add(transport);
  });
  afterEach(() => {
    winston.clear();
    winston.configure({});
  });

  it('takes every level, and passes on what it answers', () => {
    winston.level = 'silly';
    for (const level of LEVELS) winston[level](level);
    winston.log('info', 'log');
    expect(winston.info('chained')).toBeInstanceOf(Logger);
    expect(winston.child({ part: 'a' }).info('child')).toBeInstanceOf(Logger);
    winston.startTimer().done({ message: 'timer' });
    expect(messages).toEqual([...LEVELS, 'log', 'chained', 'child', 'timer']);
  });

  it('is told its level and when to exit, and asked for them', () => {
    expect([winston.level, winston.exitOnError]).toEqual([stock.level, stock.exitOnError]);
    winston.level = 'debug';
    winston.exitOnError = false;
    expect([winston.level, winston.exitOnError]).toEqual(['debug', false]);
    expect([stock.level, stock.exitOnError]).toEqual(['info', true]);
    winston.debug('heard');
    expect(messages).toEqual(['heard']);
  });

  it('shows its handlers and its transports', () => {
    expect(winston.exceptions).toBeInstanceOf(winston.ExceptionHandler);
    expect(winston.rejections).toBeInstanceOf(winston.RejectionHandler);
    expect(Object.keys(winston.default)).toEqual(['exceptionHandlers', 'rejectionHandlers', 'transports']);
    expect(winston.default['transports']).toEqual([transport]);
    winston.remove(transport);
    expect(winston.default['transports']).toEqual([]);
  });

  it('handles rejections when it is told to, and no more when it is told so', () => {
    const before = process.listenerCount('unhandledRejection');
    const handling = winston as unknown as { handleRejections(handler: object): void; unhandleRejections(): void };
    handling.handleRejections(new stock.transports.Console({ silent: true }));
    expect(process.listenerCount('unhandledRejection')).toBe(before + 1);
    expect(winston.rejections.handlers.size).toBe(1);
    handling.unhandleRejections();
    expect(process.listenerCount('unhandledRejection')).toBe(before);
  });

  it('is another than winston’s', () => {
    winston.info('ours');
    expect((stock as unknown as typeof winston).default['transports']).toEqual([]);
  });
});

describe('a container [X1]', () => {
  const silent = () => new stock.transports.Console({ silent: true });

  it('makes our loggers, one for each name, each with a list of transports of its own', () => {
    const shared = [silent()];
    const container = new Container({ transports: shared as never, level: 'warn' });
    const logger = container.get('a');
    expect(logger).toBeInstanceOf(Logger);
    expect(container.add('a')).toBe(logger);
    expect(logger.level).toBe('warn');
    expect(container.get('b', { level: 'debug' }).transports).toEqual(shared);
    logger.add(silent() as never);
    expect([shared.length, logger.transports.length, container.get('b').transports.length]).toEqual([1, 2, 1]);
  });

  it('keeps its list to itself where somebody, as OpenTelemetry does, adds to what a logger is configured with', () => {
    const configure: (this: object, options: object) => void = Reflect.get(stock.Logger.prototype, 'configure');
    const shared = [silent()];
    const container = new Container({ transports: shared as never });
    stock.Logger.prototype.configure = function (options) {
      (options.transports as unknown[]).push(silent());
      configure.call(this, options);
    };
    const counts = ['a', 'b'].map((name) => container.get(name).transports.length);
    stock.Logger.prototype.configure = configure;
    expect([counts, shared.length]).toEqual([[2, 2], 1]);
  });

  it('forgets a logger that is closed', () => {
    const container = new Container();
    container.get('a').close();
    expect([container.has('a'), container.has('b')]).toEqual([false, false]);
    const [b, c] = [container.get('b'), container.get('c')];
    container.close('b');
    expect([container.has('b'), container.has('c'), container.get('b') === b]).toEqual([false, true, false]);
    container.close();
    expect([container.has('c'), container.get('c') === c]).toEqual([false, false]);
  });

  it('is there already as winston.loggers', () => {
    expect(winston.loggers).toBeInstanceOf(Container);
    expect(winston.loggers.get('surface')).toBe(winston.loggers.get('surface'));
    expect(stock.loggers.has('surface')).toBe(false);
    winston.loggers.close();
  });
});
