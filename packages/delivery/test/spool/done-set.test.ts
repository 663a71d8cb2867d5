import { array, assert, nat, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DoneSet } from '../../src/spool/done-set.ts';

const ORDINALS = 60;

describe('DoneSet', () => {
  it('knows what was added, in whatever order and however often, and how much of it was new', () => {
    const range = tuple(nat(ORDINALS), nat(12)).map(([first, more]) => ({ first, last: first + more }));
    assert(
      property(array(range, { maxLength: 30 }), (ranges) => {
        const done = new DoneSet();
        const model = new Set<number>();
        for (const { first, last } of ranges) {
          const before = model.size;
          for (let ordinal = first; ordinal <= last; ordinal += 1) model.add(ordinal);
          expect(done.addRange(first, last)).toBe(model.size - before);
          expect(done.size).toBe(model.size);
        }
        const all = Array.from({ length: ORDINALS + 20 }, (_, ordinal) => ordinal);
        expect(all.filter((ordinal) => done.has(ordinal))).toEqual(all.filter((ordinal) => model.has(ordinal)));
      }),
    );
  });

  it('adds nothing where a range has no end behind its beginning', () => {
    const done = new DoneSet();
    expect(done.addRange(5, 4)).toBe(0);
    expect(done.size).toBe(0);
    expect(done.has(5)).toBe(false);
  });

  it('holds one run of whatever length beyond what is stuck', () => {
    const done = new DoneSet();
    for (let first = 1; first < 1_000_000; first += 100) expect(done.addRange(first, first + 99)).toBe(100);
    expect(done.has(0)).toBe(false);
    expect(done.addRange(0, 0)).toBe(1);
    expect(done.size).toBe(1_000_001);
    expect(done.has(1_000_000)).toBe(true);
    expect(done.has(1_000_001)).toBe(false);
  });
});
