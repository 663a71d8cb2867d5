import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoTime, timeOf } from '../src/index.ts';

describe('isoTime', () => {
  it('agrees with Date over all times', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.integer({ min: 0, max: 4e12 })),
        (millis) => {
          expect(isoTime(millis)).toBe(new Date(millis).toISOString());
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('cuts fractions of a millisecond off, towards the past', () => {
    expect(isoTime(1.7)).toBe('1970-01-01T00:00:00.001Z');
    expect(isoTime(-0.5)).toBe('1969-12-31T23:59:59.999Z');
  });

  it('writes 1970 for what is no time', () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, 9e15])
      expect(isoTime(wrong)).toBe('1970-01-01T00:00:00.000Z');
  });
});

describe('timeOf', () => {
  const at = Date.UTC(2026, 10, 22, 16, 39, 0, 929);
  it.each([
    ['2026-11-22T16:39:00.929Z', at],
    ['2026-11-22T16:39:00,929Z', at],
    ['2026-11-22T17:39:00.929+01:00', at],
    ['2026-11-22 16:39:00.929', at],
    ['2026-11-22 16:39:00.929 +0000', at],
    ['2026-11-22T16:39:00.929123456Z', at],
    ['2026-11-22T16:39:00Z', at - 929],
    ['2026-11-22', Date.UTC(2026, 10, 22)],
    [at, at],
    [at / 1000, at],
    [String(at), at],
    [at * 1000, at],
    [`${at}000000`, at],
    [BigInt(at) * 1_000_000n, at],
    [new Date(at), at],
    ['yesterday', undefined],
    ['2026-13-45T00:00:00.000Z', undefined],
    ['Sun Nov 22 2026', undefined],
    ['', undefined],
    [Number.NaN, undefined],
    [null, undefined],
    [{}, undefined],
  ])('reads %s', (value, millis) => {
    expect(timeOf(value)).toBe(millis);
  });
});
