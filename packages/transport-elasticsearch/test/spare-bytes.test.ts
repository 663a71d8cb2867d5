import { describe, expect, it } from 'vitest';
import { SpareBytes } from '../src/spare-bytes.ts';

describe('SpareBytes', () => {
  it('gives the bytes of one request to the next, whole, and to one only', () => {
    const spare = new SpareBytes();
    const bytes = Buffer.allocUnsafeSlow(100);
    spare.give(bytes.subarray(0, 10));
    const taken = spare.take();
    expect(taken?.buffer).toBe(bytes.buffer);
    expect(taken?.length).toBe(100);
    expect(spare.take()).toBeUndefined();
  });

  it('keeps few', () => {
    const spare = new SpareBytes();
    const given = Array.from({ length: 10 }, () => Buffer.allocUnsafeSlow(8));
    for (const bytes of given) spare.give(bytes);
    const taken = Array.from({ length: 10 }, () => spare.take()).filter((bytes) => bytes !== undefined);
    expect(taken).toHaveLength(2);
  });
});
