import { safeStringify } from '../formatter/safe-json.ts';
import { isError, toErrorRecord } from '../record/error-record.ts';
import { newRecordId } from '../record/identity.ts';
import type { LogRecord } from '../record/log-record.ts';
import { attributeAt } from '../record/merge-attributes.ts';
import { ownKeys, setOwn } from '../record/own-property.ts';
import { type Check, compileCheck } from '../schema/compile-check.ts';
import type { FieldType } from '../schema/field.ts';
import { logSchema } from '../schema/log.ts';
import { isoTime, isTime } from './iso-time.ts';
import { timeOf } from './time-of.ts';
import { isSilent, valueAt } from './to-wire.ts';
import { WIRE_FIELDS } from './wire-fields.ts';

const FIELDS = Object.values(WIRE_FIELDS).map((field) => ({
  ...field,
  check: compileCheck(logSchema.fields[field.name], field.name) satisfies Check,
}));

/** A wire form whose fields have the types that the wire declares, whatever the record held. */
export interface MendedWire {
  readonly wire: Record<string, unknown>;
  readonly wasMended: boolean;
}

/**
 * Brings a record onto the wire whose fields may hold anything, as callers in JavaScript manage.
 *
 * A value that cannot be brought to its field's type moves into the attributes under the field's name, so that
 * nothing is lost and the line can still be read back.
 */
export function mendWire(record: LogRecord): MendedWire {
  const wire: Record<string, unknown> = {};
  const misfits: Record<string, unknown> = {};
  let wasMended = false;
  for (const { name, type, path, check, optional } of FIELDS) {
    const given = readAt(record, path);
    if (given === undefined || given === null || isSilent(name, given)) {
      if (!optional) wasMended = true;
      continue;
    }
    const value = type === 'time' && typeof given === 'number' && isTime(given) ? isoTime(given) : given;
    if (check(value) === undefined) {
      wire[name] = value;
      continue;
    }
    wasMended = true;
    const fitting = brought(value, type);
    if (fitting !== undefined && check(fitting) === undefined) wire[name] = fitting;
    else misfits[name] = given;
  }
  wire['id'] ??= newRecordId();
  wire['timestamp'] ??= isoTime(Date.now());
  const strays = Object.keys(misfits);
  if (strays.length > 0) wire['attributes'] = { ...misfits, ...copied(wire['attributes']) };
  return { wire, wasMended };
}

/** Brings a value to a type where that loses nothing. */
function brought(value: unknown, type: FieldType): unknown {
  switch (type) {
    case 'time': {
      const millis = timeOf(value);
      return millis === undefined ? undefined : isoTime(millis);
    }
    case 'keyword':
    case 'text':
      return typeof value === 'string' ? value : wordOf(value);
    case 'exception':
      return isError(value) || typeof value === 'string' ? toErrorRecord(value) : undefined;
    case 'integer':
    case 'number':
      return typeof value === 'string' || typeof value === 'bigint' ? Number(value) : undefined;
    default:
      return undefined;
  }
}

function wordOf(value: unknown): string {
  const json = safeStringify(value).json;
  return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}

function copied(attributes: unknown): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  if (typeof attributes !== 'object' || attributes === null) return copy;
  for (const key of ownKeys(attributes)) setOwn(copy, key, attributeAt(attributes, key));
  return copy;
}

function readAt(record: LogRecord, path: readonly string[]): unknown {
  try {
    return valueAt(record, path);
  } catch {
    return undefined;
  }
}
