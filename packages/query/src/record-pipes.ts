import { TailraceError, type WireRecord } from '@tailrace/core';
import type { Cell } from './answer.ts';
import type { FieldPath, PipeNode } from './ast.ts';
import { groupName, PATTERN_COLUMNS } from './columns.ts';
import { compareRecords, compareSorted, compareText, steadyCell, timeOf } from './compare-cells.ts';
import type { CompareRecords } from './first-records.ts';
import { Grouping } from './grouping.ts';
import { numberOf } from './match-value.ts';
import { fieldReader } from './read-field.ts';
import { withRawCounts } from './raw-counts.ts';
import { groupCell } from './statistic.ts';
import { fieldType, type RawColumn, type RawTable, tableOfGroups } from './table.ts';
import { isoTimes } from './table-pipes.ts';
import { messageTemplate } from './template.ts';

type Pipe<T extends PipeNode['type']> = Extract<PipeNode, { type: T }>;

/** What takes records one by one and ends as a table. */
export interface TableMaker {
  add(record: WireRecord): void;
  finish(): RawTable;
}

/** The pipes of a query, taken apart at the one that turns records into a table. */
export interface SplitPipes {
  /** `sort` and `limit` of records. */
  readonly ofRecords: readonly (Pipe<'sort'> | Pipe<'limit'>)[];
  readonly table?: Pipe<'stats'> | Pipe<'patterns'> | Pipe<'fields'>;
  /** What works on the table, for `applyTablePipes`. */
  readonly ofTable: readonly PipeNode[];
}

const TABLE_PIPES: ReadonlySet<string> = new Set(['stats', 'patterns', 'fields']);

/**
 * Takes the pipes apart at the first that makes a table.
 *
 * A statistic that weighs gets two more columns here, a count and the number of records, which `finishTable` turns
 * into the raw counts. `context` and `join-trace` are not known: they are for `answerInStages`.
 *
 * @throws TailraceError `TAILRACE_QUERY_UNSUPPORTED` where `fields` of records is not the last pipe; the parser puts
 *   it there.
 */
export function splitPipes(pipes: readonly PipeNode[]): SplitPipes {
  const ofRecords: (Pipe<'sort'> | Pipe<'limit'>)[] = [];
  for (const [index, pipe] of pipes.entries()) {
    if (pipe.type !== 'sort' && pipe.type !== 'limit') {
      const ofTable = pipes.slice(index + 1);
      if (!TABLE_PIPES.has(pipe.type)) {
        throw new TailraceError('TAILRACE_QUERY_UNSUPPORTED', `The pipe '${pipe.type}' is not known here.`);
      }
      if (pipe.type === 'fields' && ofTable.length > 0) {
        throw new TailraceError('TAILRACE_QUERY_UNSUPPORTED', "'fields' of records is the last pipe.");
      }
      return { ofRecords, table: pipe.type === 'stats' ? withRawCounts(pipe) : (pipe as Pipe<'patterns'>), ofTable };
    }
    ofRecords.push(pipe);
  }
  return { ofRecords, ofTable: [] };
}

/** The weight of a record in every statistic. */
export function weightOf(record: WireRecord): number {
  const weight = record.sample_rate;
  return typeof weight === 'number' && weight > 0 && Number.isFinite(weight) ? weight : 1;
}

/** Orders records by fields; what is equal stays in the order that was asked for. */
export function sortedBy({ keys }: Pipe<'sort'>, otherwise: CompareRecords): CompareRecords {
  const readers = keys.map(({ name, descending }) => ({ read: sortReader(name), descending }));
  return (a, b) => {
    for (const { read, descending } of readers) {
      const difference = compareSorted(read(a), read(b), descending);
      if (difference !== 0) return difference;
    }
    return otherwise(a, b);
  };
}

/** Starts the table of a pipe over records between two times, where they are known (epoch milliseconds). */
export function startTable(
  pipe: NonNullable<SplitPipes['table']>,
  window: { readonly from?: number | undefined; readonly to?: number | undefined },
): TableMaker {
  switch (pipe.type) {
    case 'stats':
      return new StatsTable(pipe, window);
    case 'patterns':
      return new PatternsTable(pipe.limit);
    default:
      return new FieldsTable(pipe);
  }
}

class StatsTable implements TableMaker {
  readonly #pipe: Pipe<'stats'>;
  readonly #window: { readonly from?: number | undefined; readonly to?: number | undefined };
  readonly #grouping: Grouping<WireRecord>;
  readonly #spanNeeded: boolean;
  #oldest = Number.POSITIVE_INFINITY;
  #newest = Number.NEGATIVE_INFINITY;

