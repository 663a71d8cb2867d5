import { describe, expect, it } from 'vitest';
import { IdentitySource } from '../src/index.ts';

describe('record ids', () => {
  it('sort in the order they are made, also when the clock steps back or one millisecond overflows', () => {
    const source = new IdentitySource();
    const ids = [source.next(1000), source.next(1000), source.next(999), source.next(1), source.next(2000)];
    for (let count = 0; count < 10_000; count += 1) ids.push(source.next(2000));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are UUIDs of version 7 that hold their time', () => {
    const source = new IdentitySource();
    const id = source.next(Date.UTC(2020, 0, 1));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(timeIn(id)).toBe(Date.UTC(2020, 0, 1));
  });

  it('are not carried along by one record whose time lies in the future', () => {
    const source = new IdentitySource();
    const ids = [Date.UTC(2100, 0, 1), Date.UTC(2200, 0, 1)].map((millis) => source.next(millis));
    for (const id of ids) expect(Math.abs(timeIn(id) - Date.now())).toBeLessThan(120_000);
    expect(new Set(ids).size).toBe(2);
  });

  it('keep their form for times that are odd', () => {
    const source = new IdentitySource();
    for (const millis of [-5, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
      expect(source.next(millis)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });
});

function timeIn(id: string): number {
  return Number.parseInt(id.slice(0, 13).replace('-', ''), 16);
}
