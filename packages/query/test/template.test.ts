import { describe, expect, it } from 'vitest';
import { messageTemplate } from '@tailrace/query';

describe('a template', () => {
  it.each<[string, string]>([
    ['', ''],
    ['Done.', 'Done.'],
    ['user 42 took 35ms on 10.0.0.7:8080', 'user <*> took <*>ms on <*>'],
    ['disk at 97.5% of 1,024', 'disk at <*>% of <*>'],
    ['Connection from 2001:db8::1 port 5', 'Connection from <*> port <*>'],
    ['mac 00:1b:44:11:3a:b7 up', 'mac <*> up'],
    ['blk_-1608999687919862906 of blk_7', 'blk_<*> of blk_<*>'],
    ['sent "GET / HTTP/1.1" 200', 'sent <*> <*>'],
    ["can't open '/var/log/x.log'", "can't open <*>"],
    ['2026-11-22T10:30:00.123Z start', '<*> start'],
    ['id=0191e2f4-6c5b-7a31-9e5c-aaaaaaaaaaaa', 'id=<*>'],
    ['commit cafe1234 at 0x7f', 'commit <*> at <*>'],
    ['the deadbeef facade', 'the deadbeef facade'],
    ['read C:\\Windows\\x.dll and ./a/b and ~/c', 'read <*> and <*> and <*>'],
    ['see https://a.b/c?d=1&e=f (now)', 'see <*> (now)'],
    ['GET /api/v1/users/7 HTTP/1.1', 'GET <*> HTTP/<*>'],
    ['either/or and src/main', 'either/or and src/main'],
    ['worker-3 of pool1', 'worker-<*> of pool<*>'],
    ['-5 and +7 and a-5', '<*> and <*> and a-<*>'],
    ['用户 123 登录', '用户 <*> 登录'],
    ['failed\n    at line 7', 'failed'],
    ['failed\r\nat', 'failed'],
  ])('of %j is %j', (message, template) => {
    expect(messageTemplate(message)).toBe(template);
  });

  it('looks at the first thousand characters', () => {
    expect(messageTemplate('x '.repeat(5000))).toHaveLength(1000);
  });
});
