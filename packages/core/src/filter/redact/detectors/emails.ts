import { isAlphanumeric, matchEnd } from './characters.ts';
import type { Hit } from './hit.ts';

const MAX_LOCAL = 64;
const DOMAIN = /(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9])/y;

/**
 * Looks for an email address around an `@`, or its `%40` in URLs.
 *
 * @param text - Where to look.
 * @param at - The place of the sign.
 * @param length - How long the sign is.
 * @param floor - Where to stop looking to the left.
 */
export function emailAround(text: string, at: number, length: number, floor: number): Hit | undefined {
  let start = at;
  const least = Math.max(floor, at - MAX_LOCAL);
  while (start > least && isLocal(text.charCodeAt(start - 1))) start -= 1;
  // A dot at the beginning belongs to the text before.
  while (start < at && text.charCodeAt(start) === 46) start += 1;
  if (start === at) return undefined;
  const end = matchEnd(DOMAIN, text, at + length);
  return end === -1 ? undefined : { start, end, cause: 'email' };
}

/** Letters, digits and `.` `_` `+` `-` `'`, the characters that mailboxes have in practice. */
function isLocal(code: number): boolean {
  return isAlphanumeric(code) || code === 46 || code === 95 || code === 43 || code === 45 || code === 39;
}
