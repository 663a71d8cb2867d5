import { createRecord, type FilterStep, type LogRecord } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { ended, json, text } from './fixtures/logging.ts';
import { transportBench } from './fixtures/transport-bench.ts';

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
