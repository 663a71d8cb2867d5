import { compileRegex, foldCase } from '@tailrace/query';
import { array, assert, boolean, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requiredWords } from '../src/required-words.ts';

describe('requiredWords', () => {
  it.each([
    ['connection reset', ['connection reset']],
    ['Connection (refused|reset) by peer', ['connection ', ' by peer']],
    ['^GET /api/v[0-9]+/users\\?id', ['get /api/v', '/users?id']],
    ['abc*def', ['ab', 'def']],
    ['ab+cd{2}e', ['ab', 'c', 'e']],
    ['abc|def', []],
    ['(?i)abc', []],
    ['a\\Qb|c\\E', []],
    ['\\pLmore', ['more']],
  ])('of %s', (pattern, words) => {
    expect(requiredWords(pattern, false).filter((word) => word !== '')).toEqual(words);
  });

  it('are in every text that has a match', () => {
    const pieces = constantFrom(
      'ab',
      'c',
      'K',
      's',
      '\\.',
      '\\d',
      '[ab]',
      '[]c]',
      '[^a\\]]',
      '(',
      ')',
      '(?:',
      '|',
      '*',
      '+',
      '?',
      '{2}',
      '{1,}',
      '^',
      '$',
      '\\x41',
      '\\pL',
      'é',
      '(?i)',
      '{',
      '-',
    );
    const letters = constantFrom('a', 'b', 'c', 'k', 'K', '\u212a', 's', 'ſ', '.', '1', ']', 'A', 'é', '{', '-', '2');
    assert(
      property(
        array(pieces, { maxLength: 7 }),
        boolean(),
        array(letters, { maxLength: 10 }),
        (parts, ignoreCase, characters) => {
          const pattern = parts.join('');
          const text = characters.join('') + pattern.replaceAll(/[\\[\](){}|*+?^$]/g, '');
          const compiled = compileRegex(pattern, ignoreCase);
          if (!compiled.ok || !compiled.test(text)) return;
          for (const word of requiredWords(pattern, ignoreCase)) {
            expect([pattern, ignoreCase, text, word, foldCase(text).includes(word)]).toEqual([
              pattern,
              ignoreCase,
              text,
              word,
              true,
            ]);
          }
        },
      ),
      { numRuns: 4000 },
    );
  });
});
