import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMPLAINTS } from './complaints.ts';
import { INTENDED_DIFFERENCES } from './intended-differences.ts';
import { OPTIONS, optionNames } from './options-besides.ts';
import { page } from './page.ts';
import { missingTest } from './test-titles.ts';

describe('The page about the drop-in beside Winston', () => {
  it('says what the lists of differences, complaints and options say', async () => {
    await expect(page()).toMatchFileSnapshot(join(__dirname, '../../../../docs/winston.md'));
  });

  it('has all 44 complaints, each once', () => {
    expect(COMPLAINTS.map(({ number }) => number)).toEqual(Array.from({ length: 44 }, (_, at) => at + 1));
  });

  it('names only tests and differences that there are', () => {
    const ids = new Set(INTENDED_DIFFERENCES.map(({ id }) => id));
    const missing = COMPLAINTS.flatMap(({ number, shownBy }) => {
      if (shownBy.length === 0) return `Complaint ${number} is shown by nothing.`;
      return shownBy.flatMap((shown) => {
        if (!('difference' in shown)) return missingTest(shown) ?? [];
        return ids.has(shown.difference) ? [] : `There is no difference '${shown.difference}'.`;
      });
    });
    expect(missing).toEqual([]);
  });

  it("names every option that createLogger has besides Winston's", () => {
    expect(OPTIONS.map(({ option }) => option).toSorted()).toEqual([...optionNames()].toSorted());
    expect(optionNames().length).toBeGreaterThan(5);
  });
});
