/** Shorter texts are in too many words to be worth a look. */
const MIN_LENGTH = 2;
/** What ends a run of plain characters and takes nothing of it away. */
const ENDS = new Set(['.', '^', '$', '(', '[']);
/** Behind a character: it need not be there. */
const MAY_BE_ABSENT = new Set(['*', '?', '{']);
const PUNCTUATION = /^[!-/:-@[-`{-~]$/;
/** Without case, other characters than these have relatives that `foldCase` tells apart. */
const CASE_IS_PLAIN = /^[\u0020-\u007e]$/;

/**
 * Answers texts that every match of a regular expression (RE2) contains; none where that is not plain to see.
 *
 * Only what stands outside of groups, classes and alternatives is looked at. Stores look for these first: a text is found
 * several times as fast as an expression, and by an index where there is one.
 *
 * @param ignoreCase - Then a match, folded by `foldCase`, contains the folded texts.
 * @example
 * requiredLiterals('order \\d+ took .*ms$', false); // ['order ', ' took ', 'ms']
 */
export function requiredLiterals(pattern: string, ignoreCase: boolean): readonly string[] {
  // Flags and alternatives change what the rest means.
  if (pattern.includes('(?') || pattern.includes('|') || pattern.includes('\\Q')) return [];
  const literals: string[] = [];
  let run = '';
  const end = (): void => {
    if (run.length >= MIN_LENGTH) literals.push(run);
    run = '';
  };
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length; at += 1) {
    let character = characters[at] ?? '';
    if (ENDS.has(character)) {
      end();
      if (character === '(' || character === '[') at = closing(characters, at, character === '(' ? ')' : ']');
      if (at === -1) return [];
      at = behindQuantifier(characters, at);
      continue;
    }
    if (character === '\\') {
      at += 1;
      character = characters[at] ?? '';
      if (!PUNCTUATION.test(character)) {
        // A class or an assertion, some of which go on in braces.
        end();
        if (/^[pPxC0-7]$/.test(character)) return literals;
        at = behindQuantifier(characters, at);
        continue;
      }
    }
    const next = characters[at + 1] ?? '';
    if (MAY_BE_ABSENT.has(next)) {
      end();
      at = behindQuantifier(characters, at);
    } else if (ignoreCase && (!CASE_IS_PLAIN.test(character) || character.toLowerCase() === 's')) {
      end();
      at = behindQuantifier(characters, at);
    } else {
      run += character;
      if (next === '+') {
        end();
        at = behindQuantifier(characters, at);
      }
    }
  }
  end();
  return literals;
}

/** Where a group or a class that opens here ends; -1 where that is not plain to see. */
function closing(characters: readonly string[], start: number, close: string): number {
  let depth = 0;
  for (let at = start; at < characters.length; at += 1) {
    const character = characters[at];
    if (character === '\\') at += 1;
    else if (close === ']' && at > start && character === '[') return -1;
    else if (close === ')' && character === '[') {
      at = closing(characters, at, ']');
      if (at === -1) return -1;
    } else if (close === ')' && character === '(') depth += 1;
    else if (character === close) {
      // A bracket that comes first in a class is one of its characters.
      if (close === ']' && (at === start + 1 || (at === start + 2 && characters[start + 1] === '^'))) continue;
      if (close === ')') depth -= 1;
      if (depth <= 0) return at;
    }
  }
  return -1;
}

/** The last place of what says how often the thing at a place comes. */
function behindQuantifier(characters: readonly string[], place: number): number {
  let at = place;
  const next = characters[at + 1];
  if (next === '{') {
    const close = characters.indexOf('}', at);
    if (close === -1) return characters.length;
    at = close;
  } else if (next === '*' || next === '+' || next === '?') {
    at += 1;
  } else {
    return at;
  }
  const lazy = characters[at + 1];
  return lazy === '?' || lazy === '+' ? at + 1 : at;
}
