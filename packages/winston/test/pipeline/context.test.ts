import { correlate, recordOfInfo, fromWinston, runInContext } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import TransportStream from 'winston-transport';
import { createLogger } from '../../src/logger/create-logger.ts';
import type { Transport } from '../../src/logger/transport.ts';
import { keepingInfos, logging, read } from './lines.ts';

const CONTEXT = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
const TRACED = { trace_id: CONTEXT.traceId, span_id: CONTEXT.spanId, trace_flags: '01' };

describe('the context of the work that is going on', () => {
  it('is on every line that is written in it, in every form of a call, and on no other [B3, X1]', () => {
    const { logger, lines } = logging();
    const child = logger.child({ part: 'db' });
    runInContext({ ...CONTEXT, attributes: { tenant: 'acme' } }, () => {
      logger.info('words');
      logger.info('words', { a: 1 });
      logger.log('info', 'words');
      logger.log({ level: 'info', message: 'words' });
      logger.write({ level: 'info', message: 'words' });
      logger.info({ message: 'words' });
      logger.error(new Error('boom'));
      child.info('words');
      child.info('words', { a: 1 });
      (logger as unknown as winston.Logger).startTimer().done({ message: 'words' });
    });
    logger.info('words');
    const said = read(lines);
    for (const line of said.slice(0, 10)) expect(line).toMatchObject({ ...TRACED, tenant: 'acme' });
    expect(said).toHaveLength(11);
    expect(lines.at(-1)).toBe('{"level":"info","message":"words"}');
  });

  it('is below what the call says; a trace is taken whole from one of them [B3]', () => {
    const { logger, lines } = logging();
    runInContext({ ...CONTEXT, attributes: { tenant: 'acme', level: 'no' } }, () => {
      logger.info('words', { tenant: 'mine' });
      logger.info('words', { trace_id: 'mine' });
      logger.child({ tenant: 'child' }).info('words');
    });
    expect(read(lines)).toEqual([
      { level: 'info', message: 'words', ...TRACED, tenant: 'mine' },
      { level: 'info', message: 'words', trace_id: 'mine', tenant: 'acme' },
      { level: 'info', message: 'words', ...TRACED, tenant: 'child' },
    ]);
  });

  it('is written into nothing that the caller owns, so that the next line has its own [B3]', () => {
    const { logger, lines } = logging();
    const info = { level: 'info', message: 'words' };
    const error = new Error('boom');
    for (const tenant of ['one', 'two']) {
      runInContext({ attributes: { tenant } }, () => {
        logger.log(info);
        logger.error(error);
      });
    }
    expect(read(lines).map(({ tenant }) => tenant)).toEqual(['one', 'one', 'two', 'two']);
    expect(Object.keys(info)).toEqual(['level', 'message']);
    expect(Object.keys(error)).toEqual(['level']);
  });

  it('is taken out again of what cannot be copied, when that is logged the next time [B3, X1]', () => {
    class Event {
      #words = 'words';
      level = 'info';
      get message(): string {
        return this.#words;
      }
    }
    const { logger, lines } = logging({
      format: winston.format.printf((info) => `${String(info.message)} ${String(info['tenant'])}`),
    });
    const event = new Event();
    runInContext({ attributes: { tenant: 'one' } }, () => logger.write(event));
    runInContext({ attributes: { tenant: 'two' } }, () => logger.write(event));
    runInContext({ attributes: { other: 1 } }, () => logger.write(event));
    Object.preventExtensions(event);
    expect(() => runInContext({ attributes: { tenant: 'three' } }, () => logger.write(event))).not.toThrow();
    expect(lines.slice(0, 3)).toEqual(['words one', 'words two', 'words undefined']);
  });

  it('leaves an error that is the info an error, for the format that looks for one [X1, B3]', () => {
    const format = winston.format.combine(winston.format.errors({ stack: true }), winston.format.json());
    const { logger, lines } = logging({ format });
    const error = new Error('boom');
    runInContext(CONTEXT, () => logger.error(error));
    expect(read(lines)).toEqual([{ level: 'error', message: 'boom', stack: error.stack, ...TRACED }]);
  });

  it('is that of the call behind a slow transport, too [B3]', async () => {
    const infos: Record<PropertyKey, unknown>[] = [];
    class Slow extends TransportStream {
      override log(info: Record<PropertyKey, unknown>, done: () => void): void {
        infos.push(info);
        setImmediate(done);
      }
    }
    const logger = createLogger({ transports: [new Slow() as unknown as Transport] });
    for (let index = 0; index < 40; index += 1) {
      runInContext({ attributes: { index } }, () => logger.info('words', { said: index }));
    }
    await logger.flush();
    expect(infos).toHaveLength(40);
    for (const info of infos) expect(info['index']).toBe(info['said']);
  });

  it('has the id of the piece of work, and becomes the trace of the record [E9, B3]', async () => {
    const infos: Record<PropertyKey, unknown>[] = [];
    const logger = createLogger({ transports: [keepingInfos(infos)] });
    await correlate('job 7', () => runInContext(CONTEXT, async () => void logger.info('words')));
    expect(infos[0]).toMatchObject({ correlation_id: 'job 7' });
    expect(recordOfInfo(infos[0] as object) ?? fromWinston(infos[0] as object)).toMatchObject({
      traceId: CONTEXT.traceId,
      spanId: CONTEXT.spanId,
      traceFlags: 1,
      attributes: { correlation_id: 'job 7' },
    });
  });

  it('is left out where the logger is told so [B3]', () => {
    const { logger, lines } = logging({ addContext: false });
    runInContext(CONTEXT, () => logger.info('words'));
    expect(lines).toEqual(['{"level":"info","message":"words"}']);
  });

  it("is OpenTelemetry's active span where there is one [B3]", () => {
    const API = Symbol.for('opentelemetry.js.api.1');
    const SPAN = Symbol.for('OpenTelemetry Context Key SPAN');
    const span = { traceId: 'f'.repeat(32), spanId: 'e'.repeat(16), traceFlags: 0 };
    const values = new Map([[SPAN, { spanContext: () => span }]]);
    const holder = globalThis as Record<symbol, unknown>;
    const { logger, lines } = logging();
    holder[API] = { context: { active: () => ({ getValue: (key: symbol) => values.get(key) }) } };
    try {
      runInContext({ ...CONTEXT, attributes: { tenant: 'acme' } }, () => logger.info('words'));
    } finally {
      Reflect.deleteProperty(holder, API);
    }
    expect(read(lines)).toEqual([
      {
        level: 'info',
        message: 'words',
        tenant: 'acme',
        trace_id: span.traceId,
        span_id: span.spanId,
        trace_flags: '00',
      },
    ]);
  });
});
