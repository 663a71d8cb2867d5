import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** How many columns a text takes on a terminal: two for Chinese and emoji, none for marks and colours. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** Pads a text to a width, at its end or at its start. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

/** Cuts a text that is wider than it may be, ending it with `…`; never cuts a character in two. */
export function cutTo(text: string, width: number): string {
  if (text.length <= width && /^[\u0020-\u007e]*$/.test(text)) return text;
  if (widthOf(text) <= width) return text;
  let cut = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = widthOf(segment);
    if (used + next > width - 1) break;
    cut += segment;
    used += next;
  }
  return width <= 0 ? '' : `${cut}…`;
}
