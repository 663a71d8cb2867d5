import { requiredLiterals, wildcardParts } from '@tailrace/query';

/** Shorter pieces are in nearly every line. */
const SHORTEST = 2;

/**
 * The characters that stand in JSON as they are, and that no other character becomes by folding its case: printable
 * ASCII without what JSON escapes, and the scripts of Chinese, Japanese and Korean, which have no case.
 *
 * `K` (U+212A) folds to `k` and `İ` to `i`; whoever looks for these letters looks for those as well.
 */
const PLAIN = /[ !#-.0-[\]-~\u3041-\u9fff\uac00-\ud7a3]+/g;
/** Flags within an expression that take the case from what stands behind them. */
const IGNORES_CASE = /\(\?[a-zA-Z]*i/;

/** The longest piece of a text that every line with the text must hold, in any case; `undefined` where there is none. */
export function literalOf(text: string): string | undefined {
  return longest([text]);
}

/** The same of a wildcard's pattern. */
export function literalOfWildcard(pattern: string): string | undefined {
  return longest(wildcardParts(pattern));
}

/** The same of a regular expression. */
export function literalOfRegex(pattern: string, ignoreCase: boolean): string | undefined {
  return longest(requiredLiterals(pattern, ignoreCase || IGNORES_CASE.test(pattern)));
}

function longest(texts: readonly string[]): string | undefined {
  let best = '';
  for (const text of texts) {
    for (const [piece] of text.matchAll(PLAIN)) if (weightOf(piece) > weightOf(best)) best = piece;
  }
  return weightOf(best) < SHORTEST ? undefined : best;
}

/** A piece's length in bytes, roughly: a Chinese character tells as much as three letters. */
function weightOf(text: string): number {
  let weight = 0;
  for (let index = 0; index < text.length; index += 1) weight += text.charCodeAt(index) > 0x7f ? 3 : 1;
  return weight;
}
