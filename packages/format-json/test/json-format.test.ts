import { createRecord, decodeRecord, encodeRecord, type LogRecord, recordOfInfo } from '@tailrace/core';
import * as fc from 'fast-check';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { jsonFormat } from '../src/index.ts';

/** A Winston logger, and the lines that its stream was given. */
function logger(format: winston.Logform.Format): { log: winston.Logger; lines: () => string[] } {
  const stream = new PassThrough();
  const chunks: string[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
  const log = winston.createLogger({ level: 'silly', format, transports: [new winston.transports.Stream({ stream })] });
  return { log, lines: () => chunks.join('').split('\n').slice(0, -1) };
}

describe('jsonFormat as a formatter', () => {
  it('writes the wire form, as every part of Tailrace reads it [A8]', () => {
    const record = createRecord({
      level: 'warn',
      message: 'grüße "\n"',
      logger: 'a.b',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      attributes: { user: 'ann', nested: { n: [1, null] } },
      error: new TypeError('outer', { cause: new Error('inner') }),
    });
    const line = jsonFormat().format(record);
    expect(line).toBe(encodeRecord(record));
    expect(JSON.parse(line)).toMatchObject({ trace_id: record.traceId, exception: { cause: { message: 'inner' } } });
    expect(decodeRecord(line)).toMatchObject({ ok: true, record: { id: record.id, message: 'grüße "\n"' } });
  });

  it('writes one valid line, whatever is in a record', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const hostile = {
      get throws(): never {
        throw new Error('no');
      },
    };
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.anything({ withBigInt: true, withMap: true }), (message, value) => {
        const record = createRecord({ message, attributes: { value, cycle, hostile, lone: '\ud800', big: 1n } });
        const line = jsonFormat().format(record);
        expect(line).not.toContain('\n');
        expect(decodeRecord(line).ok).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('cuts what is longer than maxBytes, and stays valid', () => {
    const line = jsonFormat({ maxBytes: 2048 }).format(createRecord({ message: 'ü'.repeat(1e6) }));
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(2048);
    expect((JSON.parse(line) as LogRecord).message).toContain('…[cut');
  });

  it('throws for options it does not know or take', () => {
    const wrong = { maxBytes: 2048, maxByte: 1 };
    expect(() => jsonFormat(wrong)).toThrow(expect.objectContaining({ code: 'TAILRACE_UNKNOWN_OPTION' }));
    expect(() => jsonFormat({ maxBytes: 1 })).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
  });
});

describe('jsonFormat as a Winston format', () => {
  it('stands alone', () => {
    const { log, lines } = logger(jsonFormat());
    log.info('hello', { user: 'ann' });
    log.error(new RangeError('broken'));
    const records = lines().map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records[0]).toMatchObject({ level: 'info', severity: 9, message: 'hello', attributes: { user: 'ann' } });
    expect(records[1]).toMatchObject({ level: 'error', exception: { name: 'RangeError', message: 'broken' } });
  });

  it('stands at the end of other formats, and sees what they made', () => {
    const { log, lines } = logger(
      winston.format.combine(
        winston.format((info) => ({ ...info, message: `${String(info.message)}!` }))(),
        jsonFormat(),
      ),
    );
    log.warn('careful');
    expect(JSON.parse(lines()[0] ?? '')).toMatchObject({ level: 'warn', message: 'careful!' });
  });

  it('gives all transports the same id', () => {
    const seen: string[] = [];
    const format = jsonFormat();
    const info = { level: 'info', message: 'x', [Symbol.for('level')]: 'info' };
    for (let turn = 0; turn < 2; turn += 1)
      seen.push(String((format.transform(info) as Record<symbol, unknown>)[Symbol.for('message')]));
    expect(seen[0]).toBe(seen[1]);
  });
});

describe('a record that a logger has formatted', () => {
  it('is not written a second time for a transport that writes it in the same way', () => {
    let readings = 0;
    const counted = {
      get answer() {
        readings += 1;
        return 42;
      },
    };
    const format = jsonFormat();
    const info = { level: 'info', message: 'x', counted };
    const transformed = format.transform(info);
    const { [Symbol.for('message')]: line } = transformed as { [key: symbol]: unknown };
    const record = recordOfInfo(transformed) ?? expect.fail('no record was kept');
    const before = readings;
    expect(jsonFormat().format(record)).toBe(line);
    expect(readings).toBe(before);
    // Another bound of bytes may cut it elsewhere, and a record that looks the same may not be it.
    expect(jsonFormat({ maxBytes: 4096 }).format(record)).toBe(line);
    expect(readings).toBeGreaterThan(before);
    const changed = { ...record, message: 'y' };
    expect(jsonFormat().format(changed)).toBe(encodeRecord(changed));
  });
});
