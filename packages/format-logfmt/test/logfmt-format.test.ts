import { createRecord, type LogRecord } from '@tailrace/core';
import { readLine } from './read-line.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { PassThrough } from 'node:stream';
import { logfmtFormat } from '../src/index.ts';

const at = Date.UTC(2026, 10, 22, 9, 5, 3, 7);

function recordOf(part: Partial<LogRecord>): LogRecord {
  const { host: _, ...record } = createRecord({ timestamp: at, level: 'info', message: 'order saved', process: 7 });
  return { ...record, id: 'r1', ...part };
}

describe('logfmtFormat [F5]', () => {
  it('writes pairs, text in quotes where it needs them', () => {
    const attributes = {
      user: 'ann',
      ms: 12.5,
      ok: true,
      none: null,
      zip: '07743',
      answer: 'true',
      nested: { a: { b: 1 } },
    };
    expect(logfmtFormat().format(recordOf({ service: 'shop', attributes }))).toBe(
      'time=2026-11-22T09:05:03.007Z level=info msg="order saved" service=shop pid=7 id=r1 ' +
        'user=ann ms=12.5 ok=true none=null zip="07743" answer="true" nested.a.b=1',
    );
  });

  it('tells text from numbers, and finds names for thousands of keys, in little time', () => {
    const digits = `${'1'.repeat(500_000)}x`;
    expect(logfmtFormat().format(recordOf({ message: digits }))).toContain(`msg=${digits} `);
    const attributes = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, n) => [String.fromCodePoint(0xf_0000 + n), n]),
    );
    expect(logfmtFormat().format(recordOf({ attributes }))).toContain(' __20000=19999');
  });

  it('writes lists as JSON in quotes, and keys without blanks, quotes or equals signs', () => {
    const attributes = { list: [1, 'a'], 'a b="c"': 1, 'a=b': 2, 'a b': 3, '': 4, empty: {} };
    expect(logfmtFormat().format(recordOf({ attributes }))).toContain(
      'id=r1 list="[1,\\"a\\"]" a_b__c_=1 a_b=2 a_b_2=3 _=4 empty="{}"',
    );
  });

  it('keeps attributes that are named as fields apart from them', () => {
    expect(logfmtFormat().format(recordOf({ attributes: { level: 'x', msg: 'y' } }))).toContain(
      ' attributes.level=x attributes.msg=y',
    );
  });

  it('writes errors with codes, causes and stacks', () => {
    const cause = { name: 'Error', message: 'reset' };
    const error = {
      name: 'FetchError',
      message: 'failed',
      code: 'ECONNRESET',
      stack: 'FetchError: failed\n    at a',
      cause,
    };
    const line = logfmtFormat().format(recordOf({ error }));
    expect(line).toContain('error="FetchError: failed" error.code=ECONNRESET');
    expect(line).toContain('error.stack="FetchError: failed\\n    at a" error.cause="Error: reset"');
    expect(logfmtFormat({ stack: false }).format(recordOf({ error }))).not.toContain('stack');
  });

  it('takes other names for fields', () => {
    const format = logfmtFormat({ keys: { timestamp: 'ts', message: 'message' } });
    expect(format.format(recordOf({}))).toMatch(/^ts=2026\S+ level=info message="order saved"/);
  });

  it('is read back: time, level, message and attributes with their types', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((one) => one.trim() !== '');
    const value = fc.oneof(
      text,
      fc.integer(),
      fc.boolean(),
      fc.constantFrom('12', 'true', 'null', '-', 'a=b', '"', '\\'),
    );
    const key = fc.stringMatching(/^k[a-z_.-]{0,8}$/);
    await fc.assert(
      fc.asyncProperty(text, fc.dictionary(key, value), async (message, attributes) => {
        const read = await readLine(logfmtFormat().format(recordOf({ message, attributes })));
        expect({ timestamp: read.timestamp, level: read.level }).toEqual({ timestamp: at, level: 'info' });
        expect(read.message).toBe(message);
        expect(read.attributes).toEqual({ ...attributes, id: 'r1' });
      }),
      { numRuns: 200 },
    );
  });

  it('works as a format of Winston', () => {
    const stream = new PassThrough();
    const chunks: string[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
    const log = winston.createLogger({
      format: logfmtFormat(),
      transports: [new winston.transports.Stream({ stream })],
    });
    log.warn('slow', { ms: 5 });
    expect(chunks.join('')).toMatch(/^time=\S+ level=warn msg=slow .*ms=5\n$/);
  });

  it('throws for options it does not know or take', () => {
    const unknown = { stack: true, stac: true };
    const keys = { mesage: 'm' };
    expect(() => logfmtFormat(unknown)).toThrow(expect.objectContaining({ code: 'TAILRACE_UNKNOWN_OPTION' }));
    expect(() => logfmtFormat({ keys } as object)).toThrow(
      expect.objectContaining({ code: 'TAILRACE_UNKNOWN_OPTION' }),
    );
    expect(() => logfmtFormat({ maxBytes: 1 })).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
  });
});
