import type { Palette } from './colour.ts';
import { visible } from './visible.ts';
import { cutTo, pad, widthOf } from './width.ts';

export interface TableColumn {
  readonly name: string;
  readonly align: 'left' | 'right';
  /** What only accompanies the rest. */
  readonly isFaint?: boolean;
}

const GAP = 2;
const NARROWEST = 6;
const MORE = '…';

/**
 * Writes a table that fits a width, whatever is in it: columns that are wider than their share are cut, the widest
 * first, and where there are too many of them the last are left away and `…` says so.
 */
export function layOutTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  width: number,
  palette: Palette,
): string[] {
  const cells = rows.map((row) => columns.map((_, index) => visible(row[index] ?? '').replace(/[\n\t]+/g, ' ')));
  const names = columns.map(({ name }) => visible(name).replace(/[\n\t]+/g, ' '));
  const natural = columns.map((_, index) =>
    cells.reduce((widest, row) => Math.max(widest, widthOf(row[index] ?? '')), widthOf(names[index] ?? '')),
  );
  const count = howManyFit(natural, width);
  const more = count < columns.length ? ' '.repeat(GAP) + MORE : '';
  const room = width - more.length - GAP * (count - 1);
  const widths = fit(natural.slice(0, count), room);
  const line = (texts: readonly string[]): string =>
    columns
      .slice(0, count)
      .map(({ align, isFaint = false }, index) => {
        const text = cutTo(texts[index] ?? '', widths[index] ?? 0);
        // The last column needs no blanks behind it.
        const padded = index === columns.length - 1 && align === 'left' ? text : pad(text, widths[index] ?? 0, align);
        return isFaint ? palette.faint(padded) : padded;
      })
      .join(' '.repeat(GAP)) + more;
  return [
    palette.bold(line(names)),
    palette.faint(widths.map((each) => '─'.repeat(each)).join(' '.repeat(GAP))),
    ...cells.map(line),
  ];
}

/** How many columns have room when each is as narrow as it may be. */
function howManyFit(natural: readonly number[], width: number): number {
  let used = 0;
  for (const [index, each] of natural.entries()) {
    used += Math.min(each, NARROWEST) + (index === 0 ? 0 : GAP);
    const rest = index === natural.length - 1 ? 0 : GAP + MORE.length;
    if (used + rest > width) return Math.max(1, index);
  }
  return natural.length;
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
