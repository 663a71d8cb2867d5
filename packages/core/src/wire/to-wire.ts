import type { LogRecord } from '../record/log-record.ts';
import { isoTime } from './iso-time.ts';
import { WIRE_FIELDS, type WireFieldName } from './wire-fields.ts';
import type { WireRecord } from './wire-record.ts';

const FIELDS = Object.values(WIRE_FIELDS);

/** Turns a record into its wire form; values stay shared with the record. */
export function toWire(record: LogRecord): WireRecord {
  const wire: Record<string, unknown> = {};
  for (const { name, type, path } of FIELDS) {
    const value = valueAt(record, path);
    if (value === undefined || isSilent(name, value)) continue;
    wire[name] = type === 'time' ? isoTime(value as number) : value;
  }
  return wire as unknown as WireRecord;
}

/** Reads a record's value for the wire; may throw where the record's getters do. */
export function valueAt(record: LogRecord, path: readonly string[]): unknown {
  let value: unknown = record;
  for (const key of path) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return value;
}

/** True for values that say nothing and are left out. */
export function isSilent(name: WireFieldName, value: unknown): boolean {
  return (name === 'kind' && value === 'log') || (name === 'sample_rate' && value === 1);
}
