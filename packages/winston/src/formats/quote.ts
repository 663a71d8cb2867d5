/** What JSON has to escape; a pair of surrogates stays, which only JSON.stringify tells from a lone one. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const ESCAPED = /[\0-\x1f"\\\ud800-\udfff]/;
/** Longer strings go straight to JSON.stringify, whose fixed cost no longer matters then. */
const SHORT = 300;

/** Writes a string as JSON, exactly as JSON.stringify does. */
export function quote(text: string): string {
  return text.length > SHORT || ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
}
