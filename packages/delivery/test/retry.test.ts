import { describe, expect, it } from 'vitest';
import { backoffMillis, isTransient, type RetrySettings } from '../src/retry.ts';

const retry: RetrySettings = {
  minMillis: 100,
  maxMillis: 1000,
  attempts: 1,
  faultAttempts: 1,
  maxRetryAfterMillis: 1,
};

describe('backoff [G13]', () => {
  it('is full jitter under a bound that doubles', () => {
    expect([1, 2, 3, 4, 5, 500].map((attempt) => backoffMillis(attempt, retry, () => 1))).toEqual([
      100, 200, 400, 800, 1000, 1000,
    ]);
    expect(backoffMillis(3, retry, () => 0)).toBe(0);
    expect(backoffMillis(3, retry, () => 0.5)).toBe(200);
  });
});

describe('what is transient', () => {
  const coded = (code: string): Error => Object.assign(new Error(code), { code });

  it.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EPIPE',
    'ENOSPC',
    'E2BIG',
    'HPE_INVALID_CONSTANT',
    'ERR_HTTP2_GOAWAY_SESSION',
    'ERR_STREAM_PREMATURE_CLOSE',
    'UND_ERR_CONNECT_TIMEOUT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ])('%s is', (code) => {
    expect(isTransient(coded(code))).toBe(true);
    expect(isTransient(new TypeError('fetch failed', { cause: coded(code) }))).toBe(true);
    expect(isTransient(new AggregateError([coded(code), coded('ETIMEDOUT')]))).toBe(true);
  });

  it('aborts and time limits are', () => {
    expect(isTransient(new DOMException('x', 'AbortError'))).toBe(true);
    expect(isTransient(new DOMException('x', 'TimeoutError'))).toBe(true);
  });

  it.each([
    new TypeError('x is undefined'),
    coded('ERR_INVALID_ARG_TYPE'),
    'text',
    undefined,
    null,
    new AggregateError([]),
  ])('%s is not', (thrown) => {
    expect(isTransient(thrown)).toBe(false);
  });

  it('does not run for ever through causes that go round', () => {
    const error = new Error('a');
    error.cause = error;
    expect(isTransient(error)).toBe(false);
  });
});
