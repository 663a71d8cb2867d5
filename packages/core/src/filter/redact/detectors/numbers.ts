import { isCardNumber, LEAST_CARD_DIGITS, MOST_CARD_DIGITS } from './cards.ts';
import { digitsOf, isAlphanumeric, isDigit, matchEnd } from './characters.ts';
import type { DetectorName } from '../detector-name.ts';
import type { Hit } from './hit.ts';
import { isAadhaar, isChineseIdentity, isCpf, isSocialInsurance, isSocialSecurity } from './identity-numbers.ts';

type Enabled = ReadonlySet<DetectorName>;

interface GroupedForm {
  readonly cause: DetectorName;
  /** Tried where a group of so many digits stands. */
  readonly firstGroup: number;
  readonly pattern: RegExp;
  readonly isRight: (digits: string) => boolean;
}

const always = (): boolean => true;

/** Numbers that are written in groups; every pattern is bounded and begins with its first group. */
const GROUPED: readonly GroupedForm[] = [
  { cause: 'card', firstGroup: 4, pattern: /\d{4}([ -])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{1,3})?/y, isRight: isCardNumber },
  { cause: 'card', firstGroup: 4, pattern: /\d{4}([ -])\d{6}\1\d{4,5}/y, isRight: isCardNumber },
  { cause: 'identity', firstGroup: 4, pattern: /\d{4}([ -])\d{4}\1\d{4}/y, isRight: isAadhaar },
  { cause: 'phone', firstGroup: 4, pattern: /00[1-9]\d(?:[ -]\d{2,8}){2,4}/y, isRight: always },
  { cause: 'identity', firstGroup: 3, pattern: /\d{3}([ -])\d{2}\1\d{4}/y, isRight: isSocialSecurity },
  { cause: 'identity', firstGroup: 3, pattern: /\d{3}\.\d{3}\.\d{3}-\d{2}/y, isRight: isCpf },
  { cause: 'identity', firstGroup: 3, pattern: /\d{3}([ -])\d{3}\1\d{3}/y, isRight: isSocialInsurance },
  { cause: 'phone', firstGroup: 3, pattern: /[2-9]\d{2}([ .-])[2-9]\d{2}\1\d{4}/y, isRight: always },
  { cause: 'phone', firstGroup: 3, pattern: /1[3-9]\d([ -])\d{4}\1\d{4}/y, isRight: always },
  { cause: 'phone', firstGroup: 1, pattern: /1([ .-])[2-9]\d{2}\1[2-9]\d{2}\1\d{4}/y, isRight: always },
  { cause: 'phone', firstGroup: 5, pattern: /07\d{3} \d{3} ?\d{3}/y, isRight: always },
];

const INTERNATIONAL = /\+[1-9](?:[ .()-]{0,2}\d){7,14}/y;
const IN_PARENTHESES = /\([2-9]\d{2}\) ?[2-9]\d{2}[ .-]\d{4}/y;
const CHINESE_MOBILE = /^(?:86)?1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}$/;

/** Looks for a number that begins with the digit at a place; the digit does not follow a letter or digit. */
export function numberAt(text: string, start: number, enabled: Enabled): Hit | undefined {
  let end = start + 1;
  while (end < text.length && isDigit(text.charCodeAt(end))) end += 1;
  const length = end - start;
  if (length > MOST_CARD_DIGITS) return undefined;
  // A fraction, or the rest of a longer chain of groups.
  const before = start === 0 ? 0 : text.charCodeAt(start - 1);
  if ((before === 46 || before === 45) && start > 1 && isDigit(text.charCodeAt(start - 2))) return undefined;
  if (length >= 11) return plainNumber(text, start, end, enabled);
  const next = text.charCodeAt(end);
  // Space, dash, dot: what groups are joined by.
  if (length > 5 || length === 2 || (next !== 32 && next !== 45 && next !== 46)) return undefined;
  if (!isDigit(text.charCodeAt(end + 1))) return undefined;
  for (const form of GROUPED) {
    if (form.firstGroup !== length || !enabled.has(form.cause)) continue;
    const formEnd = matchEnd(form.pattern, text, start);
    if (formEnd === -1 || goesOn(text, formEnd) || !form.isRight(digitsOf(text, start, formEnd))) continue;
    return { start, end: formEnd, cause: form.cause };
  }
  return undefined;
}

/** Looks for a phone number that begins with `+` or `(` at a place. */
export function phoneAt(text: string, start: number): Hit | undefined {
  const pattern = text.charCodeAt(start) === 43 ? INTERNATIONAL : IN_PARENTHESES;
  const end = matchEnd(pattern, text, start);
  return end === -1 || goesOn(text, end) ? undefined : { start, end, cause: 'phone' };
}

function plainNumber(text: string, start: number, end: number, enabled: Enabled): Hit | undefined {
  const length = end - start;
  const next = text.charCodeAt(end);
  if (length === 17 && (next === 88 || next === 120) && enabled.has('identity')) {
    const isIdentity = !goesOn(text, end + 1) && isChineseIdentity(text.slice(start, end + 1));
    return isIdentity ? { start, end: end + 1, cause: 'identity' } : undefined;
  }
  if (goesOn(text, end)) return undefined;
  const digits = text.slice(start, end);
  if (length === 18 && enabled.has('identity') && isChineseIdentity(digits)) return { start, end, cause: 'identity' };
  if (length <= 13 && enabled.has('phone') && CHINESE_MOBILE.test(digits)) return { start, end, cause: 'phone' };
  const isCard = length >= LEAST_CARD_DIGITS && enabled.has('card') && isCardNumber(digits);
  return isCard ? { start, end, cause: 'card' } : undefined;
}

/** True where what was found is only the beginning of something longer. */
function goesOn(text: string, end: number): boolean {
  if (end >= text.length) return false;
  const next = text.charCodeAt(end);
  if (isAlphanumeric(next)) return true;
  return (next === 46 || next === 45) && isDigit(text.charCodeAt(end + 1));
}
