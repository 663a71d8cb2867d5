import { compileRegex, foldCase } from '@tailrace/query';
import { withService } from '@tailrace/services';
import { array, boolean, constantFrom, sample, tuple } from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sql, fixedSql, sql, toStatement } from '../../src/sql.ts';
import { translateRegex } from '../../src/translate-regex.ts';
import { containing, equalToAny, orderedBy } from '../../src/value-test-sql.ts';
import { isExact, type Truth } from '../../src/truth.ts';

const SEED = 20261122;
const PIECES = [
  'a',
  'K',
  's',
  'é',
  '🚀',
  '-',
  ' ',
  '\\d',
  '\\w',
  '\\s',
  '\\S',
  '.',
  '\\.',
  '[a-c]',
  '[^a-c]',
  '[^\\x00-\\x7F]',
  '[]a]',
  '[a-]',
  '(',
  ')',
  '(?:',
  '(?P<n>',
  '|',
  '*',
  '+',
  '?',
  '+?',
  '{2}',
  '{1,3}',
  '{0,}',
  '^',
  '$',
  '\\b',
  '\\B',
  '\\A',
  '\\z',
  '\\n',
  '\\x41',
  '{',
  '}',
  ']',
];
const TEXTS = [
  '',
  'a',
  'A',
  'aa',
  'abc',
  'Ka-s',
  'k\u212aK',
  'sſS',
  'a\nb',
  '\n',
  'a b.c',
  'é É 🚀',
  '123 abc',
  'a{2}',
  '_x-y_',
  'ab ab',
  'a\n',
  ' ',
  ']',
  'Ω\u0085',
];
const LETTERS = [
  'a',
  'A',
  'k',
  'K',
  '\u212a',
  'İ',
  'i',
  'I',
  'ı',
  'ß',
  'ẞ',
  'ä',
  'Ä',
  'Σ',
  'σ',
  'ς',
  'Ω',
  'Ω',
  'Å',
  'Å',
  'ǅ',
  'Ꭰ',
  'ꭰ',
  '𐐀',
  '𐐨',
  'é',
  '%',
  '_',
  '\\',
  ' ',
  '7',
  '連',
];

withService({ describe, it, beforeAll, afterAll }, 'postgresql', {}, (postgresql) => {
  let client: Client;
  beforeAll(async () => {
    client = new Client(postgresql().url);
    await client.connect();
  });
  afterAll(() => client.end());

  /** Which texts a condition holds for, by the server. */
  const matched = async (condition: Sql, texts: readonly string[]): Promise<string[]> => {
    const { text, values } = toStatement(
      sql`SELECT t FROM unnest(${texts}::text[]) WITH ORDINALITY AS x(t, n) WHERE ${condition} ORDER BY n`,
    );
    const { rows } = await client.query<{ t: string }>(text, [...values]);
    return rows.map(({ t }) => t);
  };
  const value = fixedSql('t');

  it('finds a match with a translated pattern where RE2 finds one [X3]', async () => {
    const patterns = sample(
      tuple(
        array(constantFrom(...PIECES), { minLength: 1, maxLength: 7 }).map((parts) => parts.join('')),
        boolean(),
      ),
      { seed: SEED, numRuns: 1500 },
    );
    let compared = 0;
    for (const [pattern, ignoreCase] of patterns) {
      const translated = translateRegex(pattern, ignoreCase);
      const compiled = compileRegex(pattern, ignoreCase);
      if (translated === undefined || !compiled.ok) continue;
      compared += 1;
      const found = await matched(sql`(t COLLATE "C") ~ ${translated}::text`, TEXTS);
      expect([pattern, ignoreCase, found]).toEqual([pattern, ignoreCase, TEXTS.filter(compiled.test)]);
    }
    expect(compared).toBeGreaterThan(300);
  });

  it('folds the case of letters as a query does, whatever tables of letters the server has [X3]', async () => {
    const word = array(constantFrom(...LETTERS), { maxLength: 4 }).map((letters) => letters.join(''));
    const texts = [...new Set(sample(tuple(word, word), { seed: SEED, numRuns: 120 }).map((pair) => pair.join('')))];
    for (const needle of new Set(sample(word, { seed: SEED + 1, numRuns: 120 }))) {
      const folded = foldCase(needle);
      const contains = exact(containing(needle)(value));
      expect([needle, await matched(contains, texts)]).toEqual([
        needle,
        texts.filter((text) => foldCase(text).includes(folded)),
      ]);
      const equals = exact(equalToAny([needle]).text(value));
      expect([needle, await matched(equals, texts)]).toEqual([
        needle,
        texts.filter((text) => foldCase(text) === folded),
      ]);
      const { sure, may } = orderedBy('>=', needle).text(value);
      const ordered = texts.filter((text) => Buffer.compare(Buffer.from(foldCase(text)), Buffer.from(folded)) >= 0);
      const certain = await matched(sure, texts);
      const possible = await matched(may, texts);
      expect([needle, certain.filter((text) => !ordered.includes(text))]).toEqual([needle, []]);
      expect([needle, ordered.filter((text) => !possible.includes(text))]).toEqual([needle, []]);
    }
  });
});

function exact(truth: Truth): Sql {
  expect(isExact(truth)).toBe(true);
  return truth.sure;
}
