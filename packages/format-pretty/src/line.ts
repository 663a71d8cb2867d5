import type { Paint } from './palette.ts';
import { columnsOf, cutToColumns } from './terminal-text.ts';

/** A line made of painted pieces, which is cut to a terminal's width before it is painted. */
export class Line {
  readonly #pieces: { readonly text: string; readonly paint: Paint | undefined }[] = [];

  /** Adds text, unpainted unless said otherwise. */
  add(text: string, paint?: Paint): this {
    if (text !== '') this.#pieces.push({ text, paint });
    return this;
  }

  /** The line as text, of so many columns at most. */
  toText(width: number): string {
    let out = '';
    let left = width;
    for (const { text, paint } of this.#pieces) {
      const columns = width === Number.POSITIVE_INFINITY ? 0 : columnsOf(text);
      const shown = columns <= left ? text : cutToColumns(text, left);
      out += paint === undefined ? shown : paint(shown);
      if (columns > left) break;
      left -= columns;
    }
    return out;
  }
}
