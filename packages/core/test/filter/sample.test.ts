import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chain, type LogRecord, sample, THRESHOLD_ATTRIBUTE } from '../../src/index.ts';
import { IdentitySource } from '../../src/record/identity.ts';
import { probabilityOf, shareOfThreshold } from '../../src/filter/probability.ts';
import { harness, kept, record, traceId, weight } from './records.ts';

const traced = Array.from({ length: 20_000 }, (_, index) => record({ id: `id-${index}`, traceId: traceId(index) }));
/** Draws nothing: what is kept of a random run is within three standard deviations of the share in 997 of 1,000 only. */
const ids = new IdentitySource(Uint8Array.of(0x1f, 0x83, 0xd9, 0xab, 0xfb, 0x41, 0xbd, 0x6b));
const untraced = Array.from({ length: 20_000 }, (_, index) => record({ id: ids.next(1_700_000_000_000 + index) }));

describe('sample', () => {
  it('keeps about the share it is told, and gives what is kept the weight of what is not', () => {
    for (const records of [traced, untraced]) {
      const some = kept(sample(0.1), records);
      expect(Math.abs(some.length - 2000)).toBeLessThan(3 * Math.sqrt(20_000 * 0.1 * 0.9));
      expect(some.every(({ sampleRate }) => sampleRate === 10)).toBe(true);
    }
  });

  it('keeps at a small share only what it keeps at a larger one [A3]', () => {
    const shares = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(shares, ([one, other]) => {
        const few = kept(sample(Math.min(one, other)), traced.slice(0, 500));
        const many = new Set(kept(sample(Math.max(one, other)), traced.slice(0, 500)).map(({ id }) => id));
        return few.every(({ id }) => many.has(id));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the same in another process, with a trace and without [A3]', () => {
    const child = join(__dirname, 'fixtures', 'sampling-child.cjs');
    const theirs = execFileSync(process.execPath, [child, '0.13', '3000'], { encoding: 'utf8' });
    const filter = chain(sample(0.13));
    const ours: number[] = [];
    for (let number = 0; number < 3000; number += 1) {
      const bare = { id: `id-${number}`, timestamp: 0, level: 'info', severity: 9, message: '' };
      if (filter.apply({ ...bare, traceId: traceId(number) }) !== undefined) ours.push(number);
      if (filter.apply(bare) !== undefined) ours.push(-number);
    }
    expect(ours.length).toBeGreaterThan(600);
    expect(ours.join(',')).toBe(theirs);
  });

  it('keeps the sum of weights within three standard deviations over a million records [A3]', () => {
    const child = join(__dirname, 'fixtures', 'weights-child.cjs');
    const count = 1_000_000;
    const sum = Number(execFileSync(process.execPath, [child, String(count)], { encoding: 'utf8' }));
    const variance = (count / 2) * (9 + 99);
    expect(Math.abs(sum - count)).toBeLessThan(3 * Math.sqrt(variance));
  });

  it('follows OpenTelemetry: kept iff the 56 bits are at or above the threshold', () => {
    expect(probabilityOf(0.5).threshold).toBe('8');
    expect(probabilityOf(0.25).threshold).toBe('c');
    expect(probabilityOf(1).threshold).toBe('0');
    expect(probabilityOf(0.01).threshold.startsWith('fd70a3d70a3d7')).toBe(true);
    const at = (low: string): LogRecord => record({ traceId: `0123456789abcdef01${low}` });
    expect(kept(sample(0.5), [at('80000000000000')])).toHaveLength(1);
    expect(kept(sample(0.5), [at('7fffffffffffff')])).toHaveLength(0);
    expect(kept(sample(0.5), [at('80000000000000')])[0]?.attributes).toEqual({ [THRESHOLD_ATTRIBUTE]: '8' });
  });

  it('finds the share of a threshold again', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1, noNaN: true }), (share) => {
        const found = shareOfThreshold(probabilityOf(share).threshold) ?? 0;
        return Math.abs(found - share) < 1e-12;
      }),
    );
    expect(shareOfThreshold('xyz')).toBeUndefined();
  });

  it('multiplies weights with those that records have', () => {
    const heavy = traced.map((one) => ({ ...one, sampleRate: 3 }));
    expect(kept(sample(0.25), heavy).every(({ sampleRate }) => sampleRate === 12)).toBe(true);
  });

  it('goes on from an earlier threshold, so that two samplers in a row are right', () => {
    const once = kept(sample(0.5), traced);
    const twice = kept(sample(0.2), once);
    expect(Math.abs(twice.length - 2000)).toBeLessThan(150);
    expect(twice.every(({ sampleRate }) => sampleRate === 10)).toBe(true);
    const direct = new Set(kept(sample(0.1), traced).map(({ id }) => id));
    expect(twice.every(({ id }) => direct.has(id))).toBe(true);
  });

  it('leaves WARN and above, SECURITY and AUDIT alone, unless told otherwise [A3]', () => {
    const words = ['warn', 'error', 'fatal', 'security', 'audit'];
    const records = words.map((word) => record({ level: word }));
    expect(kept(sample(0), records)).toEqual(records);
    expect(kept(sample(0, { spareFrom: 'error' }), [record({ level: 'warn' })])).toEqual([]);
    expect(kept(sample(0, { spareFrom: false, spareAudits: false }), records)).toEqual([]);
  });

  it('samples WARN where its share is named, and refuses shares that would never count', () => {
    expect(kept(sample({ warn: 0 }), [record({ level: 'warn' })])).toEqual([]);
    expect(() => sample({ error: 0.5 })).toThrow(/spareFrom/);
    expect(() => sample({ audit: 0.5 })).toThrow(/spareAudits/);
    expect(() => sample({ error: 0.5 }, { spareFrom: 'fatal' })).not.toThrow();
  });

  it('keeps or drops all records of a key', () => {
    const records = Array.from({ length: 3000 }, (_, index) => record({ attributes: { user: `u${index % 100}` } }));
    const users = new Map<unknown, number>();
    for (const one of kept(sample(0.3, { by: 'user' }), records)) {
      const { user } = one.attributes ?? {};
      users.set(user, (users.get(user) ?? 0) + 1);
    }
    expect(users.size).toBeGreaterThan(10);
    expect(users.size).toBeLessThan(60);
    expect(new Set(users.values())).toEqual(new Set([30]));
  });

  it('counts what it drops, and throws for shares that are none', () => {
    const { chain: made } = harness(sample(0));
    made.offer(record());
    expect(made.counts().dropped).toEqual({ sampled_out: 1 });
    for (const share of [-0.1, 1.1, Number.NaN, '0.1']) {
      expect(() => sample(share as number)).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
    }
    expect(() => sample({ inof: 0.1 })).toThrow(expect.objectContaining({ code: 'TAILRACE_UNKNOWN_LEVEL' }));
    expect(weight(kept(sample(1), traced))).toBe(20_000);
  });
});
