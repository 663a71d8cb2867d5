/** What JSON has to escape; a pair of surrogates stays, which only JSON.stringify tells from a lone one. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const ESCAPED = /[\0-\x1f"\\\ud800-\udfff]/;
/** Longer strings go straight to JSON.stringify, whose fixed cost no longer matters then. */
const SHORT = 300;
/** Up to here it is quicker to look at each character than to ask the regular expression. */
const VERY_SHORT = 8;

/** Writes a string as JSON, exactly as JSON.stringify does. */
export function quote(text: string): string {
  return isPlain(text) ? `"${text}"` : JSON.stringify(text);
}

/** Whether a string needs nothing but its quotation marks; false also for long ones, which are for JSON.stringify. */
export function isPlain(text: string): boolean {
  const { length } = text;
  if (length > VERY_SHORT) return length <= SHORT && !ESCAPED.test(text);
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code <= 0xdfff)) return false;
  }
  return true;
}
