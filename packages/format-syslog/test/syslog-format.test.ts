import { createRecord, type LogRecord, SEVERITY_OF_LEVEL, syslogSeverity } from '@tailrace/core';
import { plainRecord } from '@tailrace/core/testing';
import { readRecords } from '@tailrace/readers';
import * as fc from 'fast-check';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { syslogFormat } from '../src/index.ts';
import { parseRfc5424 } from './rfc5424.ts';

const format = (more: Partial<LogRecord>, options = {}) =>
  parseRfc5424(syslogFormat(options).format(plainRecord(more)));

describe('the header', () => {
  it('is what RFC 5424 prescribes [F5]', () => {
    const entry = syslogFormat({ facility: 'local0' }).format(plainRecord({ kind: 'event', traceId: 'abc' }));
    expect(entry).toBe(
      '<134>1 2026-11-22T16:39:00.929Z web-1 shop 4711 event ' +
        '[record@32473 id="01a20420-1441-7004-a602-b12410a438cc" level="info" severity="9" logger="shop.orders" ' +
        'trace_id="abc" kind="event"] order shipped',
    );
  });

  it.each(Object.entries(SEVERITY_OF_LEVEL))('gives the level %s the severity of syslog', (level, severity) => {
    const syslog = syslogSeverity(severity);
    expect(format({ level, severity }, { facility: 'kern' }).priority).toBe(syslog);
    expect(format({ level, severity }, { facility: 23 }).priority).toBe(184 + syslog);
  });

  it('has one word for each field, and the whole in the structured data where the word differs', () => {
    const long = 'ünterwegs im Norden '.repeat(20);
    const { hostname, appName, data } = format({ host: long, service: long });
    expect([hostname.length, appName]).toEqual([255, '_nterwegs_im_Norden__nterwegs_im_Norden__nterweg']);
    expect(data['record@32473']).toMatchObject({ host: long, service: long });
    expect(format({}).data['record@32473']).not.toHaveProperty('host');
  });

  it('finds names for thousands of keys in little time', () => {
    const attributes = Object.fromEntries(
      Array.from({ length: 60_000 }, (_, n) => [String.fromCodePoint(0x1_0000 + n), n]),
    );
    const { data } = format({ attributes }, { maxBytes: 2_000_000 });
    expect(data['attributes@32473']).toMatchObject({ _: '0', __2: '1' });
  });

  it('says - for what is absent, and takes names for records without from the options', () => {
    const bare = { id: 'a', timestamp: 0, level: 'info', severity: 9, message: '' };
    expect(syslogFormat({ host: 'h', appName: 'my shop' }).format(bare)).toBe(
      '<14>1 1970-01-01T00:00:00.000Z h my_shop - - [record@32473 id="a" level="info" severity="9"]',
    );
    expect(parseRfc5424(syslogFormat().format(bare))).toMatchObject({ appName: '-', processId: '-', messageId: '-' });
  });

  it('says - for a year that it cannot say, and keeps the time beside', () => {
    const { timestamp, data } = format({ timestamp: Date.UTC(12_026, 0) });
    expect(timestamp).toBe('-');
    expect(data['record@32473']).toMatchObject({ timestamp: '+012026-01-01T00:00:00.000Z' });
  });

  it('takes the message id from a function, which may throw or answer nonsense', () => {
    const messageId = ({ logger }: LogRecord) => logger;
    expect(format({}, { messageId }).messageId).toBe('shop.orders');
    const throwing = () => {
      throw new Error('no');
    };
    expect(format({}, { messageId: throwing }).messageId).toBe('-');
    expect(format({}, { messageId: () => 'a b\n'.repeat(20) }).messageId).toBe('a_b_a_b_a_b_a_b_a_b_a_b_a_b_a_b_');
  });
});

