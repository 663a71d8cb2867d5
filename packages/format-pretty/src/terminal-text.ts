/**
 * Control characters, line and paragraph separators, and marks that turn the direction of text: whatever could move
 * the cursor, colour the screen, begin a line of its own or show text in another order than it is written.
 */
// oxlint-disable-next-line no-control-regex -- finding them is the point
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
// oxlint-disable-next-line no-control-regex -- as above, without state
const HAS_UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Shows what could forge a line or move the cursor as an escape (`\n`, `\x1b`, `\u202e`) [CWE-117].
 *
 * @param value - Text; anything else is made text first, since what comes from a wire need not be what its type says.
 */
export function safeText(value: unknown): string {
  const text = String(value);
  if (!HAS_UNSAFE.test(text)) return text;
  return wellFormed(text).replace(UNSAFE, (character) => SHORT[character] ?? escaped(character.charCodeAt(0)));
}

function escaped(code: number): string {
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

function wellFormed(text: string): string {
  return (text as unknown as { toWellFormed(): string }).toWellFormed();
}

/** Characters that take two columns: East Asian wide and full-width ones, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
/** Characters that take none: they join or mark the one before. */
const NARROW = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
// oxlint-disable-next-line no-control-regex -- the plain case: every character takes one column
const ASCII = /^[\u0020-\u007e]*$/;

/** How many columns of a terminal a text takes. */
export function columnsOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += columnsOfCharacter(character);
  return columns;
}

/** Cuts a text to so many columns; what was cut ends in `…`. */
export function cutToColumns(text: string, columns: number): string {
  if (text.length <= columns && ASCII.test(text)) return text;
  let taken = 0;
  let end = 0;
  let endWithMark = 0;
  for (const character of text) {
    taken += columnsOfCharacter(character);
    if (taken > columns) return `${text.slice(0, endWithMark)}…`;
    end += character.length;
    if (taken < columns) endWithMark = end;
  }
  return text;
}

function columnsOfCharacter(character: string): number {
  if (WIDE.test(character)) return 2;
  return NARROW.test(character) ? 0 : 1;
}
