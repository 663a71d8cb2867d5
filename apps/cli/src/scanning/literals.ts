import { wildcardParts } from '@tailrace/query';

/** Text that must stand in a line, in any case of ASCII, and what may stand in its place. */
export interface Literal {
  readonly text: string;
  /** Whether a regular expression asks for it: its folding of case knows one letter more. */
  readonly ofRegex: boolean;
}

/** Shorter pieces are in nearly every line. */
const SHORTEST = 2;

/**
 * The characters that stand in JSON as they are, and that no other character becomes by folding its case: printable
 * ASCII without what JSON escapes, and the scripts of Chinese, Japanese and Korean, which have no case.
 *
 * `K` (U+212A) folds to `k` and `İ` to `i`; whoever looks for these letters looks for those as well.
 */
const PLAIN = /[ !#-.0-[\]-~\u3041-\u9fff\uac00-\ud7a3]+/g;

/** The longest piece of a text that every line with the text must hold, in any case; `undefined` where there is none. */
export function literalOf(text: string): Literal | undefined {
  return longest([text], false);
}

/** The same of a wildcard's pattern. */
export function literalOfWildcard(pattern: string): Literal | undefined {
  return longest(wildcardParts(pattern), false);
}

/**
 * The same of a regular expression (RE2): what stands outside of groups, classes and repetitions.
 *
 * Answers `undefined` wherever the expression holds something that is not surely understood here.
 */
export function literalOfRegex(pattern: string): Literal | undefined {
  const runs = mandatoryRuns(pattern);
  return runs === undefined ? undefined : longest(runs, true);
}

function longest(texts: readonly string[], ofRegex: boolean): Literal | undefined {
  let best = '';
  for (const text of texts) {
    for (const [piece] of text.matchAll(PLAIN)) if (weightOf(piece) > weightOf(best)) best = piece;
  }
  return weightOf(best) < SHORTEST ? undefined : { text: best, ofRegex };
}

/** A piece's length in bytes, roughly: a Chinese character tells as much as three letters. */
function weightOf(text: string): number {
  let weight = 0;
  for (let index = 0; index < text.length; index += 1) weight += text.charCodeAt(index) > 0x7f ? 3 : 1;
  return weight;
}

const QUANTIFIERS = /^(?:(?:[*+?]|\{\d+(?:,\d*)?\})\??)*/;
const GROUP_START = /^\((?:\?[a-zA-Z-]*:|\?P?<\w+>)?/;

/** Runs of characters that every match holds; `undefined` where that cannot be told. */
function mandatoryRuns(pattern: string): string[] | undefined {
  const runs: string[] = [];
  let run = '';
  const end = (): void => {
    if (run !== '') runs.push(run);
    run = '';
  };
  let index = 0;
  while (index < pattern.length) {
    const character = pattern[index] ?? '';
    let taken: string | undefined;
    let next = index + 1;
    if (character === '|') return undefined;
    if (character === '\\') {
      const escaped = pattern[index + 1];
      // A text in \Q…\E, and escapes with letters or digits, are left alone but for those of one letter.
      if (escaped === undefined || escaped === 'Q') return undefined;
      next = index + 2;
      if (/[^\w\s]/.test(escaped) && escaped.charCodeAt(0) < 0x7f) taken = escaped;
      else if (/[pP]/.test(escaped)) next += pattern[next] === '{' ? pattern.indexOf('}', next) - next + 1 : 1;
      else if (!/[dDsSwWbB]/.test(escaped)) return undefined;
    } else if (character === '[') {
      next = endOfClass(pattern, index);
      if (next === -1) return undefined;
    } else if (character === '(') {
      const flags = /^\(\?[a-zA-Z-]+\)/.exec(pattern.slice(index));
      if (flags !== null) next = index + flags[0].length;
      else {
        if (!GROUP_START.test(pattern.slice(index))) return undefined;
        next = endOfGroup(pattern, index);
        if (next === -1) return undefined;
      }
    } else if (!/[.^$*+?{}]/.test(character)) {
      taken = character;
    } else if (/[*+?]/.test(character)) {
      return undefined;
    }
    const quantifier = QUANTIFIERS.exec(pattern.slice(next))?.[0] ?? '';
    // A brace that begins no repetition is a character of its own; it only ends the run here.
    if (taken === undefined) end();
    else if (quantifier === '') run += taken;
    else {
      if (/^\+\??$/.test(quantifier)) run += taken;
      end();
    }
    index = next + quantifier.length;
  }
  end();
  return runs;
}

function endOfClass(pattern: string, start: number): number {
  let index = start + 1;
  if (pattern[index] === '^') index += 1;
  if (pattern[index] === ']') index += 1;
  for (; index < pattern.length; index += 1) {
    if (pattern[index] === '\\') index += 1;
    else if (pattern[index] === '[' && pattern[index + 1] === ':') {
      const close = pattern.indexOf(':]', index + 2);
      if (close === -1) return -1;
      index = close + 1;
    } else if (pattern[index] === ']') return index + 1;
  }
  return -1;
}

function endOfGroup(pattern: string, start: number): number {
  let depth = 0;
  for (let index = start; index < pattern.length; index += 1) {
    const character = pattern[index];
    if (character === '\\') {
      if (pattern[index + 1] === 'Q') return -1;
      index += 1;
    } else if (character === '[') {
      const close = endOfClass(pattern, index);
      if (close === -1) return -1;
      index = close - 1;
    } else if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return -1;
}
