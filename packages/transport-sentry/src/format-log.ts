import { type LogRecord, safeStringify } from '@tailrace/core';
import { draftOf, type LogSurroundings } from './log-attributes.ts';
import { MAX_VALUE_BYTES } from './log-text.ts';
import { type LogLevel, logLevelOf } from './sentry-level.ts';
import { emit } from './sentry-sdk.ts';

/** One attribute of a Sentry log. */
export interface TypedAttribute {
  readonly value: unknown;
  readonly type: 'string' | 'boolean' | 'integer' | 'double';
}

/** A log as Sentry takes it. */
export interface SentryLog {
  /** Epoch seconds. */
  readonly timestamp: number;
  readonly level: LogLevel;
  readonly body: string;
  readonly trace_id: string;
  readonly severity_number: number;
  readonly attributes: Readonly<Record<string, TypedAttribute>>;
}

/** Makes Sentry's log of a record: complete, so that it can wait on disk for another run to send it. */
export function logOf(record: LogRecord, around: LogSurroundings): SentryLog {
  const { trace, client } = around;
  const draft = draftOf(record, around);
  // Integrations of the application's client add what they know, the server's address among it.
  if (client !== undefined) emit(client, 'beforeCaptureLog', draft);
  return {
    timestamp: record.timestamp / 1_000,
    level: logLevelOf(record.severity),
    body: draft.message,
    trace_id: trace.traceId,
    severity_number: record.severity,
    attributes: typed(draft.attributes),
  };
}

/** Gives every attribute its type; what is neither text, number nor truth value becomes JSON. */
export function typed(attributes: Readonly<Record<string, unknown>>): Record<string, TypedAttribute> {
  // Without a prototype, an attribute may have any name.
  const result = Object.create(null) as Record<string, TypedAttribute>;
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (value !== undefined && value !== null) result[name] = typedValue(value);
  }
  return result;
}

function typedValue(value: unknown): TypedAttribute {
  switch (typeof value) {
    case 'string':
      return { value, type: 'string' };
    case 'boolean':
      return { value, type: 'boolean' };
    case 'number':
      if (Number.isSafeInteger(value)) return { value, type: 'integer' };
      return Number.isFinite(value) ? { value, type: 'double' } : { value: String(value), type: 'string' };
    default:
      return { value: safeStringify(value, { maxBytes: MAX_VALUE_BYTES }).json, type: 'string' };
  }
}
