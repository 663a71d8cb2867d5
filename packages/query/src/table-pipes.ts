import { TailraceError } from '@tailrace/core';
import type { Cell } from './answer.ts';
import type { FieldPath, PipeNode } from './ast.ts';
import { noColumn } from './columns.ts';
import { compareSorted, steadyCell } from './compare-cells.ts';
import { Grouping } from './grouping.ts';
import { groupCell } from './statistic.ts';
import { orderGroups, type RawColumn, type RawTable } from './table.ts';

type Row = readonly Cell[];

/**
 * Applies the pipes behind a table: `sort`, `limit`, `fields`, `rename`, and statistics of its rows, each of weight 1.
 *
 * Executors make the first table their own way and leave the rest to this.
 *
 * @throws TailraceError `TAILRACE_QUERY_SYNTAX` for a column that is not there, `TAILRACE_QUERY_UNSUPPORTED` for a
 *   pipe that does not work on tables.
 */
export function applyTablePipes(table: RawTable, pipes: readonly PipeNode[]): RawTable {
  return pipes.reduce(applyPipe, table);
}

function applyPipe(table: RawTable, pipe: PipeNode): RawTable {
  switch (pipe.type) {
    case 'sort':
      return sorted(table, pipe);
    case 'limit':
      return { columns: table.columns, rows: table.rows.slice(0, pipe.count) };
    case 'fields': {
      const indexes = pipe.fields.map((field) => indexOf(table, field));
      const hidden = table.columns.flatMap((column, index) => (column.hidden === undefined ? [] : [index]));
      const kept = [...indexes, ...hidden];
      const columns = kept.flatMap((index, place): readonly RawColumn[] => {
        const column = table.columns[index];
        const name = pipe.as?.[place];
        return column === undefined ? [] : [name === undefined ? column : { ...column, name }];
      });
      return { columns, rows: table.rows.map((row) => kept.map((index) => row[index] ?? null)) };
    }
    case 'rename': {
      const names = new Map(pipe.columns.map(({ from, to }) => [indexOf(table, [from]), to]));
      const columns = table.columns.map((column, index) => ({ ...column, name: names.get(index) ?? column.name }));
      return { columns, rows: table.rows };
    }
    case 'stats':
      return summed(table, pipe);
    default:
      throw new TailraceError('TAILRACE_QUERY_UNSUPPORTED', `'${pipe.type}' does not work on a table.`);
  }
}

function sorted(table: RawTable, { keys }: Extract<PipeNode, { type: 'sort' }>): RawTable {
  const order = keys.map(({ name, descending }) => {
    const index = indexOf(table, name);
    const isStatistic = table.columns[index]?.type === 'number';
    return { read: (row: Row) => (isStatistic ? steadyCell(row[index] ?? null) : (row[index] ?? null)), descending };
  });
  const rows = table.rows
    .map((row) => ({ row, cells: order.map(({ read }) => read(row)) }))
    .toSorted((a, b) => {
      for (const [place, { descending }] of order.entries()) {
        const difference = compareSorted(a.cells[place] ?? null, b.cells[place] ?? null, descending);
        if (difference !== 0) return difference;
      }
      return 0;
    })
    .map(({ row }) => row);
  return { columns: table.columns, rows };
}

function summed(table: RawTable, { aggregates, by }: Extract<PipeNode, { type: 'stats' }>): RawTable {
  const columnOf = (field: FieldPath): RawColumn | undefined => table.columns[indexOf(table, field)];
  const keys = by.map((key): { readonly column: RawColumn; readonly read: (row: Row) => Cell } => {
    if (key.type === 'time') {
      throw new TailraceError('TAILRACE_QUERY_UNSUPPORTED', 'A table cannot be grouped by time again.');
    }
    const index = indexOf(table, key.field);
    return {
      column: { name: key.as, type: table.columns[index]?.type === 'time' ? 'time' : 'any' },
      read: (row) => groupCell(row[index]),
    };
  });
  const times = aggregates.map(
    ({ function: name, field }) =>
      (name === 'min' || name === 'max') && field !== undefined && columnOf(field)?.type === 'time',
  );
  const grouping = new Grouping<Row>({
    keys: keys.map(({ read }) => read),
    aggregates,
    values: aggregates.map(({ field }, place) => {
      if (field === undefined) return () => undefined;
      const index = indexOf(table, field);
      return times[place] ? (row) => Date.parse(String(row[index])) : (row) => row[index];
    }),
    weightOf: () => 1,
  });
  for (const row of table.rows) grouping.add(row);
  const columns = [
    ...keys.map(({ column }) => column),
    ...aggregates.map(({ as }, place): RawColumn => ({ name: as, type: times[place] ? 'time' : 'number' })),
  ];
  const rows = isoTimes(
    grouping.rows(() => 1),
    times.flatMap((time, place) => (time ? [keys.length + place] : [])),
  );
  return { columns, rows: orderGroups(columns, keys.length, rows) };
}

/** Writes the epoch milliseconds of some columns as ISO 8601. */
export function isoTimes(rows: readonly Row[], indexes: readonly number[]): readonly Row[] {
  if (indexes.length === 0) return rows;
  return rows.map((row) =>
    row.map((cell, index) =>
      typeof cell === 'number' && indexes.includes(index) ? new Date(cell).toISOString() : cell,
    ),
  );
}

function indexOf(table: RawTable, name: FieldPath): number {
  const [wanted = ''] = name;
  const index = table.columns.findIndex((column) => column.hidden === undefined && column.name === wanted);
  if (index !== -1) return index;
  const names = table.columns.flatMap((column) => (column.hidden === undefined ? [column.name] : []));
  throw new TailraceError('TAILRACE_QUERY_SYNTAX', noColumn(wanted, names));
}
