import type { Palette } from './colour.ts';
import { visible } from './visible.ts';
import { cutTo, pad, widthOf } from './width.ts';

export interface TableColumn {
  readonly name: string;
  readonly align: 'left' | 'right';
}

const GAP = 2;
const NARROWEST = 6;

/** Writes a table that fits a width; columns that are wider than their share are cut, the widest first. */
export function layOutTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
  palette: Palette,
): string[] {
  const cells = rows.map((row) => columns.map((_, index) => visible(row[index] ?? '').replace(/[\n\t]+/g, ' ')));
  const natural = columns.map(({ name }, index) =>
    cells.reduce((widest, row) => Math.max(widest, widthOf(row[index] ?? '')), widthOf(name)),
  );
  const widths = fit(natural, width - GAP * (columns.length - 1));
  const line = (texts: readonly string[]): string =>
    columns
      .map(({ align }, index) => {
        const room = widths[index] ?? 0;
        const text = cutTo(texts[index] ?? '', room);
        // The last column needs no blanks behind it.
        return index === columns.length - 1 && align === 'left' ? text : pad(text, room, align);
      })
      .join(' '.repeat(GAP));
  return [
    palette.bold(line(columns.map(({ name }) => visible(name)))),
    palette.faint(widths.map((room) => '─'.repeat(room)).join(' '.repeat(GAP))),
    ...cells.map(line),
  ];
}

/** Takes from the widest columns until everything fits, leaving each a few characters. */
function fit(natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, each) => sum + each, 0) - width;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) break;
    const next = Math.max(NARROWEST, ...widths.filter((each) => each < widest));
    const many = widths.filter((each) => each === widest).length;
    const step = Math.max(1, Math.min(widest - next, Math.ceil(excess / many)));
    for (const [index, each] of widths.entries()) {
      if (each !== widest || excess <= 0) continue;
      const taken = Math.min(step, excess, each - NARROWEST);
      widths[index] = each - taken;
      excess -= taken;
    }
  }
  return widths;
}