describe('the structured data', () => {
  it('bear the number of an enterprise', () => {
    const { data } = format({ attributes: { a: 1 } }, { enterpriseNumber: 4711 });
    expect(Object.keys(data)).toEqual(['record@4711', 'attributes@4711']);
  });

  it('escape quotes, backslashes and brackets, and nothing else', () => {
    const entry = syslogFormat().format(plainRecord({ attributes: { a: 'q"q b\\b [x] =' } }));
    expect(entry).toContain(String.raw`[attributes@32473 a="q\"q b\\b [x\] ="]`);
  });

  it('take objects apart and leave lists as JSON', () => {
    const { data } = format({ attributes: { user: { id: 7, role: null }, tags: ['a', 1], ok: true, none: {} } });
    expect(data['attributes@32473']).toEqual({
      'user.id': '7',
      'user.role': 'null',
      tags: '["a",1]',
      ok: 'true',
      none: '{}',
    });
  });

  it('keep names that cannot stand as they are, beside the names that stand for them', () => {
    const long = 'a.name.that.is.longer.than.thirty-two.characters';
    const { data } = format({ attributes: { 'a b': 1, a_b: 2, [`${long}1`]: 3, [`${long}2`]: 4, größe: 5, '': 6 } });
    expect(data['attributes@32473']).toEqual({
      a_b: '1',
      a_b_2: '2',
      'a.name.that.is.longer.than.thirt': '3',
      'a.name.that.is.longer.than.thi_2': '4',
      gr__e: '5',
      _: '6',
    });
    expect(JSON.parse(data['record@32473']?.['attribute_names'] ?? '')).toEqual({
      a_b: 'a b',
      a_b_2: 'a_b',
      'a.name.that.is.longer.than.thirt': `${long}1`,
      'a.name.that.is.longer.than.thi_2': `${long}2`,
      gr__e: 'größe',
      _: '',
    });
  });

  it('hold an error with its causes', () => {
    const error = {
      name: 'Error',
      message: 'outer',
      stack: 'Error: outer\n    at x',
      cause: { name: 'E', message: 'in' },
    };
    expect(format({ error }).data['exception@32473']).toEqual({
      name: 'Error',
      message: 'outer',
      stack: String.raw`Error: outer\n    at x`,
      'cause.name': 'E',
      'cause.message': 'in',
    });
  });
});

describe('the message', () => {
  it('is UTF-8, with a byte order mark where that is asked for', () => {
    expect(format({ message: 'grüße 😀' }).message).toBe('grüße 😀');
    expect(format({ message: 'grüße 😀' }, { bom: true }).message).toBe('\uFEFFgrüße 😀');
    expect(format({ message: '' }, { bom: true }).message).toBe('');
  });

  it('has neither line breaks nor NULs, so that every framing keeps it one entry [CWE-117]', () => {
    const entry = syslogFormat().format(plainRecord({ message: 'a\r\n<0>1 - - - - - - forged\0b' }));
    expect(entry.endsWith(String.raw` a\r\n<0>1 - - - - - - forged\x00b`)).toBe(true);
  });
});

