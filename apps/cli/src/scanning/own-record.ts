import { fromWire, isSpanId, isTraceId, toWire, type WireRecord } from '@tailrace/core';
import type { AddedFields } from './line-test.ts';

/** What reading adds to every record. */
export interface Additions extends AddedFields {
  readonly service?: string;
  readonly host?: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isCount: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/**
 * The fields of a record in wire form in their order, where their values are certainly as the reader would leave them.
 * What is not among these, or not so, goes the long way.
 */
const FIELDS: ReadonlyMap<string, readonly [place: number, check: Check]> = new Map(
  Object.entries<Check>({
    id: (value) => isText(value) && value !== '',
    timestamp: isPlainTime,
    level: (value) => isText(value) && value !== '',
    severity: isCount,
    message: isText,
    logger: isText,
    service: isText,
    host: isText,
    process: isCount,
    thread: isCount,
    trace_id: isTraceId,
    span_id: isSpanId,
    attributes: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  }).map(([name, check], place) => [name, [place, check] as const]),
);

/**
 * Reads a line of our own as the readers do: the record in wire form, or `undefined` where it is no record after all.
 */
export function readOwnLine(line: string, added: Additions): WireRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const object = value as Record<string, unknown>;
  const nothingAdded = added.fields.length === 0 && added.attributes.length === 0;
  return nothingAdded && isFinished(object) ? (object as unknown as WireRecord) : theLongWay(object, added);
}

function isFinished(object: Record<string, unknown>): boolean {
  let last = -1;
  for (const key in object) {
    const field = FIELDS.get(key);
    if (field === undefined || field[0] <= last || !field[1](object[key])) return false;
    last = field[0];
  }
  return true;
}

/** A time as it is written, on a day that every month has. */
function isPlainTime(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3])(?::[0-5]\d){2}\.\d{3}Z$/.test(value)
  );
}

/** The line's beginning has shown that it holds all that makes a record one of ours. */
function theLongWay(object: Record<string, unknown>, { service, host, values }: Additions): WireRecord | undefined {
  const decoded = fromWire(object);
  if (!decoded.ok) return undefined;
  const { record } = decoded;
  const attributes = values === undefined ? record.attributes : { ...record.attributes, ...values };
  return toWire({
    ...record,
    ...(record.service === undefined && service !== undefined && { service }),
    ...(record.host === undefined && host !== undefined && { host }),
    ...(attributes !== undefined && { attributes }),
  });
}
