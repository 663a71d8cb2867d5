import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectFormat, FORMATS } from '../src/index.ts';
import { collect, pieces, read } from './collect.ts';

/** Line by line: what is read of it. */
const TABLE: readonly (readonly [format: string, line: string, record: Record<string, unknown>])[] = [
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
    'docker',
    '{"log":"ERROR: listening failed\\n","stream":"stderr","time":"2026-01-31T12:00:00.123456789Z"}',
    {
      timestamp: Date.UTC(2026, 0, 31, 12, 0, 0, 123),
      level: 'error',
      message: 'ERROR: listening failed',
      attributes: { stream: 'stderr' },
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
    'logfmt',
    'time=2026-01-31T12:00:00Z level=warning msg="disk \\"sda\\" full" port=8080 code=007',
    {
      timestamp: Date.UTC(2026, 0, 31, 12),
      level: 'warning',
      message: 'disk "sda" full',
      attributes: { port: 8080, code: '007' },
    },
  ],
  [
    'syslog',
    "<34>Oct 11 22:14:15 mymachine su[230]: 'su root' failed for lonvick on /dev/pts/8",
    {
      timestamp: Date.UTC(2005, 9, 11, 22, 14, 15),
      level: 'crit',
      severity: 21,
      message: "'su root' failed for lonvick on /dev/pts/8",
      host: 'mymachine',
      service: 'su',
      process: 230,
    },
  ],
  [
    'syslog',
    '2026-01-31T12:00:00.123456+01:00 web-1 sshd[9]: Accepted publickey',
    {
      timestamp: Date.UTC(2026, 0, 31, 11, 0, 0, 123),
      message: 'Accepted publickey',
      host: 'web-1',
      service: 'sshd',
      process: 9,
    },
  ],
  [
    'syslog',
    'Oct 11 22:14:15 web-1 last message repeated 2 times',
    { message: 'last message repeated 2 times', host: 'web-1' },
  ],
  [
    'syslog-5424',
    '<165>1 2026-01-31T22:14:15.003Z web-1 evntslog 1024 ID47 [ex@32473 iut="3" q="a \\"b\\" \\]"] An event',
    {
      timestamp: Date.UTC(2026, 0, 31, 22, 14, 15, 3),
      level: 'notice',
      message: 'An event',
      host: 'web-1',
      service: 'evntslog',
      process: 1024,
      attributes: { 'ex@32473.iut': 3, 'ex@32473.q': 'a "b" ]', message_id: 'ID47' },
    },
  ],
  ['syslog-5424', '<11>1 - - - - - - boom', { level: 'error', message: 'boom' }],
  [
    'access',
    '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326',
    {
      timestamp: Date.UTC(2000, 9, 10, 20, 55, 36),
      level: 'info',
      message: 'GET /apache_pb.gif HTTP/1.0 200',
      attributes: {
        client: '127.0.0.1',
        user: 'frank',
        method: 'GET',
        path: '/apache_pb.gif',
        protocol: 'HTTP/1.0',
        status: 200,
        bytes: 2326,
      },
    },
  ],
  [
    'access',
    '::1 - - [10/Oct/2000:13:55:36 +0000] "POST /x HTTP/1.1" 503 - "https://a.example/" "curl/8 \\"x\\"" 0.012',
    {
      level: 'error',
      attributes: {
        client: '::1',
        method: 'POST',
        path: '/x',
        protocol: 'HTTP/1.1',
        status: 503,
        referrer: 'https://a.example/',
        user_agent: 'curl/8 \\"x\\"',
        more: 0.012,
      },
    },
  ],
  [
    'access',
    '10.0.0.1 - - [10/Oct/2000:13:55:36 +0000] "\\x16\\x03" 400 150',
    { level: 'warn', message: '\\x16\\x03 400' },
  ],
  [
    'apache-error',
    '[Wed Oct 11 14:32:52.123456 2000] [core:error] [pid 35708:tid 4328] [client 72.15.99.187:80] File does not exist: /x',
    {
      timestamp: Date.UTC(2000, 9, 11, 14, 32, 52, 123),
      level: 'error',
      logger: 'core',
      process: 35708,
      thread: 4328,
      message: '[client 72.15.99.187:80] File does not exist: /x',
      attributes: { client: '72.15.99.187:80' },
    },
  ],
  [
    'nginx-error',
    '2026/01/31 12:00:00 [error] 1234#5678: *90 open() "/x" failed (2: No such file or directory), client: 10.0.0.1',
    {
      timestamp: Date.UTC(2026, 0, 31, 12),
      level: 'error',
      process: 1234,
      thread: 5678,
      message: 'open() "/x" failed (2: No such file or directory), client: 10.0.0.1',
      attributes: { connection: 90 },
    },
  ],
  [
    'logback',
    '2026-01-31 12:00:00.123 [main] DEBUG com.example.App - started',
    { level: 'debug', logger: 'com.example.App', message: 'started', attributes: { thread: 'main' } },
  ],
  [
    'spring-boot',
    '2026-01-31T12:00:00.123+01:00  INFO 1234 --- [api] [main] com.example.App : Started',
    {
      timestamp: Date.UTC(2026, 0, 31, 11, 0, 0, 123),
      level: 'info',
      process: 1234,
      service: 'api',
      logger: 'com.example.App',
      message: 'Started',
    },
  ],
  [
    'log4j-plain',
    '2026-01-31 12:00:00,123 ERROR org.example.Main: stopped',
    { level: 'error', logger: 'org.example.Main', message: 'stopped' },
  ],
  [
    'python',
    '2026-01-31 12:00:00,123 - app.db - WARNING - slow query',
    { timestamp: Date.UTC(2026, 0, 31, 12, 0, 0, 123), level: 'warning', logger: 'app.db', message: 'slow query' },
  ],
  [
    'python-timed',
    '[2026-01-31 12:00:00,123: INFO/MainProcess] celery@web ready.',
    { level: 'info', message: 'celery@web ready.', attributes: { thread: 'MainProcess' } },
  ],
  [
    'python-basic',
    'CRITICAL:root:disk full',
    { level: 'critical', severity: 21, logger: 'root', message: 'disk full' },
  ],
  [
    'glog',
    'E0131 12:00:00.123456    4321 server.go:150] cannot listen',
    {
      timestamp: Date.UTC(2005, 0, 31, 12, 0, 0, 123),
      level: 'error',
      thread: 4321,
      source: { module: 'server.go', line: 150 },
      message: 'cannot listen',
    },
  ],
  [
    'postgres',
    '2026-01-31 12:00:00.123 UTC [4321] app@orders ERROR:  relation "x" does not exist',
    {
      timestamp: Date.UTC(2026, 0, 31, 12, 0, 0, 123),
      level: 'error',
      process: 4321,
      message: 'relation "x" does not exist',
      attributes: { user: 'app', database: 'orders' },
    },
  ],
  [
    'cri',
    '2026-01-31T12:00:00.123456789Z stderr F panic: oh no',
    { level: 'panic', message: 'panic: oh no', attributes: { stream: 'stderr', tag: 'F' } },
  ],
  [
    'timestamped',
    '2026-01-31T12:00:00.000Z [api] warn: queue is filling',
    { timestamp: Date.UTC(2026, 0, 31, 12), level: 'warn', logger: 'api', message: 'queue is filling' },
  ],
  [
    'timestamped',
    '2009/11/10 23:00:00 hello',
    { timestamp: Date.UTC(2009, 10, 10, 23), level: 'info', message: 'hello' },
  ],
  ['timestamped', '[2026-01-31 12:00:00] [ERROR] no such table', { level: 'error', message: 'no such table' }],
  ['level-first', 'info: listening on 8080', { level: 'info', message: 'listening on 8080' }],
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
  [
    'docker',
    '{"log":"{\\"level\\":30,\\"time\\":1531171074631,\\"pid\\":657,\\"hostname\\":\\"web-1\\",\\"msg\\":\\"hello\\",\\"n\\":1}\\n","stream":"stdout","time":"2026-01-31T12:00:00.123456789Z"}',
    { timestamp: 1531171074631, level: 'info', message: 'hello', process: 657, attributes: { stream: 'stdout', n: 1 } },
  ],
  [
    'cri',
    '2026-01-31T12:00:00.123456789Z stderr F {"level":"error","msg":"boom","code":7}',
    {
      timestamp: Date.UTC(2026, 0, 31, 12, 0, 0, 123),
      level: 'error',
      message: 'boom',
      attributes: { stream: 'stderr', tag: 'F', code: 7 },
    },
  ],
  ['dotnet', 'fail: Shop.Api.Orders[17]', { level: 'error', logger: 'Shop.Api.Orders', attributes: { event_id: 17 } }],
  ['text', 'something happened', { level: 'info', severity: 9, message: 'something happened' }],
];

