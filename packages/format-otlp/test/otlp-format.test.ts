import { createRecord, type LogRecord, SEVERITY_OF_LEVEL } from '@tailrace/core';
import * as fc from 'fast-check';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { otlpFormat, type OtlpLogsData, toLogsData } from '../src/index.ts';
import { decodeLogsData } from './otlp-proto.ts';
import { said } from './read-back.ts';

const at = Date.UTC(2026, 10, 22, 9, 5, 3, 7);

function recordOf(part: Partial<LogRecord> = {}): LogRecord {
  const made = createRecord({ timestamp: at, level: 'warn', message: 'saved', host: 'web-1', process: 7 });
  return { ...made, id: 'r1', ...part };
}

function json(record: LogRecord): Record<string, unknown> {
  return said(JSON.parse(otlpFormat().format(record)) as OtlpLogsData);
}

describe('otlpFormat [F5]', () => {
  it.each(Object.entries(SEVERITY_OF_LEVEL))('gives the level %s its number and its word', (level, severity) => {
    expect(json(recordOf({ level, severity }))).toMatchObject({ severityNumber: severity, severityText: level });
  });

  it('writes the logs data model', () => {
    const record = recordOf({
      service: 'shop',
      logger: 'shop.orders',
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      traceFlags: 1,
      sampleRate: 10,
      attributes: { user: 'ann', ms: 1.5, n: 3, ok: true, none: null, list: [1, 'a'], nested: { a: {} } },
    });
    expect(json(record)).toEqual({
      resource: { 'service.name': 'shop', 'host.name': 'web-1', 'process.pid': 7 },
      scope: 'shop.orders',
      timeUnixNano: `${at}000000`,
      observedTimeUnixNano: `${at}000000`,
      severityNumber: 13,
      severityText: 'warn',
      body: 'saved',
      flags: 1,
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      attributes: { ...record.attributes, 'log.record.uid': 'r1', 'tailrace.sample_rate': 10 },
    });
  });

  it('keeps attributes that are named as what it says of a record itself', () => {
    const attributes = {
      trace_id: 'abc',
      'thread.id': 7,
      'code.file.path': 'a.ts',
      'tailrace.kind': 'k',
      'exception.type': 'T',
    };
    expect(json(recordOf({ attributes }))['attributes']).toEqual({ ...attributes, 'log.record.uid': 'r1' });
    const error = { name: 'E', message: 'broken' };
    expect(json(recordOf({ attributes, thread: 3, error }))['attributes']).toMatchObject({
      'thread.id': 3,
      'attributes.thread.id': 7,
      'exception.type': 'E',
      'attributes.exception.type': 'T',
    });
  });

  it('writes JSON as OTLP has it: 64 bits as text, ids in hex, null as an empty value', () => {
    const [perResource] = toLogsData(recordOf({ attributes: { n: 3, none: null } })).resourceLogs;
    expect(perResource?.scopeLogs[0]?.logRecords[0]?.attributes).toEqual([
      { key: 'n', value: { intValue: '3' } },
      { key: 'none', value: {} },
      { key: 'log.record.uid', value: { stringValue: 'r1' } },
    ]);
  });

  it('names errors by the semantic conventions, with the stacks of their causes', () => {
    const cause = { name: 'Error', message: 'reset', stack: 'Error: reset\n    at b' };
    const error = { name: 'FetchError', message: 'failed', code: 'X', stack: 'FetchError: failed\n    at a', cause };
    expect(json(recordOf({ error }))['attributes']).toMatchObject({
      'exception.type': 'FetchError',
      'exception.message': 'failed',
      'exception.stacktrace': 'FetchError: failed\n    at a\nCaused by: Error: reset\n    at b',
      'exception.code': 'X',
      'exception.cause': { message: 'reset' },
    });
  });

  it('says so where no service is known, and adds what the resource is given', () => {
    const format = otlpFormat({ resource: { 'deployment.environment.name': 'live', 'service.name': 'mine' } });
    expect(json(recordOf())['resource']).toMatchObject({ 'service.name': 'unknown_service' });
    expect(said(JSON.parse(format.format(recordOf())) as OtlpLogsData)['resource']).toMatchObject({
      'deployment.environment.name': 'live',
      'service.name': 'mine',
    });
  });

  it('keeps ids that are not W3C ones as attributes', () => {
    const found = json(recordOf({ traceId: 'mine', spanId: '0'.repeat(16) }));
    expect(found['attributes']).toMatchObject({ trace_id: 'mine', span_id: '0'.repeat(16) });
    expect(found['traceId']).toBeUndefined();
  });

  it('keeps times that 64 bits of nanoseconds do not reach', () => {
    const found = json(recordOf({ timestamp: Date.UTC(9999, 0) }));
    expect(found['timeUnixNano']).toBe('0');
    expect(found['attributes']).toMatchObject({ 'tailrace.timestamp': '9999-01-01T00:00:00.000Z' });
  });

  it('says the same in protobuf, as another implementation reads it', () => {
    const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger());
    const scalar = fc.oneof(fc.string({ unit: 'grapheme' }), number, fc.boolean(), fc.constant(null));
    const key = fc.string({ unit: 'grapheme' });
    const value = fc.oneof(scalar, fc.array(scalar), fc.dictionary(key, fc.oneof(scalar, fc.array(scalar))));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.dictionary(key, value), (message, attributes) => {
        const record = recordOf({ message, attributes, traceId: 'c'.repeat(32) });
        const bytes = otlpFormat({ encoding: 'protobuf' }).format(record);
        expect(said(decodeLogsData(bytes as Uint8Array) as OtlpLogsData)).toEqual(said(toLogsData(record)));
      }),
      { numRuns: 200 },
    );
  });

  it('makes protobuf entries that are one request when they are put together', () => {
    const format = otlpFormat({ encoding: 'protobuf' });
    const entries = ['a', 'b', 'c'].map((message) => format.format(recordOf({ message })) as Uint8Array);
    const { resourceLogs } = decodeLogsData(Buffer.concat(entries)) as OtlpLogsData;
    const messages = resourceLogs.map((one) => said({ resourceLogs: [one] })['body']);
    expect(messages).toEqual(['a', 'b', 'c']);
  });

  it('works as a format of Winston', () => {
    const stream = new PassThrough();
    const chunks: string[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
    const log = winston.createLogger({ format: otlpFormat(), transports: [new winston.transports.Stream({ stream })] });
    log.error('broken', { user: 'ann' });
    expect(said(JSON.parse(chunks.join('')) as OtlpLogsData)).toMatchObject({
      severityNumber: 17,
      body: 'broken',
      attributes: { user: 'ann' },
    });
  });

  it('names its media types', () => {
    expect(otlpFormat().contentType).toBe('application/x-ndjson');
    expect(otlpFormat({ encoding: 'protobuf' }).contentType).toBe('application/x-protobuf');
  });

  it('throws for options it does not know or take', () => {
    const unknown = { encoding: 'json', encodin: 'json' } as const;
    expect(() => otlpFormat(unknown)).toThrow(expect.objectContaining({ code: 'TAILRACE_UNKNOWN_OPTION' }));
    expect(() => otlpFormat({ encoding: 'xml' } as object)).toThrow(
      expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }),
    );
  });
});
