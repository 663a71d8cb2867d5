import { Writable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import winston from 'winston';
import TransportStream from 'winston-transport';
import { imbalance } from '../src/books.ts';
import { DELIVERED, DOWN, ScriptedSink } from './fixtures/bench.ts';
import { ended, text } from './fixtures/logging.ts';
import { transportBench } from './fixtures/transport-bench.ts';

describe('as a Winston transport', () => {
  it('answers the stream\u2019s write with true and calls back, however full it is', async () => {
    const { transport } = transportBench({ delivery: { capacity: { records: 1 } } });
    const called = vi.fn();
    for (let index = 0; index < 100; index += 1) {
      expect(transport.write({ level: 'info', message: 'x' }, called)).toBe(true);
    }
    await new Promise((resolve) => void setImmediate(resolve));
    expect(called).toHaveBeenCalledTimes(100);
    await ended(transport);
  });

  it('does not hold up a healthy transport beside it when its destination hangs (winston#1364)', async () => {
    const sink = new ScriptedSink();
    sink.always = () => new Promise(() => {});
    const stuck = transportBench({ delivery: { endMillis: 20, timeoutMillis: 20 } }, sink);
    let healthy = 0;
    const stream = new Writable({
      objectMode: true,
      write(_chunk, _encoding, callback) {
        healthy += 1;
        callback();
      },
    });
    const logger = winston.createLogger({ transports: [stuck.transport, new winston.transports.Stream({ stream })] });
    for (let index = 0; index < 1000; index += 1) logger.info('x');
    await new Promise((resolve) => void setImmediate(resolve));
    expect(healthy).toBe(1000);
    await ended(logger);
  });

  it('logger.end() under load: finish comes when every line has arrived (winston#2219, #1504, #1250)', async () => {
    const sink = new ScriptedSink();
    sink.always = () => new Promise((resolve) => void setTimeout(() => resolve(DELIVERED), 1));
    const { transport } = transportBench({ delivery: { capacity: { records: 100_000 } } }, sink);
    const logger = winston.createLogger({ transports: transport });
    for (let index = 0; index < 20_000; index += 1) logger.info(`line ${index} ${'x'.repeat(100)}`);
    await ended(logger);
    expect(sink.arrived.length).toBe(20_000);
    expect(transport.books()).toMatchObject({ accepted: 20_000, delivered: 20_000, pending: 0 });
  });

  it('logger.end() beside a slow transport that makes Winston hold lines back loses none of them', async () => {
    const { transport, sink } = transportBench();
    const slow = new TransportStream({ log: (_info: unknown, next: () => void) => void setTimeout(next, 1) });
    slow.on('error', () => {});
    const logger = winston.createLogger({ transports: [slow, transport] });
    logger.on('error', () => {});
    for (let index = 0; index < 100; index += 1) logger.info(`line ${index}`);
    const finished = new Promise((resolve) => void transport.once('finish', resolve));
    logger.end();
    await finished;
    expect(sink.arrived.length).toBe(100);
  });

  it('goes on after close(): configure() and remove() do not end it', async () => {
    const { transport, sink } = transportBench();
    const logger = winston.createLogger({ format: text, transports: transport });
    logger.info('one');
    logger.configure({ format: text, transports: [transport] });
    logger.info('two');
    logger.remove(transport);
    logger.add(transport);
    logger.info('three');
    await ended(logger);
    expect(sink.arrived).toEqual(['info: one', 'info: two', 'info: three']);
  });

  it('sends what is there at close(), without waiting for a full batch', async () => {
    const { transport, sink } = transportBench({ delivery: { batch: { ageMillis: 60_000 } } });
    const logger = winston.createLogger({ format: text, transports: transport });
    logger.info('one');
    logger.close();
    await new Promise((resolve) => void setImmediate(resolve));
    expect(sink.arrived).toEqual(['info: one']);
    await ended(transport);
  });

  it('counts what is written after end(), and emits no error', async () => {
    const { transport, sink } = transportBench();
    const errors = vi.fn();
    transport.on('error', errors);
    await ended(transport);
    transport.write({ level: 'info', message: 'late' });
    expect(transport.books().dropped).toEqual({ closed: 1 });
    expect([sink.arrived, errors.mock.calls]).toEqual([[], []]);
  });

  it('end() takes a last chunk and a callback, as streams do', async () => {
    const { transport, sink } = transportBench();
    await new Promise<void>((resolve) => {
      transport.end({ level: 'info', message: 'last', [Symbol.for('message')]: 'last' }, () => resolve());
    });
    expect(sink.arrived).toEqual(['last']);
  });

  it('serves more than ten loggers without a warning (winston#1334)', async () => {
    const warnings = vi.fn();
    process.on('warning', warnings);
    const { transport, sink } = transportBench();
    for (let index = 0; index < 15; index += 1) winston.createLogger({ transports: transport }).info('x');
    await new Promise((resolve) => void setImmediate(resolve));
    await ended(transport);
    process.off('warning', warnings);
    expect(warnings).not.toHaveBeenCalled();
    expect(sink.arrived.length).toBe(15);
  });

  it('emits `logged` for those who listen', async () => {
    const { transport } = transportBench();
    const logged = vi.fn();
    transport.on('logged', logged);
    transport.write({ level: 'info', message: 'x' });
    await new Promise((resolve) => void setImmediate(resolve));
    expect(logged).toHaveBeenCalledOnce();
    await ended(transport);
  });

  it('takes exceptions only where it is to handle them', async () => {
    const [yes, no] = [transportBench({ handleExceptions: true }), transportBench()];
    for (const { transport } of [yes, no]) {
      transport.write({ level: 'error', message: 'boom', exception: true, [Symbol.for('message')]: 'boom' });
      await ended(transport);
    }
    process.removeAllListeners('uncaughtException');
    expect([yes.sink.arrived, no.sink.arrived]).toEqual([['boom'], []]);
  });
});

describe('flush', () => {
  it('answers what was delivered and what is left, and balances the books [G11, C3]', async () => {
    const { transport, sink } = transportBench({ delivery: { retry: { minMillis: 10_000 }, batch: { records: 2 } } });
    sink.script = [DELIVERED];
    sink.always = DOWN;
    for (const message of ['a', 'b', 'c']) transport.write({ level: 'info', message });
    expect(await transport.flush(50)).toEqual({ delivered: 2, pending: 1 });
    expect(imbalance(transport.books())).toBe(0);
    sink.always = DELIVERED;
    expect(await transport.flush(1000)).toEqual({ delivered: 1, pending: 0 });
    await ended(transport);
  });
});
