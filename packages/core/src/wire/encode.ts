import type { LogRecord } from '../record/log-record.ts';
import { type SafeJson, type SafeJsonOptions, safeStringify } from '../formatter/safe-json.ts';
import { isoTime } from './iso-time.ts';
import type { WireRecord } from './wire-record.ts';

/** Turns a record into its wire form; values stay shared with the record. */
export function toWire(record: LogRecord): WireRecord {
  const wire: WireRecord = {
    id: record.id,
    timestamp: isoTime(record.timestamp),
    level: record.level,
    severity: record.severity,
    message: record.message,
  };
  if (record.logger !== undefined) wire.logger = record.logger;
  if (record.service !== undefined) wire.service = record.service;
  if (record.host !== undefined) wire.host = record.host;
  if (record.process !== undefined) wire.process = record.process;
  if (record.thread !== undefined) wire.thread = record.thread;
  if (record.traceId !== undefined) wire.trace_id = record.traceId;
  if (record.spanId !== undefined) wire.span_id = record.spanId;
  if (record.traceFlags !== undefined) wire.trace_flags = record.traceFlags;
  if (record.source?.module !== undefined) wire.module = record.source.module;
  if (record.source?.function !== undefined) wire.function = record.source.function;
  if (record.source?.line !== undefined) wire.line = record.source.line;
  if (record.error !== undefined) wire.exception = record.error;
  if (record.attributes !== undefined) wire.attributes = record.attributes;
  if (record.kind !== undefined && record.kind !== 'log') wire.kind = record.kind;
  if (record.sampleRate !== undefined && record.sampleRate !== 1) wire.sample_rate = record.sampleRate;
  return wire;
}

/**
 * Turns a record into one line of JSON, in wire form, without a line break; never throws.
 *
 * @param options - Its bound of bytes; see {@link safeStringify}, which also says what had to be mended.
 */
export function encodeRecord(record: LogRecord, options?: SafeJsonOptions): string {
  return encodeRecordSafely(record, options).json;
}

/** As {@link encodeRecord}, and says what had to be mended in the record. */
export function encodeRecordSafely(record: LogRecord, options?: SafeJsonOptions): SafeJson {
  return safeStringify(toWire(record), options);
}