describe('the bound of bytes', () => {
  it('cuts the longest texts first, and marks them', () => {
    const entry = syslogFormat({ maxBytes: 2048 }).format(
      plainRecord({ message: 'ü'.repeat(5000), attributes: { short: 'kept', long: 'x'.repeat(5000) } }),
    );
    const { message, data } = parseRfc5424(entry);
    expect(Buffer.byteLength(entry)).toBeLessThanOrEqual(2048);
    expect(data['attributes@32473']?.['short']).toBe('kept');
    expect(data['attributes@32473']?.['long']).toMatch(/^x+…\[cut \d+ B\]$/);
    const [, kept = '', cut] = /^(ü+)…\[cut (\d+) B\]$/.exec(message) ?? [];
    expect(Buffer.byteLength(kept) + Number(cut)).toBe(10_000);
  });

  it('cuts between characters', () => {
    for (const before of ['', 'x', 'xx', 'xxx']) {
      const { message } = format({ message: before + '😀'.repeat(5000) }, { maxBytes: 2048 });
      expect(message).toMatch(/^x*(?:😀)+…\[cut \d+ B\]$/u);
    }
  });

  it('keeps the mark of what was cut before', () => {
    const { message } = format({ message: 'x'.repeat(3_000_000) });
    expect(message).toMatch(/^x+…\[cut \d+ B\]…\[cut 2\.\d MB\]$/);
  });

  it('counts what had to be left out', () => {
    const attributes = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`key${index}`, index]));
    const entry = syslogFormat({ maxBytes: 2048 }).format(plainRecord({ attributes }));
    const { data, message } = parseRfc5424(entry);
    const kept = Object.keys(data['attributes@32473'] ?? {}).length;
    expect(Buffer.byteLength(entry)).toBeLessThanOrEqual(2048);
    expect(message).toBe('order shipped');
    expect(kept).toBeGreaterThan(10);
    expect(kept + Number(data['record@32473']?.['left_out'])).toBe(5000);
  });

  it('is kept, and the grammar with it, whatever is in a record', () => {
    const text = fc.string({ unit: 'binary', maxLength: 400 });
    const attributes = fc.dictionary(text, fc.oneof(text, fc.anything({ maxDepth: 3 })), { maxKeys: 20 });
    const record = fc.record({ message: text, host: text, service: text, level: text, logger: text, attributes });
    fc.assert(
      fc.property(record, fc.integer({ min: 1024, max: 4096 }), (more, maxBytes) => {
        const entry = syslogFormat({ maxBytes }).format(plainRecord(more));
        expect(Buffer.byteLength(entry)).toBeLessThanOrEqual(maxBytes);
        expect(parseRfc5424(entry).timestamp).toBe('2026-11-22T16:39:00.929Z');
      }),
      { numRuns: 200 },
    );
  });
});

it('is read back by the readers', async () => {
  const record = plainRecord({
    level: 'error',
    severity: 17,
    message: 'a "quoted" [message]',
    attributes: { user: { name: 'ann ]"\\' }, count: 3 },
  });
  const entry = syslogFormat({ facility: 'local7' }).format(record);
  const found = [];
  for await (const line of readRecords(Readable.from([`${entry}\n`]))) found.push(line);
  expect(found).toMatchObject([
    {
      timestamp: record.timestamp,
      level: 'error',
      severity: 17,
      message: 'a "quoted" [message]',
      host: 'web-1',
      service: 'shop',
      process: 4711,
      attributes: {
        'record@32473.id': record.id,
        'record@32473.logger': 'shop.orders',
        'attributes@32473.user.name': 'ann ]"\\',
        'attributes@32473.count': 3,
      },
    },
  ]);
});

it('is a format of Winston', async () => {
  const stream = new PassThrough();
  const log = winston.createLogger({ format: syslogFormat(), transports: [new winston.transports.Stream({ stream })] });
  log.warn('careful', { user: 'ann' });
  const { priority, message, data } = parseRfc5424(String(stream.read()).trimEnd());
  expect({ priority, message, user: data['attributes@32473']?.['user'] }).toEqual({
    priority: 12,
    message: 'careful',
    user: 'ann',
  });
});

it('throws for options that it does not know or take', () => {
  const wrong = { facility: 'user' as const, facilty: 'user' };
  expect(() => syslogFormat(wrong)).toThrow(expect.objectContaining({ code: 'TAILRACE_UNKNOWN_OPTION' }));
  for (const options of [
    { facility: 24 },
    { facility: 'local8' as 'local0' },
    { enterpriseNumber: -1 },
    { maxBytes: 1 },
  ])
    expect(() => syslogFormat(options)).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
});

it('gives every record of a Winston info the same id', () => {
  const record = createRecord({ message: 'm' });
  expect(parseRfc5424(syslogFormat().format(record)).data['record@32473']?.['id']).toBe(record.id);
});
