/** What `isWellFormed` and `toWellFormed` of strings look like; Node has them since 20, the compiler's library later. */
interface WellFormed {
  isWellFormed(): boolean;
  toWellFormed(): string;
}

/** Longer strings go straight to JSON.stringify, whose fixed cost no longer matters then. */
const SHORT = 200;
/** What may need an escape: control characters, the quote, the backslash, and surrogates with all that is above them. */
const ESCAPED = /[^\x20\x21\x23-\x5b\x5d-\ud7ff]/;

/** Writes a string as JSON; lone surrogates stay escaped (`\ud800`), as JSON.stringify leaves them. */
export function quote(text: string): string {
  return text.length > SHORT || ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
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
