import { normalSpanId, normalTraceId } from '../context/trace-id.ts';
import type { MutableRecord } from '../record/create-record.ts';
import { newRecordId } from '../record/identity.ts';
import type { LogRecord } from '../record/log-record.ts';
import { setOwn } from '../record/own-property.ts';
import { severityOf, severityText } from '../record/severity.ts';
import { type Check, compileCheck, problem } from '../schema/compile-check.ts';
import { logSchema } from '../schema/log.ts';
import { timeOf } from './time-of.ts';
import { readUsual } from './usual-wire.ts';
import { WIRE_FIELDS, type WireFieldName } from './wire-fields.ts';

/** What reading one record from the wire gave: the record, or a code and words about what is wrong. */
export type Decoded =
  | { readonly ok: true; readonly record: LogRecord }
  | { readonly ok: false; readonly code: 'not_json' | 'not_object' | 'bad_field'; readonly message: string };

/** How one field gets from the wire into a record. */
interface FieldDecoder {
  readonly name: WireFieldName;
  readonly check: Check;
  readonly key: string;
  readonly innerKey: string | undefined;
  /** Makes the record's value of the wire's; `undefined` where it is not of use there, and stays an attribute. */
  readonly convert: ((value: unknown) => unknown) | undefined;
}

const CONVERSIONS: Partial<Record<WireFieldName, (value: unknown) => unknown>> = {
  timestamp: timeOf,
  trace_id: normalTraceId,
  span_id: normalSpanId,
};

/** A time is read once: reading it is its check. */
const NOT_YET: Check = () => undefined;

const DECODERS = new Map<string, FieldDecoder>();
const ALIASES = new Map<string, FieldDecoder>();

for (const { name, path, aliases } of Object.values(WIRE_FIELDS)) {
  const decoder: FieldDecoder = {
    name,
    check: name === 'timestamp' ? NOT_YET : compileCheck(logSchema.fields[name], name),
    key: path[0] ?? name,
    innerKey: path[1],
    convert: CONVERSIONS[name],
  };
  DECODERS.set(name, decoder);
  for (const alias of aliases) ALIASES.set(alias, decoder);
}

type Draft = Partial<MutableRecord>;

/**
 * Reads a record from parsed JSON. Lenient in what may be absent, strict in types.
 *
 * An absent or null id, timestamp, level or severity is filled in: `now`, and the level and the severity from each
 * other. Timestamps may be ISO 8601 or an epoch ({@link timeOf}). Keys at the top that the wire does not know are read
 * under their alias's field (`msg` as `message`) where that is absent and their type fits; else they become
 * attributes, as do trace ids that are not W3C's. Nothing is lost, and `__proto__` is data.
 */
export function fromWire(value: unknown, now: number = Date.now()): Decoded {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, code: 'not_object', message: 'A record is a JSON object.' };
  }
  const wire = value as Record<string, unknown>;
  const usual = readUsual(wire);
  if (usual !== undefined) return { ok: true, record: usual };
  const draft: Draft = { id: '', timestamp: now, level: '', severity: 0, message: '' };
  let strangers: string[] | undefined;
  for (const key in wire) {
    if (!Object.hasOwn(wire, key)) continue;
    const decoder = DECODERS.get(key);
    if (decoder === undefined) {
      (strangers ??= []).push(key);
      continue;
    }
    const item = wire[key];
    if (item === null || item === undefined) continue;
    const wrong = decoder.check(item);
    if (wrong !== undefined) return { ok: false, code: 'bad_field', message: wrong.message };
    if (place(draft, decoder, item)) continue;
    if (decoder.name === 'timestamp') {
      const { message } = problem('timestamp', 'an ISO 8601 time or an epoch', item);
      return { ok: false, code: 'bad_field', message };
    }
    (strangers ??= []).push(key);
  }
  if (strangers !== undefined) adopt(draft, wire, strangers);
  return { ok: true, record: completed(draft) };
}

/** Reads a record from one line of JSON; see {@link fromWire}. */
export function decodeRecord(line: string, now?: number): Decoded {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { ok: false, code: 'not_json', message: 'The line is not JSON.' };
  }
  return fromWire(value, now);
}

/** Puts a checked value into its place; false where it turned out to be of no use there. */
function place(draft: Draft, decoder: FieldDecoder, item: unknown): boolean {
  const value = decoder.convert === undefined ? item : decoder.convert(item);
  if (value === undefined) return false;
  const target = draft as Record<string, unknown>;
  if (decoder.innerKey === undefined) {
    target[decoder.key] = value;
  } else {
    const outer = (target[decoder.key] ??= {}) as Record<string, unknown>;
    outer[decoder.innerKey] = value;
  }
  return true;
}

/** Reads keys that the wire does not know: by their alias, else into the attributes. The wire's object stays as it is. */
function adopt(draft: Draft, wire: Record<string, unknown>, strangers: readonly string[]): void {
  const attributes: Record<string, unknown> = {};
  for (const key of strangers) {
    const item = wire[key];
    const decoder = ALIASES.get(key);
    const isFree = decoder !== undefined && wire[decoder.name] === undefined;
    if (isFree && item !== null && decoder.check(item) === undefined && place(draft, decoder, item)) continue;
    setOwn(attributes, key, item);
  }
  for (const key of Object.keys(draft.attributes ?? {})) setOwn(attributes, key, draft.attributes?.[key]);
  draft.attributes = attributes;
}

function completed(draft: Draft): LogRecord {
  const record = draft as MutableRecord;
  if (record.id === '') record.id = newRecordId(record.timestamp);
  if (record.level === '') {
    record.level = record.severity === 0 ? 'info' : severityText(record.severity).toLowerCase();
  }
  if (record.severity === 0) record.severity = severityOf(record.level);
  if (record.kind === 'log') delete record.kind;
  if (record.sampleRate === 1) delete record.sampleRate;
  return record;
}
