import { type CellValue, type ColumnDef, writeXlsxStream } from 'hucre/xlsx';
import { widthOf } from '../terminal/width.ts';
import type { Rows } from './rows.ts';

/** The longest text that Excel has room for in a cell. */
const MAX_CELL = 32_767;
const CUT = '… (cut)';
/** Beyond so many digits Excel rounds. */
const MAX_DIGITS = 15;
const WIDEST = 80;
const NARROWEST = 8;
/** Rows that are looked at to find out how wide columns are. */
const LOOKED_AT = 200;

const TIME = 'yyyy-mm-dd hh:mm:ss.000';
const ISO_TIME = /^(?:19|[2-9]\d)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/**
 * Writes rows as an Excel workbook, in a stream: memory does not grow with the rows. Times are dates in UTC, text is
 * text whatever it looks like, numbers that Excel would round are text, and the heading stays in sight. A sheet that is
 * full is followed by another.
 */
export async function* workbookBytes(rows: Rows, sheetRows?: number): AsyncGenerator<Uint8Array> {
  const iterator = rows.rows[Symbol.asyncIterator]();
  const first: (readonly unknown[])[] = [];
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    first.push(next.value);
    if (first.length >= LOOKED_AT) break;
  }
  const stream = writeXlsxStream(cells(first, iterator), {
    name: 'Records',
    columns: rows.columns.map((name, index) => columnOf(name, index, first)),
    freezePane: { rows: 1 },
    ...(sheetRows !== undefined && { maxRowsPerSheet: sheetRows }),
  });
  yield* stream;
}

async function* cells(
  first: readonly (readonly unknown[])[],
  iterator: AsyncIterator<readonly unknown[]>,
): AsyncGenerator<CellValue[]> {
  for (const row of first) yield row.map(cellOf);
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value.map(cellOf);
}

function columnOf(name: string, index: number, first: readonly (readonly unknown[])[]): ColumnDef {
  const values = first.map((row) => row[index]);
  const times = values.some((value) => cellOf(value) instanceof Date);
  const widest = values.reduce<number>((width, value) => Math.max(width, shownWidth(value)), widthOf(name));
  return {
    header: literally(name),
    width: Math.max(NARROWEST, Math.min(WIDEST, widest + 2)),
    ...(times && { numFmt: TIME }),
  };
}

function shownWidth(value: unknown): number {
  const cell = cellOf(value);
  if (cell instanceof Date) return TIME.length;
  return cell === null
    ? 0
    : widthOf(
        String(cell)
          .split('\n', 1)[0]
          ?.slice(0, WIDEST * 2) ?? '',
      );
}

/** A value as a cell. Nothing of it is ever a formula. */
function cellOf(value: unknown): CellValue {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) && digitsOf(value) <= MAX_DIGITS ? value : String(value);
    case 'boolean':
      return value;
    case 'string':
      return textOf(value);
    default:
      return value === undefined || value === null ? null : cut(JSON.stringify(value));
  }
}

function textOf(text: string): CellValue {
  if (ISO_TIME.test(text)) {
    const date = new Date(text);
    if (!Number.isNaN(date.getTime())) return date;
  }
  return cut(text);
}

function cut(text: string): string {
  return literally(text.length <= MAX_CELL ? text : text.slice(0, MAX_CELL - CUT.length) + CUT);
}

/** Text that looks like one of a workbook's own escapes (`_x0041_` for A) is escaped, or it would be read as one. */
function literally(text: string): string {
  return text.replace(/_(?=x[\da-f]{4}_)/gi, '_x005F_');
}

function digitsOf(value: number): number {
  return value.toExponential().split('e')[0]?.replace(/\D/g, '').length ?? 0;
}
