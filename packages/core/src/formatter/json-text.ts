/** What `isWellFormed` and `toWellFormed` of strings look like; Node has them since 20, the compiler's library later. */
interface WellFormed {
  isWellFormed(): boolean;
  toWellFormed(): string;
}

/** Longer strings go straight to JSON.stringify, whose fixed cost no longer matters then. */
const SHORT = 200;
/** What may need an escape: all but printable ASCII without quote and backslash, and text below the hostile marks. */
const ESCAPED = /[^\x20\x21\x23-\x5b\x5d-\x7e\xa0-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065\u206a-\ud7ff]/;
/** All that is not printable ASCII without quote and backslash. */
const UNUSUAL = /[^\x20\x21\x23-\x5b\x5d-\x7e]/;
const NOT_PRINTABLE_ASCII = /[^\x20-\x7e]/;
/** What JSON leaves as it is and terminals and line readers act on: controls, line separators, direction marks. */
const HOSTILE = /[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const ALL_HOSTILE = new RegExp(HOSTILE.source, 'g');

let wideTexts = 0;

/**
 * How many texts {@link quote} has written that may be more than ASCII. What was written while this stayed the same
 * takes one byte for each character, whatever else was written in the middle of it.
 */
export function wideTextsSoFar(): number {
  return wideTexts;
}

/**
 * Writes a string as JSON that no terminal and no reader of lines acts on; lone surrogates stay escaped (`\ud800`), as
 * JSON.stringify leaves them.
 */
export function quote(text: string): string {
  return text.length > SHORT || UNUSUAL.test(text) ? quoteUnusual(text) : `"${text}"`;
}

function quoteUnusual(text: string): string {
  if (text.length <= SHORT && !ESCAPED.test(text)) {
    wideTexts += 1;
    return `"${text}"`;
  }
  const json = JSON.stringify(text);
  if (!NOT_PRINTABLE_ASCII.test(json)) return json;
  wideTexts += 1;
  return inertJson(json);
}

/** The same text in one piece, for what is put into many others: what it was made of would be gone through each time. */
export function inOnePiece(text: string): string {
  return Buffer.from(text).toString();
}

/** Escapes in JSON what terminals and line readers act on; it says the same as before. */
export function inertJson(json: string): string {
  if (!HOSTILE.test(json)) return json;
  return json.replace(ALL_HOSTILE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** True for text without lone surrogates. */
export function isWellFormed(text: string): boolean {
  return (text as unknown as WellFormed).isWellFormed();
}

/** Replaces lone surrogates by U+FFFD, which every reader of UTF-8 takes. */
export function toWellFormed(text: string): string {
  return (text as unknown as WellFormed).toWellFormed();
}

/** Writes a number of bytes for people: `312 B`, `12.3 kB`, `50.0 MB`. */
export function byteText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_950) return `${(bytes / 1000).toFixed(1)} kB`;
  if (bytes < 999_950_000) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
