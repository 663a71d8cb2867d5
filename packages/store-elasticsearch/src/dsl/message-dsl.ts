import { foldCase, requiredLiterals, wildcardParts } from '@tailrace/query';
import { hasBlank, isWellFormed, MAX_NEEDLE, wordsOf } from '../document/message-words.ts';
import { atMost, type Condition, type Dsl, every, EVERYTHING, exactly, UNKNOWN } from './condition.ts';
import { TEXT } from './document-fields.ts';
import { wildcardQuery } from './wildcard-dsl.ts';

/** The message contains a text: exact within one word, else only what each word may be found by. */
export function messageContains(text: string): Condition {
  if (text === '') return exactly(EVERYTHING);
  if (!isWellFormed(text)) return UNKNOWN;
  if (!hasBlank(text) && text.length <= MAX_NEEDLE) return exactly(wildcardQuery(TEXT, ['', foldCase(text), '']));
  return atMost(wordsQuery(text));
}

/** The message contains the parts of a pattern, one after the other. */
export function messageMatches(pattern: string): Condition {
  // As the predicate puts it.
  const [first, ...parts] = wildcardParts(`*${pattern}*`);
  const last = parts.pop();
  const [only = ''] = parts;
  if (parts.length === 1 && first === '' && last === '') return messageContains(only);
  return atMost(every([first, ...parts, last].map((part = '') => messageContains(part).upper)));
}

/** The message has a match of a regular expression: it contains what every match does. */
export function messageMatchesRegex(pattern: string, ignoreCase: boolean): Condition {
  return atMost(every(requiredLiterals(pattern, ignoreCase).map((literal) => messageContains(literal).upper)));
}

/** The message is one of these texts. */
export function messageIs(text: string): Condition {
  return isWellFormed(text) ? atMost(wordsQuery(text)) : UNKNOWN;
}

function wordsQuery(text: string): Dsl {
  // Longer words are found by their beginning: it stands whole in a piece.
  return every(wordsOf(text).map((word) => wildcardQuery(TEXT, ['', cut(word), ''])));
}

function cut(word: string): string {
  const last = word.charCodeAt(MAX_NEEDLE - 1);
  return word.slice(0, last >= 0xd800 && last <= 0xdbff ? MAX_NEEDLE - 1 : MAX_NEEDLE);
}
