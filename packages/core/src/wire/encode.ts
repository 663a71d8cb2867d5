import { inOnePiece, quote } from '../formatter/json-text.ts';
import {
  DEFAULT_MAX_JSON_BYTES,
  fits,
  mendedJson,
  plainJson,
  type SafeJson,
  type SafeJsonOptions,
} from '../formatter/safe-json.ts';
import { isNewestId } from '../record/identity.ts';
import type { LogRecord } from '../record/log-record.ts';
import { isoTime, isTime } from './iso-time.ts';
import { mendWire } from './mend-wire.ts';
import { Recurring } from './recurring.ts';
import { WIRE_FIELDS, type WireFieldName } from './wire-fields.ts';

const NOTHING_MENDED: SafeJson['mended'] = [];

/**
 * Turns a record into one line of JSON, in wire form, without a line break; never throws.
 *
 * @param options - Its bound of bytes; what does not fit or has no JSON is mended as {@link safeStringify} does.
 */
export function encodeRecord(record: LogRecord, options?: SafeJsonOptions): string {
  const maxBytes = options?.maxBytes ?? DEFAULT_MAX_JSON_BYTES;
  return plainRecord(record, maxBytes) ?? mendedLine(record, maxBytes).json;
}

/** As {@link encodeRecord}, and says what had to be mended in the record. */
export function encodeRecordSafely(record: LogRecord, options?: SafeJsonOptions): SafeJson {
  const maxBytes = options?.maxBytes ?? DEFAULT_MAX_JSON_BYTES;
  const plain = plainRecord(record, maxBytes);
  return plain === undefined ? mendedLine(record, maxBytes) : { json: plain, mended: NOTHING_MENDED };
}

/** Where the quick way ends: thrown and caught within this file alone. */
const NOT_PLAIN = Symbol('not plain');

/** What comes before each field's value. */
const P = Object.fromEntries(
  Object.values(WIRE_FIELDS).map(({ name }) => [name, `,${JSON.stringify(name)}:`]),
) as Record<WireFieldName, string>;

/**
 * The quick way, for records whose fields are what their types say; `undefined` where anything is not.
 *
 * Written out field by field: a loop over the declared fields takes twice as long, for every absent field is a failed
 * look-up by a changing name. A test holds it against the declaration.
 */
function plainRecord(record: LogRecord, maxBytes: number): string | undefined {
  try {
    const { attributes } = record;
    return plainLine(record, attributes === undefined ? undefined : data(attributes, maxBytes), maxBytes);
  } catch {
    return undefined;
  }
}

/** The same for a record whose attributes are JSON already. */
export function plainLine(
  record: Omit<LogRecord, 'attributes'>,
  attributes: string | undefined,
  maxBytes: number,
): string | undefined {
  try {
    const { logger, service, host, process, thread, traceId, spanId, traceFlags, source, error } = record;
    if (!isTime(record.timestamp)) return undefined;
    let json = isNewestId(record.id) ? `{"id":"${record.id}` : `{"id":${text(record.id).slice(0, -1)}`;
    json += timePiece(record.timestamp) + leads.piece(record.level, record.severity, NO, NO) + text(record.message);
    json += origins.piece(logger, service, host, process);
    if (thread !== undefined) json += P.thread + number(thread);
    if (traceId !== undefined) json += P.trace_id + text(traceId);
    if (spanId !== undefined) json += P.span_id + text(spanId);
    if (traceFlags !== undefined) json += P.trace_flags + number(traceFlags);
    if (source !== undefined) {
      if (source.module !== undefined) json += modules.piece(source.module, NO, NO, NO);
      if (source.function !== undefined) json += functions.piece(source.function, NO, NO, NO);
      if (source.line !== undefined) json += P.line + number(source.line);
    }
    if (error !== undefined) json += P.exception + data(error, maxBytes);
    if (attributes !== undefined) json += P.attributes + attributes;
    if (record.kind !== undefined && record.kind !== 'log') json += kinds.piece(record.kind, NO, NO, NO);
    if (record.sampleRate !== undefined && record.sampleRate !== 1) json += P.sample_rate + number(record.sampleRate);
    json += '}';
    return fits(json, maxBytes) ? json : undefined;
  } catch {
    return undefined;
  }
}

function text(value: string): string {
  if (typeof value !== 'string' || value.length > MAX_PLAIN_TEXT) throw NOT_PLAIN;
  const json = quote(value);
  if (json.length > value.length + 2 && json.includes('\\ud')) throw NOT_PLAIN;
  return json;
}

/** Beyond this a text is left to the way that cuts. */
const MAX_PLAIN_TEXT = DEFAULT_MAX_JSON_BYTES;

const NO = undefined;

/** From the time to the message: a level has its severity. */
const leads = new Recurring<string, number>(
  (level, severity) => P.level + text(level) + P.severity + number(severity) + P.message,
);

type Word = string | undefined;

/** Who wrote the line: a process has a logger for each of its modules. */
const origins = new Recurring<Word, Word, Word, number | undefined>((logger, service, host, process) => {
  let json = logger === undefined ? '' : P.logger + text(logger);
  if (service !== undefined) json += services.piece(service, NO, NO, NO);
  if (host !== undefined) json += hosts.piece(host, NO, NO, NO);
  if (process !== undefined) json += P.process + number(process);
  return json;
});
const services = new Recurring<string>((service) => P.service + text(service));
const hosts = new Recurring<string>((host) => P.host + text(host));
const modules = new Recurring<string>((module) => P.module + text(module));
const functions = new Recurring<string>((name) => P.function + text(name));
const kinds = new Recurring<string>((kind) => P.kind + text(kind));

let lastMillis = Number.NaN;
let lastTime = '';
let isInOnePiece = false;

/** With the quote that ends the id before it. */
function timePiece(millis: number): string {
  if (millis !== lastMillis) {
    lastTime = `"${P.timestamp}"${isoTime(millis)}"`;
    lastMillis = millis;
    isInOnePiece = false;
  } else if (!isInOnePiece) {
    // What is written down again keeps its times; what is logged now has many of one millisecond.
    lastTime = inOnePiece(lastTime);
    isInOnePiece = true;
  }
  return lastTime;
}

function number(value: number): string {
  if (!Number.isFinite(value)) throw NOT_PLAIN;
  return `${value}`;
}

function data(value: object, maxBytes: number): string {
  const json = plainJson(value, maxBytes);
  if (json === undefined) throw NOT_PLAIN;
  return json;
}

/** The thorough way: every field is brought to its type first, so that the line can be read back. */
function mendedLine(record: LogRecord, maxBytes: number): SafeJson {
  const { wire, wasMended } = mendWire(record);
  const line = mendedJson(wire, Math.max(1024, maxBytes));
  return wasMended ? { json: line.json, mended: [...line.mended, 'field'] } : line;
}
