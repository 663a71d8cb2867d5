import { foldCase } from '@tailrace/query';

/** Stands for itself wherever it is. */
const PLAIN = /^[A-Za-z0-9 _:/=,;@#%&!~"'<>`-]$/;
const OPTIONAL = /^(?:[*?]|\{)/;

/**
 * Answers words, with their case folded, that every text has in which a pattern of RE2's syntax finds a match; none where
 * it is not plain that there are any. An index finds them first.
 */
export function requiredWords(pattern: string, ignoreCase: boolean): readonly string[] {
  // Flags and quotations change what stands behind them.
  if (/\(\?(?!:|P?<)|\\[QE]/.test(pattern)) return [];
  const words: string[] = [];
  let word = '';
  const end = (): void => {
    if (word !== '') words.push(word);
    word = '';
  };
  for (let at = 0; at < pattern.length; ) {
    const { text, length } = pieceAt(pattern, at);
    if (text === '|') return [];
    at += length;
    // Ignoring case, RE2 takes the long s for an s, and a query's fold does not.
    const isLiteral = text !== undefined && !(ignoreCase && /s/i.test(text));
    const isOptional = OPTIONAL.test(pattern.slice(at, at + 1));
    if (isLiteral && !isOptional) word += text;
    else end();
    if (isOptional || pattern[at] === '+') {
      end();
      at += quantifierLength(pattern, at);
    }
  }
  end();
  return words.map(foldCase);
}

/** One piece of a pattern, and its text where it stands for itself; a group or a class is a piece. */
function pieceAt(pattern: string, at: number): { readonly text?: string; readonly length: number } {
  const character = pattern[at] ?? '';
  if (character === '\\') {
    const escaped = pattern[at + 1] ?? '';
    return /^[!-/:-@[-`{-~]$/.test(escaped) ? { text: escaped, length: 2 } : { length: escapeLength(pattern, at) };
  }
  if (character === '[') return { length: classLength(pattern, at) };
  if (character === '(') return { length: groupLength(pattern, at) };
  if (character === '|') return { text: '|', length: 1 };
  return PLAIN.test(character) ? { text: character, length: 1 } : { length: 1 };
}

/** Escapes by a name or a number go on behind their letter. */
function escapeLength(pattern: string, at: number): number {
  const match = /^\\(?:x\{[^}]*\}|x..|[pP]\{[^}]*\}|[pP].|\d{1,3}|.)/su.exec(pattern.slice(at, at + 80));
  return match?.[0].length ?? 1;
}

function classLength(pattern: string, at: number): number {
  let end = at + 1;
  if (pattern[end] === '^') end += 1;
  for (let isFirst = true; end < pattern.length && (isFirst || pattern[end] !== ']'); isFirst = false) {
    if (pattern[end] === '\\') end += 1;
    else if (pattern.startsWith('[:', end)) end = Math.max(end, pattern.indexOf(':]', end) + 1);
    end += 1;
  }
  return end + 1 - at;
}

function groupLength(pattern: string, at: number): number {
  let end = at + 1;
  while (end < pattern.length && pattern[end] !== ')') {
    end += pattern[end] === '(' ? groupLength(pattern, end) : Math.max(1, pieceAt(pattern, end).length);
  }
  return end + 1 - at;
}

function quantifierLength(pattern: string, at: number): number {
  return /^(?:[*+?]|\{[^}]*\})\??/.exec(pattern.slice(at, at + 20))?.[0].length ?? 1;
}
