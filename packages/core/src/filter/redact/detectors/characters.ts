/** True for the code of `0`–`9`. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** True for the code of an ASCII letter or digit. */
export function isAlphanumeric(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
}

/** Answers where a run of ASCII letters and digits ends. */
export function wordEnd(text: string, from: number): number {
  let index = from;
  while (index < text.length && isAlphanumeric(text.charCodeAt(index))) index += 1;
  return index;
}

/** Answers where a sticky pattern that is tried at a place ends, or -1. */
export function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** The digits of a part of a text. */
export function digitsOf(text: string, start: number, end: number): string {
  return text.slice(start, end).replace(/\D/g, '');
}
