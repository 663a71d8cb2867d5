import { describe, expect, it } from 'vitest';
import { read } from './collect.ts';
import { itReads } from './expected-record.ts';

describe('formats of servers', () => {
  itReads([
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
  ]);

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
});
