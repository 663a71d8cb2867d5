import { Writable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import winston from 'winston';
import Transport from 'winston-transport';
import { createLogger } from '../../src/logger/create-logger.ts';
import { DualTransport, MigrationPlan } from '../../src/migration/index.ts';
import { keepingTransport, messages, totals } from './loggers.ts';

/** A transport that answers when it is told to. */
class SlowTransport extends Transport {
  readonly taken: string[] = [];
  #done: (() => void) | undefined;

  override log(info: { message: string }, done: () => void): void {
    this.taken.push(info.message);
    this.#done = done;
  }

  answer(): void {
    const done = this.#done;
    this.#done = undefined;
    done?.();
  }
}

describe.each(['stock', 'ours'])('two transports of a logger as one, with the %s logger [A11]', (which) => {
  const loggerOf = (options: winston.LoggerOptions): winston.Logger =>
    which === 'stock' ? winston.createLogger(options) : (createLogger(options as never) as unknown as winston.Logger);

  it('writes to both what the plan says, each with its own level and format', () => {
    const old = keepingTransport();
    const fresh = keepingTransport();
    fresh.transport.level = 'warn';
    fresh.transport.format = winston.format.combine(winston.format.label({ label: 'new' }), winston.format.json());
    const dual = new DualTransport({ from: old.transport, to: fresh.transport, share: 1 });
    const logger = loggerOf({ transports: dual });
    logger.info('for one');
    logger.warn('for both');
    logger.debug('for none');
    expect(messages(old.written)).toEqual(['for one', 'for both']);
    expect(fresh.written).toEqual([{ level: 'warn', message: 'for both', label: 'new' }]);
    expect(old.written[1]).not.toHaveProperty('label');
    dual.migration.set({ byLogger: { db: { mode: 'switch', share: 1 } }, share: 0 });
    logger.warn('of the database', { logger: 'db' });
    expect(messages(old.written)).not.toContain('of the database');
    expect(messages(fresh.written)).toContain('of the database');
  });

  it('judges by the level that is set while it runs', () => {
    const old = keepingTransport();
    const dual = new DualTransport({ from: old.transport, to: keepingTransport().transport });
    const logger = loggerOf({ transports: dual });
    dual.level = 'debug';
    logger.debug('seen');
    expect(logger.isDebugEnabled()).toBe(true);
    expect(messages(old.written)).toEqual(['seen']);
  });

  it('is held up by the old transport as it would be alone, and never by the new one', async () => {
    const from = new SlowTransport();
    const to = new SlowTransport();
    const dual = new DualTransport({ from, to, share: 1, maxWaiting: 3 });
    const logger = loggerOf({ transports: dual });
    for (let id = 0; id < 5; id += 1) {
      logger.info(`line ${id}`);
      from.answer();
    }
    expect(from.taken).toHaveLength(5);
    expect(to.taken).toEqual(['line 0']);
    expect(totals(dual.migration)).toMatchObject({ both: 5, failed: 2, errors: 0 });
    for (let id = 0; id < 3; id += 1) {
      to.answer();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(to.taken).toEqual(['line 0', 'line 1', 'line 2']);
  });

  it('emits the errors of the old transport and counts those of the new one', () => {
    const from = new SlowTransport();
    const to = new SlowTransport();
    const dual = new DualTransport({ from, to, share: 1 });
    const logger = loggerOf({ transports: dual });
    const heard = vi.fn();
    logger.on('error', heard);
    to.emit('error', new Error('new'));
    expect(heard).not.toHaveBeenCalled();
    from.emit('error', new Error('old'));
    expect(heard.mock.calls[0]?.[0]).toEqual(new Error('old'));
    expect(totals(dual.migration)).toMatchObject({ errors: 1 });
  });

  it('has finished when both have', async () => {
    const old = keepingTransport();
    const fresh = keepingTransport();
    const plan = new MigrationPlan({ share: 1 });
    const logger = loggerOf({ transports: new DualTransport({ from: old.transport, to: fresh.transport, plan }) });
    for (let id = 0; id < 100; id += 1) logger.info(`line ${id}`);
    await new Promise((resolve) => logger.once('finish', resolve).end());
    expect([old.written.length, fresh.written.length]).toEqual([100, 100]);
  });
});

describe('two transports as one', () => {
  it('throws at creation for what is no transport', () => {
    const stream = new Writable({ objectMode: true });
    expect(() => new DualTransport({ from: stream, to: {} as never })).toThrow(/'to' takes a transport/);
    expect(() => new DualTransport({ from: stream } as never)).toThrow(/needs the option 'to'/);
  });

  it('flushes both, and hears only of the old one that it failed', async () => {
    const from = Object.assign(new SlowTransport(), { flush: () => Promise.resolve('flushed') });
    const to = Object.assign(new SlowTransport(), { flush: () => Promise.reject(new Error('new')) });
    const dual = new DualTransport({ from, to });
    await expect(dual.flush(100)).resolves.toBe('flushed');
    expect(totals(dual.migration)).toMatchObject({ errors: 1 });
  });
});
