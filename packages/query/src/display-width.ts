/** Characters that take two columns of a terminal: East Asian wide and full-width ones, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|\ufe0f|\p{Regional_Indicator}|[\u{20000}-\u{3fffd}]/u;
/** What takes none: it joins or marks the character before. */
const WITHOUT_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** Made where the first text is taken apart: that takes longer than all else a program loads from here. */
let graphemes: Intl.Segmenter | undefined;

/** One character as people see it, and where it stands. */
export interface Grapheme {
  readonly text: string;
  /** Offset in UTF-16 units. */
  readonly index: number;
  /** Columns of a terminal: 0, 1 or 2. */
  readonly width: number;
}

/** Takes a text apart into what people see as characters, with the columns that each takes. */
export function graphemesOf(text: string): readonly Grapheme[] {
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(graphemes.segment(text), ({ segment, index }) => ({
    text: segment,
    index,
    width: WIDE.test(segment) ? 2 : WITHOUT_WIDTH.test(segment) ? 0 : 1,
  }));
}
