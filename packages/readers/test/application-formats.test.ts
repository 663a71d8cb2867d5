import { describe, expect, it } from 'vitest';
import { read } from './collect.ts';
import { itReads } from './expected-record.ts';

describe('formats of applications', () => {
  itReads([
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
      'dotnet',
      'fail: Shop.Api.Orders[17]',
      { level: 'error', logger: 'Shop.Api.Orders', attributes: { event_id: 17 } },
    ],
    ['text', 'something happened', { level: 'info', severity: 9, message: 'something happened' }],
  ]);

  it('puts a message that stands below its head into the record: the console of .NET', async () => {
    const records = await read(
      'info: Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://[::]:80\nfail: Shop.Api[0]\n      Request failed\n      System.InvalidOperationException: no stock\n         at Shop.Api.Orders.Place() in /src/Orders.cs:line 42\n',
    );
    expect(records).toMatchObject([
      { level: 'info', message: 'Now listening on: http://[::]:80' },
      { level: 'error', message: expect.stringContaining('Request failed') as string },
    ]);
  });

  it('marks a level that a message shows, and does not guess one from words', async () => {
    const levels = async (text: string): Promise<string | undefined> => (await read(text))[0]?.level;
    expect(await levels('[warning] disk nearly full')).toBe('warning');
    expect(await levels('worker 3 FATAL cannot go on')).toBe('fatal');
    expect(await levels('the last error was long ago')).toBe('info');
    expect(await levels('no-error.html was read')).toBe('info');
    expect(await levels('see ERROR.md and ERROR=0')).toBe('info');
  });
});
