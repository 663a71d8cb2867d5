/** What JSON writes otherwise than it is, and all that is not ASCII. */
const UNUSUAL = /[^\x20\x21\x23-\x5b\x5d-\x7e]/;

/** Whether a text is printable ASCII without quote and backslash. */
export function isUsual(text: string): boolean {
  return !UNUSUAL.test(text);
}

/** A text as it stands between the quotes of JSON. */
export function innerJson(text: string): string {
  return isUsual(text) ? text : JSON.stringify(text).slice(1, -1);
}

/** The beginning of a later member of a list or an object: `,"` and a text, in one piece. */
export function laterText(text: string): string {
  return JSON.stringify(['', text]).slice(3, -2);
}
