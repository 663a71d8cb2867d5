import { describe, expect, it } from 'vitest';
import { AdaptiveConcurrency } from '../src/concurrency.ts';
import { bench, bodies, DELIVERED, ScriptedSink } from './fixtures/bench.ts';

describe('adaptive concurrency [G13]', () => {
  const rounds = (limits: AdaptiveConcurrency, count: number, millis: number): void => {
    for (let index = 0; index < count; index += 1) limits.succeeded(millis);
  };

  it('grows to its bound while round trips stay as they are', () => {
    const limits = new AdaptiveConcurrency(8);
    expect(limits.limit).toBe(1);
    rounds(limits, 100, 20);
    expect(limits.limit).toBe(8);
  });

  it('shrinks when they become longer, and by a tenth with every failure, never below one', () => {
    const limits = new AdaptiveConcurrency(8);
    rounds(limits, 100, 20);
    limits.succeeded(100);
    expect(limits.limit).toBe(7);
    for (let index = 0; index < 100; index += 1) limits.failed();
    expect(limits.limit).toBe(1);
  });

  it('settles near what a server can do at once', () => {
    const limits = new AdaptiveConcurrency(64);
    const seen: number[] = [];
    for (let round = 0; round < 2000; round += 1) {
      // Four at a time take 10 ms each; more wait for one another.
      limits.succeeded(10 * Math.max(1, limits.limit / 4) ** 3);
      if (round > 1000) seen.push(limits.limit);
    }
    const mean = seen.reduce((sum, limit) => sum + limit, 0) / seen.length;
    expect(mean).toBeGreaterThan(2);
    expect(mean).toBeLessThan(32);
  });
});

describe('concurrency', () => {
  it('grows while a destination that is not ordered is well, up to the settings', async () => {
    const { offer, pass, clock, sink } = bench({
      sink: new ScriptedSink({ ordered: false }),
      batch: { records: 1 },
      concurrency: 3,
    });
    sink.always = () => new Promise((resolve) => void clock.schedule(() => resolve(DELIVERED), 10));
    offer(...bodies(40));
    await pass(400);
    expect(sink.mostInFlight).toBe(3);
    expect(sink.arrived.length).toBe(40);
  });

  it('is one where the sink is ordered', async () => {
    const { offer, pass, clock, sink } = bench({ batch: { records: 1 } });
    sink.always = () => new Promise((resolve) => void clock.schedule(() => resolve(DELIVERED), 10));
    offer(...bodies(10));
    await pass(200);
    expect(sink.mostInFlight).toBe(1);
    expect(sink.arrived).toEqual(bodies(10));
  });
});
