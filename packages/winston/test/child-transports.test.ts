import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import winston from 'winston';
import TransportStream from 'winston-transport';
import { createLogger } from '../src/logger/create-logger.ts';
import type { Transport } from '../src/logger/transport.ts';
import { keeping, keepingInfos, logging, read } from './pipeline/lines.ts';

describe("a child's own transports", () => {
  it('take what the child and its children log, besides those of the root [X1]', () => {
    const own: string[] = [];
    const { logger, lines } = logging();
    const child = logger.child({ part: 'db' }, { transports: [keeping(own)] });
    child.info('one');
    child.child({ more: true }).info('two');
    logger.info('three');
    logger.child({}).info('four');
    expect(read(own).map(({ message }) => message)).toEqual(['one', 'two']);
    expect(read(lines).map(({ message }) => message)).toEqual(['one', 'two', 'three', 'four']);
    expect(logger.transports).toHaveLength(1);
  });

  it('stay with the other loggers that have them when the root closes, and keep no listener of it [X1]', () => {
    const taken: string[] = [];
    const shared = keeping(taken) as unknown as TransportStream;
    let closed = 0;
    shared.close = () => void (closed += 1);
    const main = createLogger({ transports: shared as unknown as Transport });
    const before = ['error', 'warn', 'finish'].map((name) => shared.listenerCount(name));
    for (let count = 0; count < 5; count += 1) {
      const { logger } = logging();
      logger.child({}, { transports: shared as unknown as Transport });
      logger.close();
    }
    expect(closed).toBe(0);
    expect(['error', 'warn', 'finish'].map((name) => shared.listenerCount(name))).toEqual(before);
    main.info('still there');
    expect(taken).toHaveLength(1);
  });

  it('of a grandchild come besides those of the child [X1]', () => {
    const ofChild: string[] = [];
    const ofGrandchild: string[] = [];
    const { logger } = logging();
    const child = logger.child({}, { transports: keeping(ofChild) });
    const grandchild = child.child({}, { transports: keeping(ofGrandchild) });
    child.info('child');
    grandchild.info('grandchild');
    expect(read(ofChild).map(({ message }) => message)).toEqual(['child', 'grandchild']);
    expect(read(ofGrandchild).map(({ message }) => message)).toEqual(['grandchild']);
  });

  it("go by their own level, or else by the child's; a root that wants less does not keep it from them [X1]", () => {
    const byChild: string[] = [];
    const byOwn: string[] = [];
    const { logger, lines } = logging({ level: 'warn' });
    const transports = [keeping(byChild), keeping(byOwn, { level: 'silly' })];
    const child = logger.child({}, { level: 'debug', transports });
    child.debug('debug');
    child.silly?.('silly');
    child.error('error');
    expect(read(byChild).map(({ message }) => message)).toEqual(['debug', 'error']);
    expect(read(byOwn).map(({ message }) => message)).toEqual(['debug', 'silly', 'error']);
    expect(read(lines).map(({ message }) => message)).toEqual(['debug', 'error']);
    expect(child.isLevelEnabled('silly')).toBe(true);
    expect(logger.isLevelEnabled('silly')).toBe(false);
  });

  it('of a child without a level take what the root takes, and none of what it silences [X1]', () => {
    const own: string[] = [];
    const { logger } = logging({ level: 'warn' });
    const child = logger.child({}, { transports: keeping(own) });
    child.info('no');
    child.warn('yes');
    logger.silent = true;
    child.warn('no');
    expect(read(own).map(({ message }) => message)).toEqual(['yes']);
  });

  it('may be the only ones there are: nothing is complained of then [X1]', () => {
    const own: string[] = [];
    const logger = createLogger();
    const child = logger.child({ part: 'db' }, { transports: keeping(own) });
    child.info('words');
    expect(read(own)).toEqual([{ level: 'info', message: 'words', part: 'db' }]);
    expect((logger as unknown as { _readableState: { length: number } })._readableState.length).toBe(0);
  });

  it("see nothing of what the root's change, nor the root's of what they change [X1]", () => {
    const first: Record<PropertyKey, unknown>[] = [];
    class Changing extends TransportStream {
      override log(info: Record<PropertyKey, unknown>, done: () => void): void {
        info['changed'] = true;
        done();
      }
    }
    const second: Record<PropertyKey, unknown>[] = [];
    const logger = createLogger({ transports: [new Changing() as unknown as Transport, keepingInfos(first)] });
    const transports = [new Changing() as unknown as Transport, keepingInfos(second)];
    logger.child({}, { transports }).info('words');
    expect(first[0]).not.toHaveProperty('changed');
    expect(second[0]).not.toHaveProperty('changed');
  });

  it('are flushed and ended with the root: what waits for a slow one is not lost [X2]', async () => {
    for (const ending of ['flush', 'end'] as const) {
      const taken: string[] = [];
      class Slow extends TransportStream {
        override log(info: { message: string }, done: () => void): void {
          setImmediate(() => {
            taken.push(info.message);
            done();
          });
        }
      }
      const { logger } = logging();
      const child = logger.child({}, { transports: new Slow() as unknown as Transport });
      for (let count = 0; count < 50; count += 1) child.info(`${count}`);
      if (ending === 'flush') await logger.flush();
      else await new Promise((resolve) => logger.on('finish', resolve).end());
      expect(taken).toHaveLength(50);
    }
  });

  it('may be shared by any number of children, each with its level, and are listened to once [X1]', () => {
    const own: string[] = [];
    const { logger } = logging({ level: 'warn' });
    const transport = keeping(own);
    logger.child({}, { level: 'debug', transports: transport });
    const listeners = transport.listenerCount('error') + transport.listenerCount('drain');
    for (let count = 0; count < 50; count += 1) {
      logger.child({ count }, { transports: transport }).info('no');
      logger.child({ count }, { transports: transport, level: 'info' }).info('yes');
    }
    expect(transport.listenerCount('error') + transport.listenerCount('drain')).toBe(listeners);
    expect(own).toHaveLength(50);
    expect(new Set(read(own).map(({ message }) => message))).toEqual(new Set(['yes']));
  });

  it('have what one of them throws thrown when the others have theirs [X1]', () => {
    class Failing extends TransportStream {
      override log(): void {
        throw new Error('transport down');
      }
    }
    const own: string[] = [];
    const { logger, lines } = logging();
    const child = logger.child({}, { transports: [new Failing() as unknown as Transport, keeping(own)] });
    expect(() => child.info('words')).toThrow('transport down');
    expect([lines.length, own.length]).toEqual([1, 1]);
  });

  it('emit errors and warnings on the root, without coming to stand there [X1]', () => {
    const { logger } = logging();
    const transport = keeping([]);
    logger.child({}, { transports: transport });
    const heard: unknown[] = [];
    logger.on('error', (error: unknown, from: unknown) => heard.push(['error', error, from === transport]));
    logger.on('warn', (error: unknown, from: unknown) => heard.push(['warn', error, from === transport]));
    transport.emit('error', 'bad');
    transport.emit('warn', 'odd');
    expect(heard).toEqual([
      ['error', 'bad', true],
      ['warn', 'odd', true],
    ]);
    expect(logger.transports).not.toContain(transport);
  });

  it('are let go when the root is closed, and told so [X1]', () => {
    const lines: string[] = [];
    const { logger } = logging();
    const transport = keeping(lines);
    let closes = 0;
    Object.assign(transport, { close: () => (closes += 1) });
    const child = logger.child({}, { transports: transport });
    logger.close();
    expect(closes).toBe(1);
    logger.silent = true;
    child.info('words');
    expect(lines).toEqual([]);
  });

  it('may be of before Winston 3, and have to be transports [X1]', () => {
    const taken: unknown[] = [];
    class Legacy extends EventEmitter {
      name = 'legacy';
      log(level: string, message: string, meta: unknown, done: () => void): void {
        taken.push([level, message, meta]);
        done();
      }
    }
    const { logger } = logging();
    const notice = vi.spyOn(console, 'error').mockImplementation(() => {});
    logger.child({ a: 1 }, { transports: new Legacy() as unknown as Transport }).info('words');
    notice.mockRestore();
    expect(taken).toEqual([['info', 'words', expect.objectContaining({ a: 1 })]]);
    expect(() => logger.child({}, { transports: new winston.transports.Console().constructor as never })).toThrow();
    expect(() => logger.child({}, { transports: {} as never })).toThrow();
  });
});
