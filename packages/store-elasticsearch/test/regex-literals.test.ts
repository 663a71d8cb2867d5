import { compileRegex } from '@tailrace/query';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requiredLiterals } from '../src/dsl/regex-literals.ts';

describe('texts that every match of a regular expression contains', () => {
  it.each([
    ['connection refused', ['connection refused']],
    ['^GET /api/v[0-9]+/users$', ['GET /api/v', '/users']],
    ['colou?r', ['colo']],
    ['ab+cd', ['ab', 'cd']],
    ['a.b\\.c', ['b.c']],
    ['(foo|bar)baz', []],
    ['(foo)baz', ['baz']],
    ['x{2}yz', ['yz']],
    ['[[:alpha:]]abc', []],
    ['\\d+ms\\b', ['ms']],
    ['(?i)abc', []],
  ])('of %s are %j', (pattern, literals) => {
    expect(requiredLiterals(pattern, false)).toEqual(literals);
  });

  it('are plain without case, too', () => {
    expect(requiredLiterals('connection refused', true)).toEqual(['connection refu', 'ed']);
    expect(requiredLiterals('äbc', true)).toEqual(['bc']);
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
          for (const characters of texts) {
            const candidate = characters.join('');
            if (!compiled.test(candidate)) continue;
            const within = ignoreCase ? candidate.toLowerCase() : candidate;
            for (const literal of literals) expect(within).toContain(ignoreCase ? literal.toLowerCase() : literal);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
