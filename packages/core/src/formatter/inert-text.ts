import { toWellFormed } from './json-text.ts';

/**
 * Control characters, line and paragraph separators, and marks that turn the direction of text: whatever could move
 * the cursor, colour the screen, begin a line of its own or show text in another order than it is written.
 */
// oxlint-disable-next-line no-control-regex -- finding them is the point
const ACTED_ON = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
// oxlint-disable-next-line no-control-regex -- as above, without state, and what is half a character
const HAS_ACTED_ON = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Shows what could forge a line or move the cursor as an escape (`\n`, `\x1b`, `\u202e`) [CWE-117].
 *
 * For text that people read; the escapes are not told from the same characters written out.
 *
 * @param value - Text; anything else is made text first, since what comes from a wire need not be what its type says.
 */
export function inertText(value: unknown): string {
  const text = String(value);
  if (!HAS_ACTED_ON.test(text)) return text;
  return toWellFormed(text).replace(ACTED_ON, (character) => SHORT[character] ?? escaped(character.charCodeAt(0)));
}

function escaped(code: number): string {
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
