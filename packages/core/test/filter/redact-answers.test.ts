import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { redact } from '../../src/index.ts';
import { attributes, redacted } from './redacted.ts';

describe('redact answers', () => {
  const key = 'a key of sixteen bytes or more';

  it('with a mask, the last four, a hash, a token, or what a function says, by cause', () => {
    const card = '4111-1111-1111-1111';
    expect(redacted({ message: card }, { mask: '###' }).message).toBe('###');
    expect(redacted({ message: card }, { answer: 'last4' }).message).toBe('****1111');
    expect(
      redacted({ message: card }, { answers: { card: (value, cause) => `<${cause} ${value.length}>` } }).message,
    ).toBe('<card 19>');
    const hash = createHash('sha256').update('4111111111111111').digest('hex').slice(0, 32);
    expect(redacted({ message: card }, { answer: 'hash' }).message).toBe(`sha256:${hash}`);
    const token = createHmac('sha256', key).update('a@b.io').digest('hex').slice(0, 32);
    expect(redacted({ message: 'A@b.io' }, { answers: { email: 'token' }, key }).message).toBe(`hmac:${token}`);
  });

  it('gives equal values equal tokens, however they are written, so that joins still work', () => {
    const token = (message: string): string => redacted({ message }, { answer: 'token', key }).message;
    expect(token('4111 1111 1111 1111')).toBe(token('4111111111111111'));
    expect(token('a@b.io')).not.toBe(token('c@b.io'));
  });

  it('with the mask for objects and short values, whatever else was asked for', () => {
    expect(attributes({ password: { a: 1 }, token: 'abc', pin: 1234567890 }, { answer: 'last4' })).toEqual({
      password: '[redacted]',
      token: '[redacted]',
      pin: '****7890',
    });
  });

  it('throws for tokens without a good key, and for answers and detectors that nobody knows', () => {
    expect(() => redact({ answer: 'token' })).toThrow(expect.objectContaining({ code: 'TAILRACE_MISSING_OPTION' }));
    expect(() => redact({ answer: 'token', key: 'short' })).toThrow(/16 bytes/);
    expect(() => redact({ answer: 'masks' as never })).toThrow(/mask/);
    expect(() => redact({ answers: { cards: 'mask' } as object })).toThrow(/cards/);
    expect(() => redact({ detectors: ['emails' as never] })).toThrow(/'email'/);
    expect(() => redact({ path: [] } as object)).toThrow(/paths/);
    expect(() => redact({ patterns: [{ name: 'x', pattern: 'y' as never }] })).toThrow(/RegExp/);
  });
});