  constructor(pipe: Pipe<'stats'>, window: { readonly from?: number | undefined; readonly to?: number | undefined }) {
    this.#pipe = pipe;
    this.#window = window;
    this.#spanNeeded = pipe.aggregates.some((aggregate) => aggregate.function === 'rate');
    this.#grouping = new Grouping<WireRecord>({
      keys: pipe.by.map((key): ((record: WireRecord) => Cell) => {
        if (key.type === 'field') {
          const read = fieldReader(key.field);
          return (record) => groupCell(read(record));
        }
        const { intervalMillis } = key;
        return (record) => Math.floor(timeOf(record) / intervalMillis) * intervalMillis;
      }),
      aggregates: pipe.aggregates,
      values: pipe.aggregates.map(({ field }) => {
        if (field === undefined) return () => undefined;
        return isTimestamp(field) ? timeOf : fieldReader(field);
      }),
      weightOf,
    });
  }

  add(record: WireRecord): void {
    this.#grouping.add(record);
    if (!this.#spanNeeded) return;
    const time = timeOf(record);
    this.#oldest = Math.min(this.#oldest, time);
    this.#newest = Math.max(this.#newest, time);
  }

  finish(): RawTable {
    const { by, aggregates } = this.#pipe;
    const seconds = this.#seconds();
    const times = [
      ...by.flatMap((key, index) => (key.type === 'time' ? [index] : [])),
      ...aggregates.flatMap(({ function: name, field }, index) =>
        (name === 'min' || name === 'max') && field !== undefined && isTimestamp(field) ? [by.length + index] : [],
      ),
    ];
    return tableOfGroups(
      this.#pipe,
      isoTimes(
        this.#grouping.rows(() => seconds),
        times,
      ),
    );
  }

  /** What a rate is of: the interval, or the time asked about as far as it is known, one second at least. */
  #seconds(): number {
    const interval = this.#pipe.by.find((key) => key.type === 'time')?.intervalMillis;
    if (interval !== undefined) return interval / 1000;
    const from = this.#window.from ?? this.#oldest;
    const to = this.#window.to ?? this.#newest + 1;
    return Number.isFinite(to - from) ? Math.max(1, (to - from) / 1000) : 1;
  }
}

class PatternsTable implements TableMaker {
  readonly #limit: number;
  readonly #patterns = new Map<string, { count: number; records: number; example: WireRecord }>();
  #total = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(record: WireRecord): void {
    const pattern = messageTemplate(record.message);
    const weight = weightOf(record);
    this.#total += weight;
    const known = this.#patterns.get(pattern);
    if (known === undefined) {
      this.#patterns.set(pattern, { count: weight, records: 1, example: record });
    } else {
      known.count += weight;
      known.records += 1;
      if (compareRecords(record, known.example) > 0) known.example = record;
    }
  }

  finish(): RawTable {
    const rows = Array.from(this.#patterns, ([pattern, { count, records, example }]): Cell[] => [
      count,
      count / this.#total,
      pattern,
      example.message,
      records,
    ]);
    return patternsTable(rows, this.#limit);
  }
}

/**
 * Makes the table of `patterns` from rows of count, share, pattern, the newest example and the number of stored
 * records, in any order.
 */
export function patternsTable(rows: readonly (readonly Cell[])[], limit: number): RawTable {
  const [count, share, pattern, example] = PATTERN_COLUMNS;
  return {
    columns: [
      { name: count, type: 'number' },
      { name: share, type: 'number' },
      { name: pattern, type: 'text' },
      { name: example, type: 'text' },
      { name: 'records', type: 'number', hidden: 'records' },
      { name: 'weight', type: 'number', hidden: 'weight' },
    ],
    rows: rows
      .map((row) => ({ row, count: Number(steadyCell(row[0] ?? 0)) }))
      .toSorted((a, b) => b.count - a.count || compareText(String(a.row[2]), String(b.row[2])))
      .slice(0, limit)
      .map(({ row }) => [...row.slice(0, 4), row[4] ?? row[0] ?? null, row[0] ?? null]),
  };
}

class FieldsTable implements TableMaker {
  readonly #columns: readonly RawColumn[];
  readonly #readers: readonly ((record: WireRecord) => unknown)[];
  readonly #rows: Cell[][] = [];

  constructor({ fields, as }: Pipe<'fields'>) {
    this.#columns = fields.map((field, index) => ({
      name: as?.[index] ?? groupName(field, false),
      type: fieldType(field),
    }));
    this.#readers = fields.map(fieldReader);
  }

  add(record: WireRecord): void {
    this.#rows.push(this.#readers.map((read) => shownCell(read(record))));
  }

  finish(): RawTable {
    return { columns: this.#columns, rows: this.#rows };
  }
}

/** A value as it is shown in a table: arrays and objects as JSON. */
function shownCell(value: unknown): Cell {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      return value === null ? null : JSON.stringify(value);
    default:
      return null;
  }
}

/** What records are sorted by: numbers and numerals by size, then texts; arrays and objects as if missing. */
function sortReader(field: FieldPath): (record: WireRecord) => Cell {
  if (isTimestamp(field)) return timeOf;
  const read = fieldReader(field);
  return (record) => {
    const value = read(record);
    return numberOf(value) ?? groupCell(value);
  };
}

function isTimestamp(field: FieldPath): boolean {
  return field.length === 1 && field[0] === 'timestamp';
}
