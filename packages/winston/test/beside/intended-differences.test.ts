import { describe, expect, it } from 'vitest';
import { INTENDED_DIFFERENCES } from './intended-differences.ts';
import { see } from './see.ts';
import { OURS, oursAsBuilt, STOCK } from './sides.ts';
import { missingTest } from './test-titles.ts';

describe('Intended differences', () => {
  for (const difference of INTENDED_DIFFERENCES) {
    if ('shownBy' in difference) {
      it(`${difference.id}: is shown by a test elsewhere`, () => {
        expect(missingTest(difference.shownBy)).toBe(undefined);
      });
      continue;
    }

    it(`${difference.id}: Winston does what the table says of it`, { timeout: 60_000 }, async () => {
      expect(await see(difference, STOCK)).toEqual(difference.seenOnStock);
    });

    it(`${difference.id}: ours does what the table says of it`, { timeout: 60_000 }, async () => {
      expect(await see(difference, difference.isWhole === true ? oursAsBuilt() : OURS)).toEqual(difference.seenOnOurs);
    });

    it(`${difference.id}: is a difference`, () => {
      expect(difference.seenOnOurs).not.toEqual(difference.seenOnStock);
    });
  }

  it('have names of their own', () => {
    const ids = INTENDED_DIFFERENCES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
