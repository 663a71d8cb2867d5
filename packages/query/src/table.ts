import type { Cell, Column } from './answer.ts';
import type { PipeNode } from './ast.ts';
import { compareSorted, steadyCell } from './compare-cells.ts';
import { QUERY_FIELDS } from './query-fields.ts';
import { type HiddenColumn, rawCounts } from './raw-counts.ts';

/** Rows of a table answer at the most. */
export const TABLE_ROW_LIMIT = 10_000;

/** A column while a table is being made; `any` is settled by the cells that are left at the end. */
export interface RawColumn {
  readonly name: string;
  readonly type: Column['type'] | 'any';
  /** Not shown: `finishTable` makes the raw counts of it. */
  readonly hidden?: HiddenColumn;
}

/** A table while pipes work on it; times are ISO 8601 in text. */
export interface RawTable {
  readonly columns: readonly RawColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

type StatsPipe = Extract<PipeNode, { type: 'stats' }>;

/**
 * Makes the table of a statistic over records from its groups, each a row of keys (time keys in ISO 8601) and then
 * statistics, in the order that every executor answers in.
 *
 * Rows come by time where there is a time key, and then by the other keys; otherwise by the first statistic, largest
 * first, and then by the keys. Keys are numbers wherever they are numbers or exact numerals, null comes last.
 */
export function tableOfGroups(stats: StatsPipe, rows: readonly (readonly Cell[])[]): RawTable {
  const columns = [
    ...stats.by.map((key): RawColumn => ({ name: key.as, type: key.type === 'time' ? 'time' : fieldType(key.field) })),
    ...stats.aggregates.map(({ as, field, function: name, hidden }): RawColumn => {
      const isTime = (name === 'min' || name === 'max') && field?.length === 1 && field[0] === 'timestamp';
      return { name: as, type: isTime ? 'time' : 'number', ...(hidden && { hidden }) };
    }),
  ];
  return { columns, rows: orderGroups(columns, stats.by.length, rows) };
}

/** Puts groups in their order; the first columns are keys, the others statistics. */
export function orderGroups(
  columns: readonly RawColumn[],
  keyCount: number,
  rows: readonly (readonly Cell[])[],
): readonly (readonly Cell[])[] {
  const keys = Array.from({ length: keyCount }, (_, index) => index);
  const times = keys.filter((index) => columns[index]?.type === 'time');
  const others = keys.filter((index) => !times.includes(index));
  if (times.length > 0) return rows.toSorted((a, b) => byCells(a, b, times) || byCells(a, b, others));
  return rows
    .map((row) => ({ row, first: steadyCell(row[keyCount] ?? null) }))
    .toSorted((a, b) => compareSorted(a.first, b.first, true) || byCells(a.row, b.row, keys))
    .map(({ row }) => row);
}

/**
 * Makes the answer's columns and rows: each column gets one type, which all its cells have. Hidden columns become the
 * raw counts of the rows, where records were sampled.
 */
export function finishTable({ columns, rows }: RawTable): {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  readonly records?: readonly number[];
} {
  const shown = columns.flatMap((column, index) => (column.hidden === undefined ? [{ column, index }] : []));
  const types = shown.map(({ column: { type }, index }) => (type === 'any' ? settledType(rows, index) : type));
  const records = rawCounts(columns, rows);
  return {
    columns: shown.map(({ column: { name } }, place) => ({ name, type: types[place] ?? 'text' })),
    rows: rows.map((row) =>
      shown.map(({ index }, place) => {
        const cell = row[index] ?? null;
        return types[place] === 'text' && cell !== null ? String(cell) : cell;
      }),
    ),
    ...(records !== undefined && { records }),
  };
}

/** The type of a field's column, where the wire schema says it. */
export function fieldType(field: readonly string[]): RawColumn['type'] {
  const [name = ''] = field;
  const type = field.length === 1 && Object.hasOwn(QUERY_FIELDS, name) ? QUERY_FIELDS[name] : undefined;
  return type === 'time' || type === 'text' ? type : 'any';
}

function byCells(a: readonly Cell[], b: readonly Cell[], indexes: readonly number[]): number {
  for (const index of indexes) {
    const order = compareSorted(a[index] ?? null, b[index] ?? null, false);
    if (order !== 0) return order;
  }
  return 0;
}

function settledType(rows: readonly (readonly Cell[])[], index: number): Column['type'] {
  const kinds = new Set(rows.map((row) => row[index] ?? null).flatMap((cell) => (cell === null ? [] : [typeof cell])));
  if (kinds.size !== 1) return 'text';
  if (kinds.has('number')) return 'number';
  return kinds.has('boolean') ? 'boolean' : 'text';
}
