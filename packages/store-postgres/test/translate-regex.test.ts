import { describe, expect, it } from 'vitest';
import { translateRegex } from '../src/translate-regex.ts';

describe('translateRegex', () => {
  it('leaves to the reader what PostgreSQL may understand otherwise', () => {
    for (const pattern of [
      '(?i)a',
      '\\pL',
      '\\p{Greek}+',
      '[[:alpha:]]',
      '\\Qa\\E',
      'a**',
      '\\C',
      '(?=a)',
      '\\1',
      '^*',
      'a{1000}',
      '(a{100}){100}',
      '[\\W]',
      '[a',
      '(a',
      'a)',
      'a\0b',
      'half \ud800',
    ]) {
      expect([pattern, translateRegex(pattern, false)]).toEqual([pattern, undefined]);
    }
    for (const pattern of ['ä', '\\w', '[ä-ü]', '[\\w]']) {
      expect([pattern, translateRegex(pattern, true)]).toEqual([pattern, undefined]);
    }
  });

  it('writes every character by its number, so that none has another meaning', () => {
    expect(translateRegex('a.b', false)).toBe('\\u0061[^\\n]\\u0062');
    expect(translateRegex('\\.*?', false)).toBe('\\u002e*');
    expect(translateRegex('^x$', false)).toBe('\\A\\u0078\\Z');
    expect(translateRegex('🚀', false)).toBe('\\U0001f680');
    expect(translateRegex('a{', false)).toBe('\\u0061\\u007b');
    expect(translateRegex('[^\\x00-\\x7F]', false)).toBe('[^\\u0001-\\u007f]');
    expect(translateRegex('***:x', false)).toBeUndefined();
  });

  it('takes the letters that RE2 takes where case is ignored', () => {
    expect(translateRegex('k1', true)).toBe('[\\u004b\\u006b\\u212a]\\u0031');
    expect(translateRegex('[s]', true)).toBe('[\\u0053\\u0073\\u017f]');
  });
});
