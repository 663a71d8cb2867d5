import { createHash } from 'node:crypto';
import type { FieldPath } from '@tailrace/query';
import { sortableNumber } from './sortable-number.ts';

/** Stands between a field's key and what is said of it; JSON writes it as it is. */
const SAYS = '\u007f';
/** Stands between the segments of a key. */
const INNER = '\u0080';
/** Stands where a text was cut, and before a digest. */
const CUT = '\u0081';
const MAX_KEY = 200;

/** Texts up to this many UTF-16 units are tokens as they are. */
export const MAX_TEXT = 256;

/** What a token says of a field, by its first letter. */
export const SAID = {
  /** It is there, and nothing else is said of it. */
  exists: 'e',
  /** A string, case folded. */
  text: 's',
  /** The digest of a string that is longer than tokens are. */
  long: 'l',
  /** A number, or a string that spells one, in an order. */
  number: 'o',
  /** A whole number's digits. */
  digits: 'd',
  boolean: 'b',
} as const;

/** Behind a number's digits: that it is a number, and not a string which spells one. */
export const GENUINE = '#';
export const SPELLED = '$';

/**
 * The key of a field in tokens; `undefined` for names that could be taken for others.
 *
 * Attributes begin with the inner mark, so that none is taken for a field of the wire schema.
 */
export function keyOf(path: FieldPath): string | undefined {
  if (path.some((segment) => segment.includes(INNER) || segment.includes(SAYS) || segment.includes(CUT)))
    return undefined;
  const [root = '', ...rest] = path;
  const key = root === 'attributes' && rest.length > 0 ? INNER + rest.join(INNER) : path.join(INNER);
  return key.length <= MAX_KEY ? key : CUT + digest(key);
}

/** What all tokens of a kind for a key begin with. */
export function stem(key: string, said: string): string {
  return key + SAYS + said;
}

/** Whether a text has a mark in it, so that tokens of it could be taken for others. */
export function isMarked(text: string): boolean {
  return text.includes(CUT);
}

/** The token of a folded text, whole: as it is, or a digest of it. */
export function textToken(key: string, folded: string): string {
  return folded.length <= MAX_TEXT ? stem(key, SAID.text) + folded : stem(key, SAID.long) + digest(folded);
}

/** The token of the beginning of a text that is too long; it stands where the text does in an order. */
export function beginningToken(key: string, folded: string): string {
  return stem(key, SAID.text) + firstUnits(folded) + CUT;
}

/** The token of a field with a value that is not in its column; it begins as none does that is of a value. */
export function uncolumnedToken(key: string): string {
  return SAYS + key;
}

export function numberToken(key: string, value: number): string {
  return stem(key, SAID.number) + sortableNumber(value) + GENUINE;
}

/** The end of a text that a token takes whole, never within a character. */
function firstUnits(text: string): string {
  const last = text.charCodeAt(MAX_TEXT - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? MAX_TEXT - 1 : MAX_TEXT);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 32);
}
