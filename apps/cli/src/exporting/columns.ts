import type { WireRecord } from '@tailrace/core';
import { fieldReader, printField } from '@tailrace/query';
import { chooseFields } from '../output/chosen-fields.ts';

/** A column of a table of records. */
export interface ExportColumn {
  readonly name: string;
  readonly read: (record: WireRecord) => unknown;
}

/** Records that are looked at to find out which attributes there are. */
export const LOOKED_AT = 1000;
const MOST_ATTRIBUTES = 50;

const FIRST = ['timestamp', 'level', 'service', 'host', 'logger', 'message'];
const LAST = ['trace_id', 'span_id', 'exception', 'sample_rate', 'id'];

/**
 * The columns of records where none were chosen: the usual fields, a column for each attribute that the first records
 * have, and at the end what other attributes there are, as JSON: nothing is left out.
 */
export function columnsOf(first: readonly WireRecord[]): ExportColumn[] {
  const counts = new Map<string, number>();
  for (const { attributes } of first) {
    for (const name of Object.keys(attributes ?? {})) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, MOST_ATTRIBUTES)
    .map(([name]) => name);
  const own = new Set(names);
  const wire = (name: string): ExportColumn => ({ name, read: (record) => record[name as keyof WireRecord] });
  const rest = (record: WireRecord): unknown => {
    const others = Object.entries(record.attributes ?? {}).filter(([name]) => !own.has(name));
    return others.length === 0 ? undefined : Object.fromEntries(others);
  };
  return [
    ...FIRST.map(wire),
    // The name is one key, dots or not.
    ...names.map((name) => ({ name: printField(['attributes', name]), read: fieldReader(['attributes', name]) })),
    ...LAST.map(wire),
    { name: 'more_attributes', read: rest },
  ];
}

/** The columns that were asked for. */
export function chosenColumns(fields: string): readonly ExportColumn[] {
  return chooseFields(fields);
}
