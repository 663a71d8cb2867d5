import { describe, expect, it } from 'vitest';
import { ApiError } from '../src/api/client.ts';
import { passingFailure } from '../src/api/passing.ts';
import { readingText } from '../src/search/explain-panel.tsx';
import { hasPipes } from '../src/search/query-text.ts';

describe('failures that pass by themselves [E3]', () => {
  it('are a store that is away, a collector that is, and too many questions', () => {
    const away = passingFailure(new ApiError(503, 'TAILRACE_STORE_UNAVAILABLE', 'db:5432 is away', 5000));
    expect(away).toEqual({ words: 'The store behind the collector is away.', retryMillis: 5000 });
    expect(passingFailure(new ApiError(429, 'TAILRACE_TOO_MANY_QUERIES', 'wait', 0))?.retryMillis).toBe(200);
    expect(passingFailure(new TypeError('fetch failed'))?.words).toBe('The collector does not answer.');
  });

  it('are not a query that is refused, or logins that were too many', () => {
    expect(passingFailure(undefined)).toBeUndefined();
    expect(passingFailure(new ApiError(422, 'TAILRACE_QUERY_LIMIT', 'narrow it'))).toBeUndefined();
    expect(passingFailure(new ApiError(429, 'TAILRACE_TOO_MANY_LOGINS', 'wait'))).toBeUndefined();
  });
});

describe('a plan in words', () => {
  it('says what is read and what is not, and why', () => {
    const reading = { unit: 'segments', total: 30, read: 5, records: 200_000, bytes: 8_100_000 };
    expect(readingText({ ...reading, pruned: [{ reason: 'they are too old', count: 25 }] })).toBe(
      '5 of 30 segments are read (200,000 records, 8.1 MB); 25 are not: they are too old.',
    );
    expect(readingText({ unit: 'indices', total: 1, read: 1, pruned: [] })).toBe('1 of 1 indices are read.');
  });
});

describe('pipes', () => {
  it('are told from bars in quotes and from ||', () => {
    expect(['a | count', '"a | b"', 'a || b', 'a\\| b', 'a || b | count'].map(hasPipes)).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
  });
});
