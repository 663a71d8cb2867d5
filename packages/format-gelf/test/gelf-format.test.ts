import { createRecord, type LogRecord, SEVERITY_OF_LEVEL, syslogSeverity } from '@tailrace/core';
import { awkwardRecords } from '@tailrace/core/testing';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import winston from 'winston';
import { gelfFormat } from '../src/index.ts';

const at = Date.UTC(2026, 10, 22, 9, 5, 3, 7);

function gelf(part: Partial<LogRecord> = {}): Record<string, unknown> {
  const made = createRecord({ timestamp: at, level: 'warn', message: 'order saved', host: 'web-1', process: 7 });
  return JSON.parse(gelfFormat().format({ ...made, id: 'r1', ...part })) as Record<string, unknown>;
}

describe('gelfFormat [F5]', () => {
  it('writes the fields of GELF 1.1', () => {
    expect(gelf({ logger: 'shop.orders', traceId: 'a'.repeat(32), attributes: { user: 'ann', ms: 1.5 } })).toEqual({
      version: '1.1',
      host: 'web-1',
      short_message: 'order saved',
      timestamp: 1_795_338_303.007,
      level: 4,
      _level_name: 'warn',
      _logger: 'shop.orders',
      _process: 7,
      _trace_id: 'a'.repeat(32),
      _record_id: 'r1',
      _user: 'ann',
      _ms: 1.5,
    });
  });

  it.each(Object.entries(SEVERITY_OF_LEVEL))('gives the level %s the severity of syslog', (level, severity) => {
    expect(gelf({ level, severity })).toMatchObject({ level: syslogSeverity(severity), _level_name: level });
  });

  it('finds the first line of long blank messages, and names for thousands of keys, in little time', () => {
    const blank = ' \t'.repeat(300_000);
    expect(gelf({ message: blank })).toMatchObject({ short_message: '-' });
    expect(gelf({ message: `${blank}\nlate` })).toMatchObject({ short_message: 'late' });
    const attributes = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, n) => [String.fromCodePoint(0x4e00 + n), n]),
    );
    expect(gelf({ attributes })).toMatchObject({ __: 0, ___2: 1, ___20000: 19_999 });
  });

  it('takes objects apart and writes text and numbers only, whatever the values are', () => {
    const attributes = { ok: true, none: null, list: [1, 'a'], http: { status: 200, 'a b': 1 }, id: 'x', é: 1 };
    expect(gelf({ attributes })).toMatchObject({
      _ok: 'true',
      _list: '[1,"a"]',
      _http_status: 200,
      _http_a_b: 1,
      _id_: 'x',
      __: 1,
    });
    expect(gelf({ attributes })).not.toHaveProperty('_none');
  });

  it('gives no name twice', () => {
    expect(gelf({ attributes: { 'a b': 1, 'a-b': 2, a_b: 3, logger: 'mine' }, logger: 'own' })).toMatchObject({
      _a_b: 1,
      '_a-b': 2,
      _a_b_2: 3,
      _logger: 'own',
      _logger_2: 'mine',
    });
  });

  it('puts stacks, causes and messages of several lines into full_message', () => {
    const cause = { name: 'Error', message: 'reset' };
    const error = { name: 'FetchError', message: 'failed', code: 'X', stack: 'FetchError: failed\n    at a', cause };
    expect(gelf({ error })).toMatchObject({
      short_message: 'order saved',
      full_message: 'order saved\nFetchError: failed\n    at a\ncaused by Error: reset',
      _exception_name: 'FetchError',
      _exception_code: 'X',
      _exception_cause_message: 'reset',
    });
    expect(gelf({ message: '\n first \nsecond' })).toMatchObject({
      short_message: 'first',
      full_message: '\n first \nsecond',
    });
    expect(gelf()).not.toHaveProperty('full_message');
  });

  it('always has a host and a short message, since Graylog refuses what has none', () => {
    expect(gelf({ message: '' })).toMatchObject({ short_message: '-' });
    const { host: _, ...record } = createRecord({ message: 'x' });
    expect(JSON.parse(gelfFormat({ host: 'mine' }).format(record))).toMatchObject({ host: 'mine' });
    expect((JSON.parse(gelfFormat().format(record)) as { host: string }).host).not.toBe('');
  });

  it.each(awkwardRecords.map(({ name, make }) => [name, make] as const))('is valid GELF with %s', (_, make) => {
    const message = JSON.parse(gelfFormat().format(make())) as Record<string, unknown>;
    const { version, host, short_message: short, full_message: full, timestamp, level, ...additional } = message;
    expect(version).toBe('1.1');
    for (const text of [host, short]) expect(text).toMatch(/\S/);
    expect(['string', 'undefined']).toContain(typeof full);
    expect(timestamp).toEqual(expect.any(Number));
    expect([0, 1, 2, 3, 4, 5, 6, 7]).toContain(level);
    for (const [name, value] of Object.entries(additional)) {
      expect(name).toMatch(/^_[\w.-]*$/);
      expect(name).not.toBe('_id');
      expect(['string', 'number']).toContain(typeof value);
    }
  });

  it('works as a format of Winston', () => {
    const stream = new PassThrough();
    const chunks: string[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
    const log = winston.createLogger({ format: gelfFormat(), transports: [new winston.transports.Stream({ stream })] });
    log.error('broken', { user: 'ann' });
    expect(JSON.parse(chunks.join(''))).toMatchObject({ level: 3, short_message: 'broken', _user: 'ann' });
  });

  it('throws for options it does not know or take', () => {
    const unknown = { host: 'a', hots: 'a' };
    expect(() => gelfFormat(unknown)).toThrow(expect.objectContaining({ code: 'TAILRACE_UNKNOWN_OPTION' }));
    expect(() => gelfFormat({ maxBytes: 1 })).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
  });
});
