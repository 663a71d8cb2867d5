/** Fill, direction and width, then what the text is cut to: `<8`, `*^20`, `.80`, `>10.10`. */
const LAYOUT = /^(?:(.)?([<>^]))?(\d{1,4})?(?:\.(\d{1,5}))?$/u;

/**
 * Reads how a field's text is laid out: `[[fill]direction][width][.most]`, as in Python's and Rust's format strings.
 *
 * @throws Error for anything else.
 */
export function layoutOf(layout: string): (text: string) => string {
  const [, fill = ' ', direction = '<', width = '0', most] = LAYOUT.exec(layout) ?? [undefined, undefined];
  if (!LAYOUT.test(layout)) {
    throw new Error(
      `'pattern' has ':${layout}', which is no layout; ':<8' fills up to eight, ':.80' cuts after eighty.`,
    );
  }
  const least = Number(width);
  const limit = most === undefined ? Number.POSITIVE_INFINITY : Number(most);
  return (text) => filled(text.length <= limit ? text : cut(text, limit), least, direction, fill);
}

function filled(text: string, least: number, direction: string, fill: string): string {
  const lacking = least - text.length;
  if (lacking <= 0) return text;
  if (direction === '<') return text + fill.repeat(lacking);
  if (direction === '>') return fill.repeat(lacking) + text;
  const before = Math.floor(lacking / 2);
  return fill.repeat(before) + text + fill.repeat(lacking - before);
}

/** Cuts, and never through the middle of a character. */
function cut(text: string, limit: number): string {
  const code = text.charCodeAt(limit - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit);
}
