import type { WireRecord } from '@tailrace/core';
import { type ColumnKind, kindOfColumn, READ_COLUMNS, RECORD_COLUMN_NAMES } from './columns.ts';
import type { Row } from './session.ts';
import { isoOfText } from './time-sql.ts';

const KINDS: readonly (ColumnKind | undefined)[] = RECORD_COLUMN_NAMES.map(kindOfColumn);
const RAW = READ_COLUMNS.length - 1;

/** Makes a record of a row of {@link READ_COLUMNS}. */
export function recordOfRow(row: Row): WireRecord {
  const raw = row[RAW];
  if (raw !== null && raw !== undefined) return JSON.parse(raw) as WireRecord;
  const record: Record<string, unknown> = {};
  for (let index = 0; index < RECORD_COLUMN_NAMES.length; index += 1) {
    const text = row[index];
    if (text === null || text === undefined) continue;
    record[RECORD_COLUMN_NAMES[index] ?? ''] = valueOf(text, KINDS[index]);
  }
  return record as unknown as WireRecord;
}

/** Whether the columns of a row do not hold the record as it is, so that conditions in SQL say nothing about it. */
export function isRaw(row: Row): boolean {
  return row[RAW] !== null && row[RAW] !== undefined;
}

function valueOf(text: string, kind: ColumnKind | undefined): unknown {
  switch (kind) {
    case 'time':
      return isoOfText(text);
    case 'number':
      return Number(text);
    case 'json':
      return JSON.parse(text);
    default:
      return text;
  }
}
