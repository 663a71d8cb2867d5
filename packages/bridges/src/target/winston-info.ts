import { fromWinston, keepRecord, type LogRecord, type RecordDefaults } from '@tailrace/core';

const LEVEL = Symbol.for('level');
/** Names that attributes cannot have there: Winston's own, and one that would make them the info's prototype. */
const TAKEN: ReadonlySet<string> = new Set(['level', 'message', 'timestamp', '__proto__']);

/**
 * Makes the info that Winston's formats and transports see of a record, under the names that are usual there: an
 * error's `stack`, `cause` and `code` beside the message. Transports of Tailrace's get the record itself, with the
 * logger's `defaultMeta`.
 */
export function winstonInfo(record: LogRecord, level: string, defaultMeta: unknown): object {
  const info: Record<PropertyKey, unknown> = {};
  let taken: Record<string, unknown> | undefined;
  addError(info, record);
  if (record.traceId !== undefined) info['trace_id'] = record.traceId;
  if (record.spanId !== undefined) info['span_id'] = record.spanId;
  Object.assign(info, record.source);
  if (record.service !== undefined) info['service'] = record.service;
  if (record.logger !== undefined) info['logger'] = record.logger;
  for (const [key, value] of Object.entries(record.attributes ?? {})) {
    if (TAKEN.has(key) || Object.hasOwn(info, key)) taken = { ...taken, [key]: value };
    else info[key] = value;
  }
  if (taken !== undefined) info['attributes'] = taken;
  info['timestamp'] = new Date(record.timestamp).toISOString();
  info['level'] = info[LEVEL] = level;
  info['message'] = record.message;
  keepRecord(info, withMeta(record, defaultMeta));
  return info;
}

function addError(info: Record<PropertyKey, unknown>, { error }: LogRecord): void {
  if (error === undefined) return;
  if (error.stack === undefined) info['error'] = error;
  else info['stack'] = error.stack;
  if (error.cause !== undefined) info['cause'] = error.cause;
  if (error.code !== undefined) info['code'] = error.code;
  if (error.errors !== undefined) info['errors'] = error.errors;
}

/** A logger's `defaultMeta`, as far as the record says nothing else. */
function withMeta(record: LogRecord, defaultMeta: unknown): LogRecord {
  const meta: unknown = typeof defaultMeta === 'function' ? defaultMeta() : defaultMeta;
  if (typeof meta !== 'object' || meta === null) return record;
  const { service, logger, attributes }: RecordDefaults = fromWinston({ message: '', level: record.level, ...meta });
  return {
    ...(service !== undefined && { service }),
    ...(logger !== undefined && { logger }),
    ...record,
    ...((attributes !== undefined || record.attributes !== undefined) && {
      attributes: { ...attributes, ...record.attributes },
    }),
  };
}
