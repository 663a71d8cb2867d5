import type { WireRecord } from '@tailrace/core';
import { attributeOfColumn, BASE_COLUMNS, type BaseColumn } from './columns.ts';

/** Puts a value into the record that is being made. */
type Put = (record: Record<string, unknown>, value: unknown) => void;

/**
 * Makes the function that turns rows of a result into records, for these columns.
 *
 * `timestamp` comes as epoch milliseconds in a column of its own, `epoch`.
 */
export function rowReader(columns: readonly string[]): (row: readonly unknown[]) => WireRecord {
  const puts = columns.map(putOf);
  return (row) => {
    const record: Record<string, unknown> = {};
    for (let index = 0; index < puts.length; index += 1) {
      const value = row[index];
      if (value !== null && value !== undefined) puts[index]?.(record, value);
    }
    return record as unknown as WireRecord;
  };
}

function putOf(column: string): Put {
  if (column === EPOCH_COLUMN) {
    return (record, value) => {
      record['timestamp'] = new Date(Number(value)).toISOString();
    };
  }
  const promoted = attributeOfColumn(column);
  if (promoted !== undefined) return (record, value) => attributesOf(record).set(promoted.attribute, value);
  const type = BASE_COLUMNS[column as BaseColumn];
  if (column === 'attributes') {
    return (record, value) => {
      record[column] = { ...(JSON.parse(String(value)) as object), ...(record[column] as object | undefined) };
    };
  }
  if (type === 'JSON') {
    return (record, value) => {
      record[column] = JSON.parse(String(value));
    };
  }
  if (type === 'VARCHAR') {
    return (record, value) => {
      record[column] = value;
    };
  }
  return (record, value) => {
    record[column] = Number(value);
  };
}

/** Where a record's time stands in a result, in epoch milliseconds. */
export const EPOCH_COLUMN = 'epoch';

function attributesOf(record: Record<string, unknown>): { set(name: string, value: unknown): void } {
  const attributes = (record['attributes'] ??= {}) as Record<string, unknown>;
  return {
    set: (name, value) => {
      attributes[name] = value;
    },
  };
}
