import type { Needle } from './needle.ts';

const COLON = 0x3a;
const BLANK = 0x20;
/** Numbers are shorter; what is longer is left to parsing. */
const LONGEST = 32;

/** What begins a value that is no number and is never in order with one: `true`, `false`, `null`, an object. */
const NEVER: ReadonlySet<number> = new Set(['t', 'f', 'n', '{'].map((character) => character.charCodeAt(0)));

/**
 * Whether a line may have, under a key that ends with some text, a number that passes.
 *
 * @param key - Looks for the key's last characters and the quote behind them.
 * @returns False only where each of the values under such keys is there to be seen, and none passes.
 */
export function mayHoldNumber(
  bytes: Buffer,
  start: number,
  end: number,
  key: { readonly needle: Needle; readonly length: number },
  passes: (number: number) => boolean,
): boolean {
  let from = start;
  for (;;) {
    const found = key.needle.find(from, end);
    if (found === -1) return false;
    const at = found + key.length;
    // Our encoder writes no blanks; where there is one, parsing tells.
    if (bytes[at] === BLANK) return true;
    // Without a colon the text is a value, not a key.
    if (bytes[at] === COLON && !isOther(bytes, at + 1, passes)) return true;
    from = found + 1;
  }
}

/** Whether the value at a place is surely not one that passes. */
function isOther(bytes: Buffer, at: number, passes: (number: number) => boolean): boolean {
  const first = bytes[at] ?? 0;
  if (NEVER.has(first)) return true;
  if (!isOfNumber(first)) return false;
  let end = at + 1;
  while (isOfNumber(bytes[end] ?? 0)) end += 1;
  return end - at <= LONGEST && !passes(Number(bytes.toString('latin1', at, end)));
}

/** Digits, signs, the point and the exponent. */
function isOfNumber(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2e || byte === 0x2d || byte === 0x2b || (byte | 0x20) === 0x65;
}
