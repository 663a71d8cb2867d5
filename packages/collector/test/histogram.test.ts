import { type LogRecord, newRecordId, severityOf } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { MemoryStore } from '@tailrace/store';
import { describe, expect, it } from 'vitest';
import { alignBuckets } from '../src/api/histogram-buckets.ts';
import { start } from './fixtures/harness.ts';

const START = Date.UTC(2026, 10, 22, 10, 0, 30);

interface Histogram {
  from: string;
  to: string;
  intervalMillis: number;
  buckets: { time: string; counts: Record<string, number>; total: number }[];
}

function record(timestamp: number, level: string, sampleRate?: number): LogRecord {
  return {
    id: newRecordId(timestamp),
    timestamp,
    level,
    severity: severityOf(level),
    message: level,
    ...(sampleRate !== undefined && { sampleRate }),
  };
}

describe('GET /v1/histogram [E8]', () => {
  it('counts by severity in aligned buckets, empty ones between them', async () => {
    const store = new MemoryStore();
    await store.append([
      record(START, 'info'),
      record(START + 1000, 'notice'),
      record(START + 2000, 'error'),
      record(START + 150_000, 'warn'),
    ]);
    const { get } = await start({ store });
    const from = new Date(START).toISOString();
    const answer = (await (
      await get(`/v1/histogram?from=${from}&to=${START + 180_000}&buckets=3`)
    ).json()) as Histogram;
    expect(answer.intervalMillis).toBe(60_000);
    expect(answer.from).toBe('2026-11-22T10:00:00.000Z');
    expect(answer.to).toBe('2026-11-22T10:04:00.000Z');
    expect(answer.buckets).toEqual([
      { time: '2026-11-22T10:00:00.000Z', counts: { INFO: 2, ERROR: 1 }, total: 3 },
      { time: '2026-11-22T10:01:00.000Z', counts: {}, total: 0 },
      { time: '2026-11-22T10:02:00.000Z', counts: {}, total: 0 },
      { time: '2026-11-22T10:03:00.000Z', counts: { WARN: 1 }, total: 1 },
    ]);
  });

  it('counts the weight of sampled records', async () => {
    const store = new MemoryStore();
    await store.append([record(START, 'info', 10), record(START, 'info')]);
    const { get } = await start({ store });
    const answer = (await (await get('/v1/histogram')).json()) as Histogram;
    expect(answer.buckets.map(({ total }) => total)).toEqual([11]);
  });

  it('counts what the filter lets through, whatever is piped after it', async () => {
    const store = new MemoryStore();
    await store.append([record(START, 'info'), record(START, 'error')]);
    const { get } = await start({ store });
    const q = encodeURIComponent('level:error | count by service');
    const answer = (await (await get(`/v1/histogram?q=${q}`)).json()) as Histogram;
    expect(answer.buckets.map(({ counts }) => counts)).toEqual([{ ERROR: 1 }]);
  });

  it('shows all there is where no time is named, and a quarter of an hour of an empty store', async () => {
    const store = new MemoryStore();
    const clock = new FakeClock(START);
    const { get } = await start({ store, clock });
    const empty = (await (await get('/v1/histogram?buckets=15')).json()) as Histogram;
    expect(empty.intervalMillis).toBe(60_000);
    expect(empty.buckets.reduce((sum, { total }) => sum + total, 0)).toBe(0);
    await store.append([record(START - 86_400_000, 'info'), record(START - 1000, 'info')]);
    const full = (await (await get('/v1/histogram')).json()) as Histogram;
    expect(full.buckets.reduce((sum, { total }) => sum + total, 0)).toBe(2);
    expect(full.buckets.length).toBeLessThanOrEqual(61);
  });

  it('answers 400 to a number of buckets that nobody can see', async () => {
    const { get } = await start();
    expect((await get('/v1/histogram?buckets=100000')).status).toBe(400);
  });
});

describe('the buckets of a histogram', () => {
  it.each([
    [1, 60, 1],
    [60_000, 60, 1000],
    [900_000, 60, 15_000],
    [3_600_000, 60, 60_000],
    [86_400_000, 48, 1_800_000],
    [10 * 365 * 86_400_000, 60, 84 * 86_400_000],
  ])('cut %i ms into at most %i parts of %i ms', (length, wanted, intervalMillis) => {
    const buckets = alignBuckets(START, START + length, wanted);
    expect(buckets.intervalMillis).toBe(intervalMillis);
    expect(buckets.first % intervalMillis).toBe(0);
    expect(buckets.first).toBeLessThanOrEqual(START);
    expect(buckets.last + intervalMillis).toBeGreaterThanOrEqual(START + length);
    expect((buckets.last - buckets.first) / intervalMillis + 1).toBeLessThanOrEqual(wanted + 1);
  });
});
