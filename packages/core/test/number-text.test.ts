import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberText } from '../src/formatter/number-text.ts';

describe('numberText', () => {
  it('writes every number as String does', () => {
    const scaled = fc.tuple(fc.integer({ min: 0, max: 2_000_000_000 }), fc.constantFrom(1, 10, 100, 1000, 10_000));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.double(),
          fc.integer(),
          scaled.map(([whole, by]) => whole / by),
        ),
        (number) => {
          expect(numberText(number)).toBe(String(number));
        },
      ),
      { numRuns: 5_000 },
    );
    for (const number of [0, -0, 0.001, 0.0005, 999_999.999, 999_999.9999, 1e6, 0.1 + 0.2, 1e21, 5e-324]) {
      expect(numberText(number)).toBe(String(number));
    }
  });
});
