import {
  createRecord,
  encodeInfo,
  encodeRecord,
  type FilterStep,
  type LogRecord,
  withInfoWriter,
} from '@tailrace/core';
import { Writable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import winston from 'winston';
import TransportStream from 'winston-transport';
import { imbalance } from '../src/books.ts';
import { SinkTransport } from '../src/sink-transport.ts';
import type { SinkTransportOptions } from '../src/sink-transport-options.ts';
import { DELIVERED, DOWN, ScriptedSink } from './fixtures/bench.ts';
import { transportBench } from './fixtures/transport-bench.ts';

const ended = (stream: NodeJS.WritableStream): Promise<void> =>
  new Promise((resolve) => {
    stream.once('finish', resolve);
    stream.end();
  });

const text = winston.format.printf(({ level, message }) => `${level}: ${String(message)}`);

describe('options', () => {
  it('that are unknown throw and name the nearest [bad input]', () => {
    expect(() => transportBench({ fliter: [] } as SinkTransportOptions)).toThrow(
      expect.objectContaining({ code: 'TAILRACE_UNKNOWN_OPTION', message: expect.stringContaining("'filter'") }),
    );
    expect(() => transportBench({ delivery: { retry: { attemps: 3 } } } as SinkTransportOptions)).toThrow("'attempts'");
    expect(() => transportBench({ delivery: { durabilty: 'disk' } } as SinkTransportOptions)).toThrow("'durability'");
  });

  it('that contradict each other throw', () => {
    const code = expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' });
    expect(() => transportBench({ delivery: { durability: 'disk' } })).toThrow(code);
    expect(() => transportBench({ delivery: { overflow: 'spill' } })).toThrow(code);
    expect(() => transportBench({ delivery: { overflow: 'write-sync' } })).toThrow(code);
    expect(() => transportBench({ delivery: { overflow: 'block' as 'spill' } })).toThrow(code);
    expect(() => transportBench({ delivery: { durability: 'ram' as 'disk' } })).toThrow(code);
  });

  it('are checked before the sink is made, own ones with them', () => {
    const sink = vi.fn(() => new ScriptedSink());
    const own = { url: { type: 'string', required: true } } as const;
    expect(() => new SinkTransport('HttpTransport', sink, {}, own)).toThrow("needs the option 'url'");
    expect(sink).not.toHaveBeenCalled();
  });

  it('with a filter that takes content out and no formatter throw, for Winston\u2019s text would leak it', () => {
    const redact: FilterStep = { name: 'redact', rewrites: true, apply: (record) => record };
    expect(() => transportBench({ filter: redact })).toThrow(
      expect.objectContaining({ code: 'TAILRACE_FORMAT_LEAKS' }),
    );
    expect(() => transportBench({ filter: redact, formatter: json })).not.toThrow();
  });
});

const json = { name: 'json', contentType: 'application/json', format: (record: LogRecord) => JSON.stringify(record) };

describe('what is sent', () => {
  it('without a formatter is the text that Winston\u2019s formats made', async () => {
    const { transport, sink } = transportBench();
    const logger = winston.createLogger({ format: text, transports: transport });
    logger.info('hello');
    logger.warn('careful', { with: 'that' });
    await ended(logger);
    expect(sink.arrived).toEqual(['info: hello', 'warn: careful']);
  });

  it('with a formatter is what it makes of the record', async () => {
    const { transport, sink } = transportBench({ formatter: json, service: 'shop', host: 'h1', logger: 'web' });
    const logger = winston.createLogger({ transports: transport });
    logger.error('bad', { order: 7 });
    await ended(logger);
    expect(JSON.parse(sink.arrived[0] ?? '')).toMatchObject({
      level: 'error',
      severity: 17,
      message: 'bad',
      service: 'shop',
      host: 'h1',
      logger: 'web',
      attributes: { order: 7 },
    });
  });

  it('is one valid line even where the formatter throws or answers nothing, and that is counted [bad input]', async () => {
    let answer: () => string = () => {
      throw new Error('no');
    };
    const { transport, sink, events } = transportBench({ formatter: { ...json, format: () => answer() } });
    const logger = winston.createLogger({ transports: transport });
    logger.info('one');
    answer = () => undefined as unknown as string;
    logger.info('two');
    await ended(logger);
    expect(sink.arrived.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(['one', 'two']);
    const failed = events.filter(({ name }) => name === 'formatter.failed');
    expect(failed.reduce((sum, { records }) => sum + (records ?? 0), 0)).toBe(2);
  });

  it('is JSON where no format of Winston\u2019s made a text', async () => {
    const { transport, sink } = transportBench();
    const logger = winston.createLogger({ format: winston.format((info) => info)(), transports: transport });
    logger.info('plain');
    await ended(logger);
    expect(JSON.parse(sink.arrived[0] ?? '')).toMatchObject({ level: 'info', message: 'plain' });
  });

  it('is what the transport\u2019s own format makes; what that drops is not sent, and where it throws JSON is', async () => {
    const own = winston.format((info) => {
      if (info.message === 'drop') return false;
      if (info.message === 'throw') throw new Error('no');
      return info;
    });
    const { transport, sink } = transportBench({ format: winston.format.combine(own(), text) });
    const logger = winston.createLogger({ transports: transport });
    for (const message of ['a', 'drop', 'throw']) logger.info(message);
    await ended(logger);
    expect(sink.arrived[0]).toBe('info: a');
    expect(JSON.parse(sink.arrived[1] ?? '')).toMatchObject({ message: 'throw' });
    expect(sink.arrived.length).toBe(2);
  });

  it('has the same id at every transport', async () => {
    const [one, two] = [transportBench({ formatter: json }), transportBench({ formatter: json })];
    const logger = winston.createLogger({ transports: [one.transport, two.transport] });
    logger.info('shared');
    await ended(logger);
    const idOf = ([line]: string[]): string => (JSON.parse(line ?? '') as LogRecord).id;
    expect(idOf(one.sink.arrived)).toBe(idOf(two.sink.arrived));
  });

  it('is whole at every transport, whichever of them writes it without a record, and new for an object logged again', async () => {
    const wire = withInfoWriter({ ...json, format: (record: LogRecord) => encodeRecord(record) }, encodeInfo);
    const pass = (record: LogRecord): LogRecord => record;
    const all = [
      transportBench({ formatter: wire }),
      transportBench({ formatter: wire, filter: pass }),
      transportBench({ formatter: wire }),
    ];
    const logger = winston.createLogger({ transports: all.map(({ transport }) => transport) });
    const order = { level: 'info', message: 'paid', order: { id: 5 } };
    logger.log(order);
    order.order.id = 6;
    logger.log(order);
    await ended(logger);
    const [first, ...others] = all.map(({ sink }) => sink.arrived);
    for (const lines of others) expect(lines).toEqual(first);
    const [one, two] = (first ?? []).map((line) => JSON.parse(line) as LogRecord);
    expect([one?.attributes, two?.attributes]).toEqual([{ order: { id: 5 } }, { order: { id: 6 } }]);
    expect(one?.id).not.toBe(two?.id);
  });
});

describe('what is taken', () => {
  it('is what the transport\u2019s level wants, else the logger\u2019s, in the logger\u2019s own levels', async () => {
    const own = transportBench({ level: 'warn' });
    const inherited = transportBench();
    const logger = winston.createLogger({
      level: 'info',
      format: text,
      transports: [own.transport, inherited.transport],
    });
    for (const level of ['error', 'warn', 'info', 'debug']) logger.log(level, 'x');
    await ended(logger);
    expect(own.sink.arrived).toEqual(['error: x', 'warn: x']);
    expect(inherited.sink.arrived).toEqual(['error: x', 'warn: x', 'info: x']);
  });

  it('is nothing while it is silent', async () => {
    const { transport, sink } = transportBench({ silent: true });
    const logger = winston.createLogger({ transports: transport });
    logger.info('x');
    await ended(logger);
    expect(sink.arrived).toEqual([]);
  });

  it('is what passes the filter; what it holds back keeps its text', async () => {
    const held: LogRecord[] = [];
    const holdBack: FilterStep = {
      name: 'hold',
      apply: (record, flow) => {
        if (record.message !== 'later') return record;
        held.push(flow.hold(record));
        return undefined;
      },
      wake: (flow) => {
        for (const record of held.splice(0)) flow.pass(record);
      },
    };
    const { transport, sink } = transportBench({
      filter: [(record) => (record.message === 'drop' ? undefined : record), holdBack],
    });
    const logger = winston.createLogger({ format: text, transports: transport });
    for (const message of ['later', 'drop', 'now']) logger.info(message);
    await ended(logger);
    expect(sink.arrived).toEqual(['info: now', 'info: later']);
    expect(transport.counts().filter).toMatchObject({ offered: 3, passed: 2 });
  });

  it('by a filter function that changes the content is sent as changed, not as Winston\u2019s text', async () => {
    const { transport, sink } = transportBench({ filter: (record) => ({ ...record, message: 'masked' }) });
    const logger = winston.createLogger({ format: text, transports: transport });
    logger.info('secret');
    await ended(logger);
    expect(sink.arrived.join()).not.toContain('secret');
    expect(sink.arrived.join()).toContain('masked');
  });

  it('by record() gets a receipt at once that says what became of it [C2]', async () => {
    const { transport, sink } = transportBench({
      level: 'info',
      formatter: json,
      filter: (record) => (record.message === 'drop' ? undefined : record),
      delivery: { capacity: { records: 1 }, overflow: 'drop-newest' },
    });
    const record = (message: string, level = 'info') => transport.record(createRecord({ level, message }));
    const kept = record('keep');
    expect([kept.status, record('drop').status, record('x', 'debug').status, record('full').status]).toEqual([
      'queued',
      'filtered',
      'filtered',
      'failed',
    ]);
    await kept.settled;
    await ended(transport);
    expect((JSON.parse(sink.arrived[0] ?? '') as LogRecord).id).toBe(kept.id);
  });
});

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
