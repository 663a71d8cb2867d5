import { encodeInfo, encodeRecord, type LogRecord, withInfoWriter } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { ended, json, text } from './fixtures/logging.ts';
import { transportBench } from './fixtures/transport-bench.ts';

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
