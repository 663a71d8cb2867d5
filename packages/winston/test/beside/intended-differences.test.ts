import { describe, expect, it } from 'vitest';
import { INTENDED_DIFFERENCES } from './intended-differences.ts';
import { see } from './see.ts';
import { OURS, STOCK, oursAsBuilt } from './sides.ts';

describe('Intended differences', () => {
  for (const difference of INTENDED_DIFFERENCES) {
    it(`${difference.id}: Winston does what the table says of it`, async () => {
      expect(await see(difference, STOCK)).toEqual(difference.seenOnStock);
    });

    it(`${difference.id}: ours does what the table says of it`, async () => {
      const side = difference.isWhole === true ? oursAsBuilt() : OURS;
      expect(await see(difference, side)).toEqual(difference.seenOnOurs);
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
