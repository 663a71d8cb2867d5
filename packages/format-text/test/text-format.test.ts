import { createRecord, type LogRecord } from '@tailrace/core';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { DEFAULT_PATTERN, textFormat, type TextFormatOptions } from '../src/index.ts';

const at = Date.UTC(2026, 10, 22, 9, 5, 3, 7);

function line(options: TextFormatOptions, record: Partial<LogRecord> = {}): string {
  return textFormat(options).format({
    ...createRecord({ timestamp: at, level: 'info', message: 'saved', process: 7 }),
    ...record,
  });
}

describe('textFormat [F5]', () => {
  it('writes the pattern that is asked for where none is given', () => {
    expect(DEFAULT_PATTERN).toBe('{time} - {logger} - {level} - [{file}:{line}] - {message}');
    const source = { module: 'src/orders.ts', line: 12 };
    expect(line({}, { logger: 'shop.orders', source })).toBe(
      '2026-11-22T09:05:03.007Z - shop.orders - info - [src/orders.ts:12] - saved',
    );
    expect(line({})).toBe('2026-11-22T09:05:03.007Z - - - info - [-:-] - saved');
  });

  it('takes every field of a record, and attributes by name or path', () => {
    const record: Partial<LogRecord> = {
      service: 'shop',
      traceId: 'a'.repeat(32),
      attributes: { user_id: 7, http: { status: 200 }, 'a.b': 'dotted', list: [1, 2] },
    };
    const pattern = '{LEVEL} {severity} {service} {pid} {trace_id} {user_id} {http.status} {a.b} {list} {nothing}';
    expect(line({ pattern }, record)).toBe(`INFO INFO shop 7 ${'a'.repeat(32)} 7 200 dotted [1,2] -`);
    expect(line({ pattern: '{attributes.user_id}|{attributes}', missing: '' }, { attributes: { user_id: 7 } })).toBe(
      '7|{"user_id":7}',
    );
  });

  it('writes whole milliseconds, whatever the zone', () => {
    for (const timeZone of ['UTC', 'Europe/Berlin']) {
      expect(line({ pattern: '{time}', timeZone }, { timestamp: at + 0.25 })).toContain('05:03.007');
    }
    expect(line({ pattern: '{time}', time: 'epoch' }, { timestamp: at + 0.25 })).toBe(String(at));
  });

  it('does not read what a record only inherits', () => {
    expect(line({ pattern: '{toString}|{constructor.name}|{__proto__}' }, { attributes: {} })).toBe('-|-|-');
  });

  it.each([
    ['{level:<8}|', 'info    |'],
    ['{level:>8}|', '    info|'],
    ['{level:*^8}|', '**info**|'],
    ['{level:8}|', 'info    |'],
    ['{message:.3}|', 'sav|'],
    ['{message:>6.3}|', '   sav|'],
    ['{{{level}}}', '{info}'],
  ])('lays %s out as %s', (pattern, expected) => {
    expect(line({ pattern })).toBe(expected);
  });

  it('cuts between characters, never through one', () => {
    expect(line({ pattern: '{message:.3}' }, { message: 'ab👍' })).toBe('ab');
  });

  it.each([
    ['iso', 'UTC', '2026-11-22T09:05:03.007Z'],
    ['iso', 'Europe/Berlin', '2026-11-22T10:05:03.007+01:00'],
    ['iso', 'Asia/Kathmandu', '2026-11-22T14:50:03.007+05:45'],
    ['date-time', 'America/New_York', '2026-11-22 04:05:03.007'],
    ['time', 'UTC', '09:05:03.007'],
    ['epoch', 'UTC', String(at)],
  ] as const)('writes the time as %s in %s', (time, timeZone, expected) => {
    expect(line({ pattern: '{time}', time, timeZone })).toBe(expected);
  });

  it('knows the hour that a summer time skips and the one it repeats', () => {
    const format = textFormat({ pattern: '{time}', timeZone: 'Europe/Berlin' });
    const times = [
      Date.UTC(2026, 2, 29, 0, 59),
      Date.UTC(2026, 2, 29, 1),
      Date.UTC(2026, 9, 25, 0),
      Date.UTC(2026, 9, 25, 1),
    ];
    expect(times.map((timestamp) => format.format(createRecord({ timestamp, message: '' })))).toEqual([
      '2026-03-29T01:59:00.000+01:00',
      '2026-03-29T03:00:00.000+02:00',
      '2026-10-25T02:00:00.000+02:00',
      '2026-10-25T02:00:00.000+01:00',
    ]);
  });

  it('writes errors with causes on indented lines below, or where the pattern says', () => {
    const error = {
      name: 'FetchError',
      message: 'failed\nforged',
      code: 'ECONNRESET',
      stack: 'FetchError: failed\n    at one (a.js:1:1)',
      cause: { name: 'Error', message: 'reset' },
    };
    expect(line({ pattern: '{message}' }, { error }).split('\n')).toEqual([
      'saved',
      '    FetchError: failed\\nforged (ECONNRESET)',
      '        at one (a.js:1:1)',
      '    caused by Error: reset',
    ]);
    expect(line({ pattern: '{message}', stack: false }, { error })).toBe('saved');
    expect(line({ pattern: '{message} {exception}' }, { error })).toBe(
      'saved FetchError: failed\\nforged (ECONNRESET) | at one (a.js:1:1) | caused by Error: reset',
    );
  });

  it('lets no record forge a line or drive a terminal [CWE-117]', () => {
    expect(line({ pattern: '{level} {message} {u}' }, { message: 'a\nb\u001b[2J', attributes: { u: '\u202e' } })).toBe(
      'info a\\nb\\x1b[2J \\u202e',
    );
  });

  it('works as a format of Winston', () => {
    const stream = new PassThrough();
    const chunks: string[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
    const log = winston.createLogger({
      format: textFormat({ pattern: '{level}: {message} user={user}' }),
      transports: [new winston.transports.Stream({ stream })],
    });
    log.warn('slow', { user: 'ann' });
    expect(chunks.join('')).toBe('warn: slow user=ann\n');
  });

  it.each([
    [{ pattern: '{level' }, "'pattern' has a '{' without its other"],
    [{ pattern: 'level}' }, "'pattern' has a '}' without its other"],
    [{ pattern: '{}' }, 'braces without a name'],
    [{ pattern: 'always the same' }, 'names no field'],
    [{ pattern: '{level}\n' }, 'takes no line breaks'],
    [{ pattern: '{level:x}' }, 'is no layout'],
    [{ timeZone: 'Mars/Olympus' }, 'Mars/Olympus'],
  ])('throws for %j', (options, words) => {
    expect(() => textFormat(options)).toThrow(
      expect.objectContaining({ code: 'TAILRACE_BAD_OPTION', message: expect.stringContaining(words) as string }),
    );
  });

  it('throws for options it does not know', () => {
    const wrong = { pattern: '{level}', patern: '{level}' };
    expect(() => textFormat(wrong)).toThrow(expect.objectContaining({ code: 'TAILRACE_UNKNOWN_OPTION' }));
  });
});
