import { describe, expect, it } from 'vitest';
import { messageTemplate } from '../src/message-template.ts';

describe('the template of a message', () => {
  it.each([
    ['order 17 failed after 3.5 seconds', 'order <number> failed after <number> seconds'],
    ['took 12ms, then 1,204 rows', 'took <number>ms, then <number> rows'],
    ['user ann@example.com is unknown', 'user <email> is unknown'],
    ['GET https://shop.example.com/orders/17?x=1 answered 502', 'GET <url> answered <number>'],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED <address>'],
    ['job 018f3c2e-7b1a-7c3d-9e4f-0123456789ab is late', 'job <uuid> is late'],
    ['commit 9fceb02d0ae598e95dc970b74767f19372d61af8 is gone', 'commit <hex> is gone'],
    ['due at 2026-01-01T10:00:00.000Z', 'due at <time>'],
    ['no column "price" in \'orders\'', 'no column <text> in <text>'],
    ["can't read, won't write", "can't read, won't write"],
    ['customer cus_9s6XKzkNRiz8i3 has no card', 'customer <id> has no card'],
    ['the facade was defaced', 'the facade was defaced'],
    ['', ''],
  ])('of %j is %j', (message, template) => {
    expect(messageTemplate(message)).toBe(template);
  });

  it('takes no longer for messages that are made to take long', () => {
    const started = process.cpuUsage();
    for (const piece of ['a-', '1.', "'", 'a@', '0x', 'aaaaaaaa', '1-', 'a:/']) messageTemplate(piece.repeat(100_000));
    const { user } = process.cpuUsage(started);
    // Microseconds of our own time, not of the clock on the wall.
    expect(user).toBeLessThan(2_000_000);
  });
});
