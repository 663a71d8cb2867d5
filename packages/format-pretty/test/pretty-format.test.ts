import { createRecord, type LogRecord } from '@tailrace/core';
import * as fc from 'fast-check';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { columnsOf, cutToColumns, prettyFormat } from '../src/index.ts';

const plain = prettyFormat({ colors: false, timestamp: 'iso' });
const at = Date.UTC(2026, 10, 22, 9, 5, 3, 7);

function line(record: Partial<LogRecord>): string {
  return plain.format(createRecord({ timestamp: at, ...record }));
}

// oxlint-disable-next-line no-control-regex -- what must not come through
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

describe('prettyFormat', () => {
  it('shows time, level, who says it, the message, fields and the trace', () => {
    expect(
      line({
        level: 'warn',
        service: 'shop',
        logger: 'orders.db',
        message: 'slow query',
        attributes: { ms: 12.5, sql: 'select 1', table: 'orders', ok: true, nested: { a: [1] }, none: undefined },
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        sampleRate: 10,
      }),
    ).toBe(
      '2026-11-22T09:05:03.007Z WARN  shop/orders.db slow query ms=12.5 sql="select 1" table=orders ok=true nested={"a":[1]} trace=4bf92f35 ×10',
    );
  });

  it('shows errors with code, attributes, stack and causes, indented below the line', () => {
    const cause = { name: 'SocketError', message: 'reset', stack: 'SocketError: reset\n    at read (net.js:1:2)' };
    const error = {
      name: 'FetchError',
      message: 'failed',
      code: 'ECONNRESET',
      stack: 'FetchError: failed\n    at one (a.js:1:1)\n    at two (b.js:2:2)',
      attributes: { url: '/x' },
      cause,
      errors: [{ name: 'Error', message: 'first' }],
    };
    const shown = prettyFormat({ colors: false, timestamp: false, stackLines: 1 }).format(
      createRecord({ level: 'error', message: 'no answer', attributes: {} }) && {
        ...createRecord({ level: 'error', message: 'no answer' }),
        error,
      },
    );
    expect(shown.split('\n')).toEqual([
      'ERROR no answer',
      '    FetchError: failed (ECONNRESET)',
      '        at one (a.js:1:1)',
      '        … 1 more',
      '        url=/x',
      '    caused by SocketError: reset',
      '        at read (net.js:1:2)',
      '        gathered Error: first',
    ]);
  });

  it('cannot be made to forge a line, move the cursor or turn text round, whatever is in a record [CWE-117]', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('a\nINFO forged', '\u001b[2J', '\u202eabc', '\r', '\ud800'),
    );
    fc.assert(
      fc.property(text, text, text, text, (level, message, key, value) => {
        const error = {
          name: value,
          message,
          stack: `${message}\n    at ${value}\n${message}`,
          code: key,
          attributes: { [key]: value },
        };
        const shown = plain.format({
          ...createRecord({
            level,
            message,
            service: key,
            logger: value,
            attributes: { [key]: value, deep: { [key]: [value] } },
          }),
          traceId: value,
          error: { ...error, cause: error },
        });
        expect(shown).not.toMatch(UNSAFE);
        const [, ...below] = shown.split('\n');
        expect(below.filter((follows) => !follows.startsWith('    '))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('answers one entry for records that are not what their type says', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    for (const attributes of [
      cycle,
      hostile,
      {
        get threw(): never {
          throw new Error('no');
        },
      },
      { big: 10n, f: () => 1 },
    ]) {
      expect(plain.format({ ...createRecord({ message: 'x' }), attributes })).toContain('x');
    }
    expect(plain.format({} as LogRecord)).not.toContain('\n');
    expect(line({ message: 'm'.repeat(50_000_000) }).length).toBeLessThan(40_000);
  });

  it('colours by severity where it may, and only itself', () => {
    const coloured = prettyFormat({ colors: true, timestamp: 'time', theme: 'dark' });
    const shown = coloured.format(createRecord({ level: 'error', message: 'x\u001b[31m', attributes: { a: 1 } }));
    expect(shown).toContain('\u001b[31mERROR\u001b[39m');
    expect(shown).toContain('x\\x1b[31m');
    // oxlint-disable-next-line no-control-regex -- taking the colours off
    expect(shown.replace(/\u001b\[\d+m/g, '')).toMatch(/^\d\d:\d\d:\d\d\.\d{3} ERROR x\\x1b\[31m a=1$/);
  });

  it('has colours that can be read on a light background', () => {
    const warning = createRecord({ level: 'warn', message: 'x' });
    const on = (theme: 'dark' | 'light'): string =>
      prettyFormat({ colors: true, timestamp: false, theme }).format(warning);
    expect(on('dark')).toContain('\u001b[33mWARN');
    expect(on('light')).toContain('\u001b[38;5;130mWARN');
  });

  it('writes times as it is told, and keeps what moves a cursor out of them', () => {
    const pretty = prettyFormat({ colors: false, timestamp: (millis) => `${millis}\u001b` });
    expect(pretty.format(createRecord({ timestamp: 7, level: 'info', message: 'x' }))).toBe('7\\x1b INFO  x');
  });

  it('lets NO_COLOR and FORCE_COLOR decide', () => {
    const saved = { no: process.env['NO_COLOR'], force: process.env['FORCE_COLOR'] };
    const record = createRecord({ message: 'x' });
    try {
      delete process.env['NO_COLOR'];
      process.env['FORCE_COLOR'] = '1';
      expect(prettyFormat().format(record)).toContain('\u001b[');
      process.env['NO_COLOR'] = '1';
      expect(prettyFormat().format(record)).not.toContain('\u001b[');
    } finally {
      for (const [name, value] of [
        ['NO_COLOR', saved.no],
        ['FORCE_COLOR', saved.force],
      ] as const) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });

  it('shows the fields that were asked for', () => {
    const record = createRecord({ level: 'info', message: 'm', attributes: { a: 1, b: 2, c: 3 } });
    const shown = (fields: boolean | string[]): string =>
      prettyFormat({ colors: false, timestamp: false, fields }).format(record);
    expect(shown(['c', 'a', 'toString'])).toBe('INFO  m c=3 a=1');
    expect(shown(false)).toBe('INFO  m');
  });

  it('fits a width, with wide characters as two columns', () => {
    const shown = prettyFormat({ colors: false, width: 24 }).format(
      createRecord({ level: 'info', message: '日本語の長いメッセージ', error: new Error('x'.repeat(99)) }),
    );
    for (const each of shown.split('\n')) expect(columnsOf(each)).toBeLessThanOrEqual(24);
    expect(cutToColumns('日本語', 5)).toBe('日本…');
    expect(cutToColumns('日本語', 6)).toBe('日本語');
    expect(columnsOf('e\u0301👍')).toBe(3);
  });

  it('works as a format of Winston, alone and behind others', () => {
    const stream = new PassThrough();
    const chunks: string[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
    const pretty = prettyFormat({ colors: false, timestamp: false });
    for (const format of [pretty, winston.format.combine(winston.format.label({ label: 'db' }), pretty)]) {
      const log = winston.createLogger({ format, transports: [new winston.transports.Stream({ stream })] });
      log.info('hi', { user: 'ann' });
    }
    expect(chunks.join('')).toBe('INFO  hi user=ann\nINFO  db hi user=ann\n');
  });

  it('throws for options it does not know or take', () => {
    const wrong = { width: 80, colour: true };
    expect(() => prettyFormat(wrong)).toThrow(/Did you mean 'colors'/);
    const form = 'epoch' as 'time';
    expect(() => prettyFormat({ timestamp: form })).toThrow(/a function, or "time", "full", "iso", false/);
  });
});

describe('an error that is too long', () => {
  it('is cut as a message is, in its message, its stack and its attributes', () => {
    const long = 'x'.repeat(5_000_000);
    const attributes = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`a${index}`, index]));
    const error = { name: 'Error', message: long, stack: `Error: x\n    at ${long}`, attributes };
    const shown = line({ message: 'm', error });
    expect(shown.length).toBeLessThan(100_000);
    expect(shown).toContain('…[cut 4967232]');
    expect(shown.split('\n').length).toBeLessThanOrEqual(202);
  });
});
