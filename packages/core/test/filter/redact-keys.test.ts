import { describe, expect, it } from 'vitest';
import { attributes } from './redacted.ts';

describe('redact by key', () => {
  it('knows the usual secret names in any case and with any separators, at any depth', () => {
    const names = [
      'password',
      'Password',
      'DB_PASSWORD',
      'dbPassword',
      'x-api-key',
      'APIKEY',
      'accessToken',
      'Set-Cookie',
    ];
    for (const name of [...names, 'authorization', 'client_secret', 'privateKey', 'cvv', 'password2']) {
      expect(attributes({ a: [{ [name]: 'v' }] })).toEqual({ a: [{ [name]: '[redacted]' }] });
    }
  });

  it('leaves names alone that only look like them', () => {
    const given = {
      total_tokens: 5,
      tokenCount: 1,
      passwordChanged: true,
      bypass: 'x',
      keyboard: 'k',
      author: 'a',
      pinned: 1,
    };
    expect(attributes(given)).toEqual(given);
  });

  it('takes names of your own, exceptions, and none', () => {
    expect(attributes({ badge: 'x', myBadge: 'y', badges: 'z' }, { keys: ['Badge'] })).toEqual({
      badge: '[redacted]',
      myBadge: '[redacted]',
      badges: 'z',
    });
    expect(attributes({ nextPageToken: 'x', token: 'y' }, { exceptKeys: ['nextPageToken'] })).toEqual({
      nextPageToken: 'x',
      token: '[redacted]',
    });
    expect(attributes({ password: 'x' }, { usualKeys: false })).toEqual({ password: 'x' });
  });

  it('redacts secrets in keys, and keeps every value', () => {
    expect(attributes({ 'ada@example.com': 1, 'bob@example.com': 2, other: 3 })).toEqual({
      '[redacted]': 1,
      '[redacted] 2': 2,
      other: 3,
    });
  });
});
