import { describe, expect, it } from 'vitest';
import { budget, type LogRecord } from '../../src/index.ts';
import { shareOut } from '../../src/filter/share-out.ts';
import { harness, record, traceId, weight } from './records.ts';

describe('budget', () => {
  it('keeps about as many records a second as it is told, and their weight is that of all', async () => {
    const { chain: made, clock, out } = harness(budget({ perSecond: 100 }));
    let number = 0;
    for (let tick = 0; tick < 2000; tick += 1) {
      for (let index = 0; index < 10; index += 1) made.offer(record({ traceId: traceId((number += 1)) }));
      await clock.advance(5);
    }
    // Ten seconds at 2,000 a second.
    expect(out.length).toBeGreaterThan(600);
    expect(out.length).toBeLessThan(1500);
    expect(Math.abs(weight(out) - number) / number).toBeLessThan(0.12);
  });

  it('keeps rare keys whole while a frequent one pays', async () => {
    const { chain: made, clock, out } = harness(budget({ perSecond: 50, by: 'message' }));
    let number = 0;
    for (let tick = 0; tick < 500; tick += 1) {
      for (let index = 0; index < 20; index += 1) {
        made.offer(record({ message: 'noisy', traceId: traceId((number += 1)) }));
      }
      if (tick % 50 === 0) made.offer(record({ message: 'rare', traceId: traceId((number += 1)) }));
      await clock.advance(10);
    }
    const rare = out.filter(({ message }) => message === 'rare');
    expect(rare.length).toBeGreaterThanOrEqual(8);
    expect(out.length - rare.length).toBeLessThan(600);
  });

  it('drops nothing while less comes than it may keep', async () => {
    const { chain: made, clock, out } = harness(budget({ perSecond: 100, by: 'message' }));
    for (let index = 0; index < 300; index += 1) {
      made.offer(record({ message: `m${index % 7}`, traceId: traceId(index) }));
      await clock.advance(20);
    }
    expect(out).toHaveLength(300);
    expect(out.every(({ sampleRate }) => sampleRate === undefined)).toBe(true);
  });

  it('answers a burst at once', () => {
    const { chain: made, out } = harness(budget({ perSecond: 100 }));
    for (let index = 0; index < 100_000; index += 1) made.offer(record({ traceId: traceId(index) }));
    expect(out.length).toBeLessThan(2500);
  });

  it('does not let a flood of new keys past', async () => {
    const { chain: made, clock, out } = harness(budget({ perSecond: 50, by: 'message', maxKeys: 100 }));
    for (let index = 0; index < 20_000; index += 1) {
      made.offer(record({ message: `key ${index}`, traceId: traceId(index) }));
      if (index % 20 === 0) await clock.advance(5);
    }
    // Five seconds.
    expect(out.length).toBeLessThan(1000);
  });

  it('leaves errors, SECURITY and AUDIT alone [A3]', () => {
    const { chain: made, out } = harness(budget({ perSecond: 1 }));
    const given: LogRecord[] = [];
    for (let index = 0; index < 50; index += 1) {
      for (const level of ['error', 'security', 'audit']) given.push(record({ level }));
    }
    for (const one of given) made.offer(one);
    expect(out).toEqual(given);
  });

  it('shares a budget so that nothing is left over and nobody gets more than it has', () => {
    const rates = [1, 10, 100, 10_000];
    const shares = shareOut(rates, 100);
    const kept = rates.map((rate, index) => rate * (shares[index] ?? 0));
    expect(kept.reduce((sum, one) => sum + one, 0)).toBeCloseTo(100);
    expect(shares[0]).toBe(1);
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
    expect(shareOut([1, 2], 100)).toEqual([1, 1]);
    expect(shareOut([], 5)).toEqual([]);
  });
});
