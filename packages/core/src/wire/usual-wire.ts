import { isSpanId, isTraceId } from '../context/trace-id.ts';
import type { MutableRecord } from '../record/create-record.ts';
import type { LogRecord } from '../record/log-record.ts';
import { type Check, compileCheck } from '../schema/compile-check.ts';
import { logSchema } from '../schema/log.ts';
import { isoMillis } from './iso-millis.ts';
import type { WireFieldName } from './wire-fields.ts';

type Wire = { readonly [K in WireFieldName]?: unknown };

const check = Object.fromEntries(
  Object.entries(logSchema.fields).map(([name, field]) => [name, compileCheck(field, name)]),
) as Record<WireFieldName, Check>;
// Each by a name of its own: a check that is looked up is not inlined.
const { id: ofId, level: ofLevel, severity: ofSeverity, message: ofMessage, logger: ofLogger } = check;
const { service: ofService, host: ofHost, process: ofProcess, thread: ofThread, kind: ofKind } = check;
const { trace_flags: ofTraceFlags, exception: ofException, attributes: ofAttributes } = check;

const NOTHING = {};

/**
 * Reads a record as our own encoder writes it: with an id, a time in ISO 8601, level, severity and message, and nothing
 * that the wire does not know; `undefined` for all others, and for whatever is wrong: the thorough way has the words.
 *
 * Written out field by field: a loop over the keys, with a look-up and a call for each, takes twice as long.
 */
export function readUsual(wire: Wire): LogRecord | undefined {
  const { id, timestamp, level, severity, message, logger, service, host, process, thread } = wire;
  const { trace_id: traceId, span_id: spanId, trace_flags: traceFlags, exception, attributes, kind } = wire;
  if (typeof timestamp !== 'string' || ofId(id) || ofLevel(level) || ofSeverity(severity) || ofMessage(message)) {
    return undefined;
  }
  const millis = isoMillis(timestamp);
  if (millis === undefined) return undefined;
  const record = { id, timestamp: millis, level, severity, message } as MutableRecord;
  let known = 5;
  if (logger !== undefined) {
    if (ofLogger(logger)) return undefined;
    record.logger = logger as string;
    known += 1;
  }
  if (service !== undefined) {
    if (ofService(service)) return undefined;
    record.service = service as string;
    known += 1;
  }
  if (host !== undefined) {
    if (ofHost(host)) return undefined;
    record.host = host as string;
    known += 1;
  }
  if (process !== undefined) {
    if (ofProcess(process)) return undefined;
    record.process = process as number;
    known += 1;
  }
  if (thread !== undefined) {
    if (ofThread(thread)) return undefined;
    record.thread = thread as number;
    known += 1;
  }
  if (traceId !== undefined) {
    if (!isTraceId(traceId)) return undefined;
    record.traceId = traceId;
    known += 1;
  }
  if (spanId !== undefined) {
    if (!isSpanId(spanId)) return undefined;
    record.spanId = spanId;
    known += 1;
  }
  if (traceFlags !== undefined) {
    if (ofTraceFlags(traceFlags)) return undefined;
    record.traceFlags = traceFlags as number;
    known += 1;
  }
  if (exception !== undefined) {
    if (ofException(exception)) return undefined;
    record.error = exception as NonNullable<LogRecord['error']>;
    known += 1;
  }
  if (attributes !== undefined) {
    if (ofAttributes(attributes)) return undefined;
    record.attributes = attributes as Record<string, unknown>;
    known += 1;
  }
  if (kind !== undefined) {
    if (ofKind(kind) || kind === 'log') return undefined;
    record.kind = kind as NonNullable<LogRecord['kind']>;
    known += 1;
  }
  return hasKeys(wire, known) ? record : undefined;
}

/** Whether an object has so many keys, and inherits none. */
function hasKeys(wire: object, known: number): boolean {
  // What somebody put on Object.prototype was read above as if it were the record's.
  for (const _ in NOTHING) return false;
  let keys = 0;
  // oxlint-disable-next-line guard-for-in -- nothing is inherited: see above
  for (const _ in wire) keys += 1;
  return keys === known;
}
