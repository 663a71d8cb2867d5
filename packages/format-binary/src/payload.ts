import { decode, encode } from '@msgpack/msgpack';
import {
  fromWire,
  isoTime,
  isTime,
  type LogRecord,
  type SafeJsonOptions,
  toPlainWire,
  type WireRecord,
} from '@tailrace/core';

/**
 * The number of each field in a payload. Numbers are for ever: a new field takes the next one, and one that is no longer
 * written keeps its own.
 */
const NUMBER_OF: Readonly<Record<keyof WireRecord, number>> = {
  id: 1,
  timestamp: 2,
  level: 3,
  severity: 4,
  message: 5,
  logger: 6,
  service: 7,
  host: 8,
  process: 9,
  thread: 10,
  trace_id: 11,
  span_id: 12,
  trace_flags: 13,
  module: 14,
  function: 15,
  line: 16,
  exception: 17,
  attributes: 18,
  kind: 19,
  sample_rate: 20,
};
const NAME_OF = new Map(Object.entries(NUMBER_OF).map(([name, number]) => [number, name]));

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const HEX = /^(?:[0-9a-f]{2})+$/;
const UUID_BYTES = 16;

/** Fields of hex digits, which take half the bytes as they are. */
const HEXADECIMAL: ReadonlySet<string> = new Set(['trace_id', 'span_id']);

/** Writes a record as MessagePack: an array of field numbers and values by turns, ids and traces as bytes; never throws. */
export function encodePayload(record: LogRecord, options: SafeJsonOptions): Uint8Array {
  const wire = toPlainWire(record, options);
  const fields: unknown[] = [];
  for (const [name, value] of Object.entries(wire)) {
    const number = NUMBER_OF[name as keyof WireRecord];
    fields.push(number, packed(name, value));
  }
  return encode(fields);
}

/** Reads a payload; `undefined` for what is none. Fields that a later version added are left out. */
export function decodePayload(payload: Uint8Array): LogRecord | undefined {
  try {
    const fields = decode(payload);
    if (!Array.isArray(fields)) return undefined;
    const decoded = fromWire(wireOf(fields));
    return decoded.ok ? decoded.record : undefined;
  } catch {
    return undefined;
  }
}

function wireOf(fields: readonly unknown[]): Record<string, unknown> {
  const wire: Record<string, unknown> = {};
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const name = NAME_OF.get(fields[index] as number);
    if (name !== undefined) wire[name] = unpacked(name, fields[index + 1]);
  }
  return wire;
}

function packed(name: string, value: unknown): unknown {
  if (typeof value === 'object') return hasForbiddenKey(value) ? JSON.stringify(value) : value;
  if (typeof value !== 'string') return value;
  if (name === 'id') return UUID.test(value) ? Buffer.from(value.replaceAll('-', ''), 'hex') : value;
  if (name === 'timestamp') return Date.parse(value);
  return HEXADECIMAL.has(name) && HEX.test(value) ? Buffer.from(value, 'hex') : value;
}

/** MessagePack's reader takes no such key, wherever it is; in a record it is data. */
function hasForbiddenKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(hasForbiddenKey);
}

function unpacked(name: string, value: unknown): unknown {
  // Both are objects always: as text they are JSON.
  if ((name === 'attributes' || name === 'exception') && typeof value === 'string') return JSON.parse(value) as unknown;
  // A bare number on the wire may be seconds as well.
  if (name === 'timestamp' && typeof value === 'number' && isTime(value)) return isoTime(value);
  if (!(value instanceof Uint8Array)) return value;
  const hex = Buffer.from(value).toString('hex');
  if (name !== 'id' || value.length !== UUID_BYTES) return hex;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
