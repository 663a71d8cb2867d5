import { describe, expect, it } from 'vitest';
import { SpareBytes } from '../src/index.ts';

describe('SpareBytes', () => {
  it('gives the bytes of one request to the next, whole, and to one only', () => {
    const spare = new SpareBytes();
    const bytes = spare.take(100);
    expect(bytes.length).toBeGreaterThanOrEqual(100);
    spare.give(bytes.subarray(0, 10));
    const taken = spare.take(50);
    expect(taken.buffer).toBe(bytes.buffer);
    expect(taken.length).toBe(bytes.length);
    expect(spare.take(50).buffer).not.toBe(bytes.buffer);
  });

  it('makes new ones where what is kept is not enough, and keeps that', () => {
    const spare = new SpareBytes();
    const small = spare.take(100);
    spare.give(small);
    const large = spare.take(small.length + 1);
    expect(large.length).toBeGreaterThan(small.length);
    expect(spare.take(100).buffer).toBe(small.buffer);
  });

  it('keeps few', () => {
    const spare = new SpareBytes(3);
    const given = Array.from({ length: 10 }, () => spare.take(100));
    for (const bytes of given) spare.give(bytes);
    const taken = new Set(Array.from({ length: 10 }, () => spare.take(100).buffer));
    expect(given.filter(({ buffer }) => taken.has(buffer))).toHaveLength(3);
  });
});
