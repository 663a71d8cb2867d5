import { describe, expect, it } from 'vitest';
import { collect, pieces, read } from './collect.ts';
import { itReads } from './expected-record.ts';

describe('formats in JSON', () => {
  itReads([
    [
      'tailrace',
      '{"id":"0194a1b2-c3d4-7000-8000-000000000001","timestamp":"2026-01-31T12:00:00.123Z","level":"warn","severity":13,"message":"slow","service":"api","trace_id":"0af7651916cd43dd8448eb211c80319c","attributes":{"n":1}}',
      {
        id: '0194a1b2-c3d4-7000-8000-000000000001',
        timestamp: Date.UTC(2026, 0, 31, 12, 0, 0, 123),
        level: 'warn',
        severity: 13,
        message: 'slow',
        service: 'api',
        traceId: '0af7651916cd43dd8448eb211c80319c',
        attributes: { n: 1 },
      },
    ],
    [
      'pino',
      '{"level":50,"time":1531171074631,"pid":657,"hostname":"web-1","name":"api","err":{"type":"TypeError","message":"boom","stack":"TypeError: boom\\n    at x"},"msg":"failed","req":{"id":7}}',
      {
        timestamp: 1531171074631,
        level: 'error',
        severity: 17,
        message: 'failed',
        logger: 'api',
        host: 'web-1',
        process: 657,
        error: { name: 'TypeError', message: 'boom', stack: 'TypeError: boom\n    at x' },
        attributes: { req: { id: 7 } },
      },
    ],
    [
      'bunyan',
      '{"name":"api","hostname":"web-1","pid":657,"level":40,"msg":"hello","time":"2026-01-31T12:00:00.000Z","src":{"file":"a.js","line":20,"func":"go"},"v":0,"n":2}',
      {
        timestamp: Date.UTC(2026, 0, 31, 12),
        level: 'warn',
        message: 'hello',
        logger: 'api',
        host: 'web-1',
        process: 657,
        source: { module: 'a.js', line: 20, function: 'go' },
        attributes: { n: 2 },
      },
    ],
    [
      'winston',
      '{"level":"error","message":"boom","service":"api","stack":"TypeError: boom\\n    at x (y.js:1:2)","timestamp":"2026-01-31T12:00:00.000Z","user":{"id":7}}',
      {
        timestamp: Date.UTC(2026, 0, 31, 12),
        level: 'error',
        message: 'boom',
        service: 'api',
        error: { name: 'TypeError', message: 'boom', stack: 'TypeError: boom\n    at x (y.js:1:2)' },
        attributes: { user: { id: 7 } },
      },
    ],
    [
      'ecs',
      '{"@timestamp":"2026-01-31T12:00:00.000Z","log.level":"ERROR","message":"boom","service":{"name":"api"},"error":{"type":"E","message":"m","stack_trace":"s"},"ecs.version":"8.11.0","url":"/x"}',
      {
        timestamp: Date.UTC(2026, 0, 31, 12),
        level: 'error',
        message: 'boom',
        service: 'api',
        error: { name: 'E', message: 'm', stack: 's' },
        attributes: { url: '/x' },
      },
    ],
    [
      'journal',
      '{"__REALTIME_TIMESTAMP":"1700000000123456","PRIORITY":"4","_PID":"1","_HOSTNAME":"web-1","SYSLOG_IDENTIFIER":"systemd","MESSAGE":"Started.","UNIT":"x.service"}',
      {
        timestamp: 1700000000123,
        level: 'warning',
        severity: 13,
        message: 'Started.',
        host: 'web-1',
        service: 'systemd',
        process: 1,
        attributes: { UNIT: 'x.service' },
      },
    ],
    [
      'json',
      '{"ts":1700000000.25,"level":"warn","msg":"slow","caller":"db.go:12"}',
      { timestamp: 1700000000250, level: 'warn', message: 'slow', attributes: { caller: 'db.go:12' } },
    ],
    [
      'json',
      '{"@t":"2026-01-31T12:00:00Z","@l":"Information","@mt":"hi {x}","x":3}',
      {
        timestamp: Date.UTC(2026, 0, 31, 12),
        level: 'information',
        severity: 9,
        message: 'hi {x}',
        attributes: { x: 3 },
      },
    ],
    [
      'gelf',
      '{"version":"1.1","host":"web-1","short_message":"boom","full_message":"boom\\nat x","timestamp":1769860800.123,"level":3,"_service":"api","_pid":7,"_user_id":9001,"_trace_id":"0af7651916cd43dd8448eb211c80319c"}',
      {
        timestamp: Date.UTC(2026, 0, 31, 12, 0, 0, 123),
        level: 'error',
        severity: 17,
        message: 'boom\nat x',
        host: 'web-1',
        service: 'api',
        process: 7,
        traceId: '0af7651916cd43dd8448eb211c80319c',
        attributes: { user_id: 9001 },
      },
    ],
    [
      'otlp',
      '{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"api"}},{"key":"host.name","value":{"stringValue":"web-1"}}]},"scopeLogs":[{"scope":{"name":"app.db"},"logRecords":[{"timeUnixNano":"1769860800123000000","severityNumber":13,"severityText":"WARN","body":{"stringValue":"slow"},"traceId":"0af7651916cd43dd8448eb211c80319c","attributes":[{"key":"n","value":{"intValue":"7"}},{"key":"tags","value":{"arrayValue":{"values":[{"stringValue":"a"},{"boolValue":true}]}}},{"key":"in","value":{"kvlistValue":{"values":[{"key":"x","value":{"doubleValue":0.5}}]}}}]}]}]}]}',
      {
        timestamp: Date.UTC(2026, 0, 31, 12, 0, 0, 123),
        level: 'warn',
        severity: 13,
        message: 'slow',
        service: 'api',
        host: 'web-1',
        logger: 'app.db',
        traceId: '0af7651916cd43dd8448eb211c80319c',
        attributes: { n: 7, tags: ['a', true], in: { x: 0.5 } },
      },
    ],
  ]);

  it('gives every record of a line that holds several, each with an id of its own', async () => {
    const log = (text: string): string => `{"timeUnixNano":"1769860800123000000","body":{"stringValue":"${text}"}}`;
    const line = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${log('a')},${log('b')}]},{"logRecords":[${log('c')}]}]}]}`;
    const { entries, report } = await collect(pieces(`${line}\n${line}\n`));
    expect(entries.map(({ record }) => record.message)).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
    expect(new Set(entries.map(({ record }) => record.id)).size).toBe(6);
    expect(entries.reduce((sum, { lines }) => sum + lines, 0)).toBe(2);
    expect(report).toMatchObject({ lines: 2, records: 6 });
  });

  it('keeps a key named __proto__ as data', async () => {
    const [record] = await read('{"level":"info","message":"x","__proto__":{"polluted":true}}');
    expect(Object.keys(record?.attributes ?? {})).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
