import { currentContext } from '../context/context.ts';
import { isError, toErrorRecord } from './error-record.ts';
import { newRecordId } from './identity.ts';
import type { LogRecord } from './log-record.ts';
import { mergeAttributes } from './merge-attributes.ts';
import { read } from './own-property.ts';
import { processIdentity } from './process-identity.ts';
import { severityOf } from './severity.ts';

/** What a record is made from; everything may be left out. */
export interface RecordInput extends Partial<Omit<LogRecord, 'error'>> {
  /** An error, or whatever was thrown; becomes an `ErrorRecord`. */
  readonly error?: unknown;
}

/** What a record takes where its input says nothing; attributes are merged, the input's own win. */
export type RecordDefaults = Partial<Omit<LogRecord, 'id' | 'timestamp' | 'error'>>;

/** A record while it is being made. */
export type MutableRecord = { -readonly [K in keyof LogRecord]: LogRecord[K] };

/**
 * Makes a record: gives it an id and a time, its severity, the current context's trace, and who wrote it.
 *
 * What the input leaves out comes from the defaults, then from the current context (trace ids, attributes), then from
 * the process (`host`, `process`, `thread`, `service` by `TAILRACE_SERVICE` or `OTEL_SERVICE_NAME`). Errors among the
 * attributes become plain data. The input is never changed.
 *
 * @example
 * createRecord({ level: 'warn', message: 'slow', attributes: { millis: 1200 } }, { service: 'shop' });
 */
export function createRecord(input: RecordInput, defaults: RecordDefaults = {}): LogRecord {
  return makeRecord(input, defaults, false);
}

/** The same for attributes that are a copy already and hold no errors. */
export function createCleanRecord(input: RecordInput, defaults: RecordDefaults = {}): LogRecord {
  return makeRecord(input, defaults, true);
}

function makeRecord(input: RecordInput, defaults: RecordDefaults, isClean: boolean): LogRecord {
  const timestamp = validTime(input.timestamp);
  const level = input.level ?? defaults.level ?? 'info';
  const record: MutableRecord = {
    id: input.id ?? newRecordId(timestamp),
    timestamp,
    level,
    severity: input.severity ?? defaults.severity ?? severityOf(level),
    message: input.message ?? defaults.message ?? '',
  };
  const own = processIdentity();
  const logger = input.logger ?? defaults.logger;
  if (logger !== undefined) record.logger = logger;
  const service = input.service ?? defaults.service ?? own.service;
  if (service !== undefined) record.service = service;
  record.host = input.host ?? defaults.host ?? own.host;
  record.process = input.process ?? defaults.process ?? own.process;
  const thread = input.thread ?? defaults.thread ?? own.thread;
  if (thread !== undefined) record.thread = thread;

  const context = currentContext();
  // A trace is taken whole from one place: ids of two traces must not be mixed.
  const trace = input.traceId !== undefined ? input : defaults.traceId !== undefined ? defaults : context;
  if (trace.traceId !== undefined) record.traceId = trace.traceId;
  if (trace.spanId !== undefined) record.spanId = trace.spanId;
  if (trace.traceFlags !== undefined) record.traceFlags = trace.traceFlags;

  const source = input.source ?? defaults.source;
  if (source !== undefined) record.source = source;
  if (input.error !== undefined && input.error !== null) record.error = asErrorRecord(input.error);
  const inherited =
    context.correlationId === undefined
      ? context.attributes
      : { ...context.attributes, correlation_id: context.correlationId };
  const standsAlone = isClean && inherited === undefined && defaults.attributes === undefined;
  const attributes = standsAlone ? input.attributes : mergeAttributes(inherited, defaults.attributes, input.attributes);
  if (attributes !== undefined) record.attributes = attributes;
  const kind = input.kind ?? defaults.kind;
  if (kind !== undefined && kind !== 'log') record.kind = kind;
  const sampleRate = input.sampleRate ?? defaults.sampleRate;
  if (sampleRate !== undefined && sampleRate !== 1) record.sampleRate = sampleRate;
  return record;
}

function validTime(timestamp: number | undefined): number {
  return timestamp !== undefined && Number.isFinite(timestamp) ? timestamp : Date.now();
}

/** What already is plain data with a name and a message is taken as it is. */
function asErrorRecord(error: unknown): NonNullable<LogRecord['error']> {
  if (typeof error === 'object' && error !== null && !isError(error)) {
    const prototype = Object.getPrototypeOf(error) as object | null;
    const isPlain = prototype === Object.prototype || prototype === null;
    if (isPlain && typeof read(error, 'name') === 'string' && typeof read(error, 'message') === 'string') {
      return error as NonNullable<LogRecord['error']>;
    }
  }
  return toErrorRecord(error);
}
