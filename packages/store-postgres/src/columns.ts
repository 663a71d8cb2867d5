import { logSchema, sqlColumnTypes } from '@tailrace/core';
import { fixedSql, type Sql } from './sql.ts';

/** The columns that hold a record's fields, with their types in PostgreSQL, as the wire's schema declares them. */
export const RECORD_COLUMNS: Readonly<Record<string, string>> = sqlColumnTypes(logSchema);

export const RECORD_COLUMN_NAMES: readonly string[] = Object.keys(RECORD_COLUMNS);

/** The record as JSON, where the columns cannot hold it as it is. */
export const RAW_COLUMN = 'raw';
/** Hashes of fields with their values, for look-ups. */
export const TERMS_COLUMN = 'terms';
/** When the record came in, for retention. */
export const ARRIVED_COLUMN = 'arrived_at';

/** What an append writes, in this order. */
export const WRITTEN_COLUMNS: readonly string[] = [...RECORD_COLUMN_NAMES, RAW_COLUMN, TERMS_COLUMN];

/** What a record is read from, in this order. */
export const READ_COLUMNS: readonly string[] = [...RECORD_COLUMN_NAMES, RAW_COLUMN];

/** A name as SQL takes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function columnList(names: readonly string[]): Sql {
  return fixedSql(names.map(quoted).join(', '));
}

/** How values of a column are compared. */
export type ColumnKind = 'text' | 'number' | 'json' | 'time';

export function kindOfColumn(name: string): ColumnKind | undefined {
  if (!Object.hasOwn(RECORD_COLUMNS, name)) return undefined;
  switch (RECORD_COLUMNS[name]) {
    case 'text':
      return 'text';
    case 'timestamptz':
      return 'time';
    case 'jsonb':
      return 'json';
    default:
      return 'number';
  }
}
