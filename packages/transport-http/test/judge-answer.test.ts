import { describe, expect, it } from 'vitest';
import { retryAfterToMillis } from '@tailrace/delivery';
import { judgeHttpAnswer } from '../src/index.ts';

const now = Date.UTC(2026, 10, 22, 12, 0, 0);

function judged(status: number, body = '', retryAfter?: string): ReturnType<typeof judgeHttpAnswer> {
  return judgeHttpAnswer({ status, body, retryAfter }, 3, now);
}

describe('an HTTP answer', () => {
  it('is delivered with any 2xx, whatever its body', () => {
    for (const status of [200, 201, 202, 204]) expect(judged(status)).toEqual({ status: 'delivered' });
    for (const body of [
      'OK',
      '{',
      '[1]',
      '{"rejected":"no list"}',
      '{"accepted":3,"duplicates":2,"rejected":[]}',
      '{"rejected":[null,{"index":7},{"index":-1}]}',
    ]) {
      expect(judged(200, body)).toEqual({ status: 'delivered' });
    }
  });

  it('names what a collector rejected, and the rest is delivered', () => {
    const body = JSON.stringify({
      accepted: 2,
      duplicates: 0,
      rejected: [{ index: 1, code: 'bad_field', message: 'no' }],
    });
    expect(judged(200, body)).toEqual({
      status: 'partial',
      retry: [],
      rejected: [{ index: 1, reason: 'bad_field: no' }],
    });
  });

  it('tells refused content, size and access apart', () => {
    const cause = (status: number): unknown => (judged(status) as { cause?: unknown }).cause;
    expect([400, 422].map(cause)).toEqual(['content', 'content']);
    expect(cause(413)).toBe('size');
    expect([301, 302, 304, 307, 308, 401, 402, 403, 404, 405, 410, 411, 415, 431].map(cause)).toEqual(
      Array(14).fill('access'),
    );
  });

  it('is tried again with 408, 425, 429 and 5xx', () => {
    for (const status of [408, 425, 429, 500, 502, 503, 504, 507, 599]) expect(judged(status).status).toBe('retryable');
  });

  it('says when to come again, in seconds and as a date [G13]', () => {
    expect(judged(503, '', '7')).toEqual({ status: 'retryable', reason: 'HTTP 503', retryAfterMillis: 7000 });
    expect(judged(429, '', 'Sun, 22 Nov 2026 12:01:30 GMT')).toMatchObject({ retryAfterMillis: 90_000 });
    expect(retryAfterToMillis('Sun, 22 Nov 2026 11:00:00 GMT', now)).toBe(0);
    for (const nothing of [undefined, '', 'soon', '-5x']) expect(retryAfterToMillis(nothing, now)).toBeUndefined();
  });

  it('gives a reason that repeats nothing of the records', () => {
    expect(judged(400, '{"error":{"code":"TAILRACE_BAD_RECORD","message":"secret"}}')).toMatchObject({
      reason: 'HTTP 400 TAILRACE_BAD_RECORD',
    });
    expect(judged(400, '{"error":{"code":"my secret"}}')).toMatchObject({ reason: 'HTTP 400' });
  });
});
