import type { WireRecord } from '@tailrace/core';
import { foldCase, readNumeral } from '@tailrace/query';
import { MAPPED_INTEGERS, MAPPED_TEXTS, WEIGHT_FIELD } from './mapped-fields.ts';
import {
  beginningToken,
  isMarked,
  keyOf,
  MAX_TEXT,
  numberToken,
  SAID,
  spelledNumberToken,
  stem,
  textToken,
} from './token.ts';

/** Fields with an index of their own, or whose texts nobody compares whole. */
const WITHOUT_VALUES: ReadonlySet<string> = new Set(['timestamp', 'message', 'id', 'exception.stack']);
/** Tokens of one record at the most; one with more is looked at itself, whatever is asked. */
const MAX_TOKENS = 4000;

/**
 * Answers what is said of a record's fields, one token for each thing that a filter may ask; `undefined` where there is
 * too much to say, or a name that could be taken for another.
 */
export function fieldTokens(record: WireRecord): string[] | undefined {
  const tokens = new Set<string>();
  const isWhole = Object.entries(record).every(([name, value]) => {
    if (MAPPED_TEXTS.has(name)) return sayChanged(tokens, name, value);
    if (MAPPED_INTEGERS.has(name) || name === WEIGHT_FIELD) return true;
    return visit(tokens, [name], value);
  });
  return isWhole ? [...tokens] : undefined;
}

function visit(tokens: Set<string>, path: readonly string[], value: unknown): boolean {
  if (value === null || value === undefined) return true;
  const key = keyOf(path);
  if (key === undefined || tokens.size > MAX_TOKENS) return false;
  if (WITHOUT_VALUES.has(path.join('.'))) {
    // Every record has the others.
    if (path.length > 1) tokens.add(stem(key, SAID.exists));
    return path[0] !== 'id' || sayChanged(tokens, key, value);
  }
  if (typeof value === 'object') tokens.add(stem(key, SAID.exists));
  if (Array.isArray(value)) {
    return value.every((element) => sayValue(tokens, key, element));
  }
  if (typeof value === 'object') {
    return Object.entries(value).every(([name, inner]) => visit(tokens, [...path, name], inner));
  }
  return sayValue(tokens, key, value);
}

function sayValue(tokens: Set<string>, key: string, value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return sayText(tokens, key, value);
    case 'number':
      tokens.add(numberToken(key, value));
      if (Number.isSafeInteger(value)) tokens.add(`${stem(key, SAID.digits)}${value}`);
      return true;
    case 'boolean':
      tokens.add(`${stem(key, SAID.boolean)}${value}`);
      return true;
    default:
      return true;
  }
}

function sayText(tokens: Set<string>, key: string, text: string): boolean {
  const folded = foldCase(text);
  if (isMarked(folded)) return false;
  tokens.add(textToken(key, folded));
  if (folded.length > MAX_TEXT) tokens.add(beginningToken(key, folded));
  const number = readNumeral(text);
  if (number !== undefined) tokens.add(spelledNumberToken(key, number));
  return true;
}

/**
 * Some fields have an index of their own, which knows case: tokens are needed for a text that case changes, and for one
 * that spells a number.
 */
function sayChanged(tokens: Set<string>, key: string, text: unknown): boolean {
  if (typeof text !== 'string') return text === null || text === undefined;
  const folded = foldCase(text);
  if (folded !== text) return sayText(tokens, key, text);
  const number = readNumeral(text);
  if (number !== undefined) tokens.add(spelledNumberToken(key, number));
  return !isMarked(folded);
}
