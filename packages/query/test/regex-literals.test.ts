import { compileRegex, foldCase, requiredLiterals } from '@tailrace/query';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** A text that a piece of a pattern may match. */
const LIKELY: Readonly<Record<string, string>> = {
  '.': 'x',
  '+': '',
  '*': '',
  '?': '',
  '(': '',
  ')': '',
  '[ab]': 'a',
  '[^a]': 'b',
  '\\.': '.',
  '\\d': '1',
  '\\b': '',
  '{2}': '',
  '{0,1}': '',
  '^': '',
  $: '',
  '\\x41': 'A',
  '??': '',
  '(?:': '',
  '(?i)': '',
  '[]c]': 'c',
  '[[:alpha:]]': 'a',
  '\\pL': 'b',
  '|': '',
  '{1,}': '',
};

describe('texts that every match of a regular expression contains', () => {
  it.each([
    ['connection refused', ['connection refused']],
    ['^GET /api/v[0-9]+/users$', ['GET /api/v', '/users']],
    ['colou?r', ['colo']],
    ['ab+cd', ['ab', 'cd']],
    ['a.b\\.c', ['b.c']],
    ['(foo|bar)baz', ['baz']],
    ['(foo)baz', ['baz']],
    ['(?:foo|b[)]ar\\))baz', ['baz']],
    ['foo|bar', []],
    ['foo\\|bar', ['foo|bar']],
    ['x{2}yz', ['yz']],
    ['x{2}{3}yz', ['yz']],
    ['abc{0}def', ['ab', 'def']],
    ['{"a": {"b"', ['{"a": {"b"']],
    ['[[:alpha:]]abc', ['abc']],
    ['[]|]abc', ['abc']],
    ['[^a\\]b]cd', ['cd']],
    ['\\d+ms\\b', ['ms']],
    ['\\x41bc\\x{1F600}de', ['bc', 'de']],
    ['\\p{Greek}ab\\pLcd', ['ab', 'cd']],
    ['a\\Qb|c\\E', []],
    ['(?i)abc', []],
    ['(?s)abc', ['abc']],
    ['(?i:abc)def', ['def']],
    ['ab\u{1f600}?cd', ['ab', 'cd']],
    ['\u8d85+ a', ['\u8d85', ' a']],
    ['order \\d+ took .*ms$', ['order ', ' took ', 'ms']],
  ])('of %s are %j', (pattern, literals) => {
    expect(requiredLiterals(pattern, false)).toEqual(literals);
  });

  it('are plain without case, too', () => {
    expect(requiredLiterals('connection refused', true)).toEqual(['connection refu', 'ed']);
    expect(requiredLiterals('äbc', true)).toEqual(['bc']);
    expect(requiredLiterals('连接 超时', true)).toEqual(['连接 超时']);
    expect(requiredLiterals('(?i)slow query', true)).toEqual(['low query']);
    // A quantifier behind flags is about what stands before them.
    expect(requiredLiterals('abc(?i)?', true)).toEqual([]);
  });

  it('are in every text that matches', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      'ab',
      'S',
      'k',
      '.',
      '+',
      '*',
      '?',
      '(',
      ')',
      '[ab]',
      '[^a]',
      '\\.',
      '\\d',
      '\\b',
      '{2}',
      '{0,1}',
      '^',
      '$',
      'é',
      '\\x41',
      '??',
      '(?:',
      '(?i)',
      '[]c]',
      '[[:alpha:]]',
      '\\pL',
      '|',
      '{1,}',
      '{',
      '超',
    );
    const text = fc.array(fc.constantFrom('a', 'b', 'A', 'B', 's', 'ſ', 'K', 'K', 'k', '.', '1', 'é', 'É', ' '), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 7 }),
        fc.boolean(),
        fc.array(text, { maxLength: 8 }),
        (pieces, ignoreCase, texts) => {
          const pattern = pieces.join('');
          const compiled = compileRegex(pattern, ignoreCase);
          if (!compiled.ok) return;
          const literals = requiredLiterals(pattern, ignoreCase);
          const likely = pieces.map((one) => LIKELY[one] ?? one).join('');
          for (const candidate of [likely, likely.toUpperCase(), ...texts.map((characters) => characters.join(''))]) {
            if (!compiled.test(candidate)) continue;
            const within = ignoreCase ? foldCase(candidate) : candidate;
            for (const literal of literals) expect(within).toContain(ignoreCase ? foldCase(literal) : literal);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