describe('formats', () => {
  for (const [format, line, expected] of TABLE) {
    it(`reads ${format}: ${line.slice(0, 60)}`, async () => {
      const { entries } = await collect(pieces(line), { year: 2005, defaultTime: 0 });
      expect(entries).toHaveLength(1);
      expect(entries[0]).toMatchObject({ format, raw: line, record: expected });
      if (expected['attributes'] !== undefined) expect(entries[0]?.record.attributes).toEqual(expected['attributes']);
    });
  }

  it('finds each format first by its own example', () => {
    const wrong = FORMATS.filter((format) => detectFormat([format.example])[0]?.name !== format.name);
    expect(wrong.map((format) => format.name)).toEqual([]);
  });

  it('names every format in the README', () => {
    const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
    expect(FORMATS.filter(({ name }) => !readme.includes(`\`${name}\``)).map(({ name }) => name)).toEqual([]);
  });

  it('reads the columns that a W3C header names', async () => {
    const records = await read(
      '#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-method cs-uri-stem sc-status\n2026-01-31 12:00:00 GET /x 503\n',
    );
    expect(records[2]).toMatchObject({
      timestamp: Date.UTC(2026, 0, 31, 12),
      level: 'error',
      message: 'GET /x 503',
      attributes: { 'cs-method': 'GET', 'cs-uri-stem': '/x', 'sc-status': 503 },
    });
  });

  it('gives every record of a line that holds several, each with an id of its own', async () => {
    const log = (text: string): string => `{"timeUnixNano":"1769860800123000000","body":{"stringValue":"${text}"}}`;
    const line = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${log('a')},${log('b')}]},{"logRecords":[${log('c')}]}]}]}`;
    const { entries, report } = await collect(pieces(`${line}\n${line}\n`));
    expect(entries.map(({ record }) => record.message)).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
    expect(new Set(entries.map(({ record }) => record.id)).size).toBe(6);
    expect(entries.reduce((sum, { lines }) => sum + lines, 0)).toBe(2);
    expect(report).toMatchObject({ lines: 2, records: 6 });
  });

  it('puts a message that stands below its head into the record: the console of .NET', async () => {
    const records = await read(
      'info: Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://[::]:80\nfail: Shop.Api[0]\n      Request failed\n      System.InvalidOperationException: no stock\n         at Shop.Api.Orders.Place() in /src/Orders.cs:line 42\n',
    );
    expect(records).toMatchObject([
      { level: 'info', message: 'Now listening on: http://[::]:80' },
      { level: 'error', message: expect.stringContaining('Request failed') as string },
    ]);
  });

  it("keeps a Go panic's goroutines together, and what follows apart", async () => {
    const panic =
      'panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:\nmain.(*Shop).place(0x0?, {0xc000012345, 0x3})\n\t/src/main.go:12 +0x1d\nmain.main()\n\t/src/main.go:7 +0x25\nexit status 2';
    const records = await read(`2026/01/31 12:00:00 started\n${panic}\n2026/01/31 12:00:01 next\n`);
    expect(records.map(({ message }) => message)).toEqual(['started', expect.anything(), 'next']);
    expect(records[1]).toMatchObject({
      level: 'panic',
      message: 'runtime error: index out of range [5] with length 3',
      error: {
        name: 'panic',
        message: 'runtime error: index out of range [5] with length 3',
        stack: expect.stringMatching(/^runtime error[^]*goroutine 1 [^]*exit status 2$/) as string,
      },
    });
  });

  it('marks a level that a message shows, and does not guess one from words', async () => {
    const levels = async (text: string): Promise<string | undefined> => (await read(text))[0]?.level;
    expect(await levels('[warning] disk nearly full')).toBe('warning');
    expect(await levels('worker 3 FATAL cannot go on')).toBe('fatal');
    expect(await levels('the last error was long ago')).toBe('info');
    expect(await levels('no-error.html was read')).toBe('info');
    expect(await levels('see ERROR.md and ERROR=0')).toBe('info');
  });

  it('keeps a key named __proto__ as data', async () => {
    const [record] = await read('{"level":"info","message":"x","__proto__":{"polluted":true}}');
    expect(Object.keys(record?.attributes ?? {})).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
