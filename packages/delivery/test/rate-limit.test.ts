import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../src/sink.ts';
import { bench, bodies, ScriptedSink } from './fixtures/bench.ts';

/** A server that needs a time for each request and lets so many a second through; refused ones say so at once. */
function limited(
  clock: () => FakeClock,
  {
    perSecond,
    latencyMillis,
    retryAfterMillis,
  }: { perSecond: number; latencyMillis: number; retryAfterMillis?: number },
): { readonly sink: ScriptedSink; refused: number } {
  const sink = new ScriptedSink({ ordered: false });
  const server = { sink, refused: 0 };
  let tokens = 1;
  let filledAt = 0;
  const after = (millis: number): Promise<void> => new Promise((resolve) => void clock().schedule(resolve, millis));
  sink.always = async (): Promise<Outcome> => {
    const now = clock().monotonic();
    tokens = Math.min(perSecond / 2, tokens + ((now - filledAt) * perSecond) / 1_000);
    filledAt = now;
    if (tokens < 1) {
      server.refused += 1;
      await after(2);
      return { status: 'retryable', reason: '429', ...(retryAfterMillis !== undefined && { retryAfterMillis }) };
    }
    tokens -= 1;
    await after(latencyMillis);
    return { status: 'delivered' };
  };
  return server;
}

/** The same numbers in every run. */
function sequence(): () => number {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('a destination that limits its rate [G13]', () => {
  it.each([
    { perSecond: 100, latencyMillis: 50 },
    { perSecond: 100, latencyMillis: 50, retryAfterMillis: 1_000 },
    { perSecond: 20, latencyMillis: 20 },
    { perSecond: 20, latencyMillis: 200, retryAfterMillis: 100 },
    { perSecond: 100, latencyMillis: 50, concurrency: 64 },
  ])('is used to nine tenths at least, and asked little more than it lets through: %o', async (limit) => {
    let clock: FakeClock | undefined;
    const server = limited(() => clock as FakeClock, limit);
    const made = bench({
      sink: server.sink,
      random: sequence(),
      batch: { records: 1, ageMillis: 0 },
      capacity: { records: 100_000 },
      concurrency: limit.concurrency ?? 8,
    });
    clock = made.clock;
    const seconds = 40;
    made.offer(...bodies(Math.ceil(limit.perSecond * seconds * 1.5)));
    const pass = async (millis: number): Promise<void> => {
      for (let passed = 0; passed < millis; passed += 10) await made.clock.advance(10);
    };
    // The first seconds are for finding out.
    await pass(10_000);
    const before = { delivered: made.delivery.books().delivered, refused: server.refused };
    await pass((seconds - 10) * 1_000);
    const delivered = made.delivery.books().delivered - before.delivered;
    const refused = server.refused - before.refused;
    expect(delivered).toBeGreaterThanOrEqual(0.9 * limit.perSecond * (seconds - 10));
    expect(refused).toBeLessThan(delivered);
    // Of 64 that might fly, as many do as the server has use for, and some to find out.
    expect(made.delivery.counts().concurrency).toBeLessThan(16);
    expect(made.imbalance()).toBe(0);
  });
});
