import { type LogRecord, safeStringify } from '@tailrace/core';
import { messageTemplate } from './message-template.ts';
import type { ScopeSnapshot, TraceIds } from './scope-snapshot.ts';
import { type LogLevel, logLevelOf } from './sentry-level.ts';
import { emit, type SentryClient } from './sentry-sdk.ts';
import { userOf, type UserOption } from './user-of.ts';

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

/** What a log is made with beside its record. */
export interface LogSurroundings {
  readonly scope: ScopeSnapshot;
  readonly trace: TraceIds;
  readonly client: SentryClient | undefined;
  readonly user: UserOption | undefined;
}

/** How deep objects are spread into attributes with dots in their names. */
const MAX_DEPTH = 4;
const MAX_VALUE_BYTES = 16 * 1024;

/** Makes Sentry's log of a record: complete, so that it can wait on disk for another run to send it. */
export function logOf(record: LogRecord, around: LogSurroundings): SentryLog {
  const { trace, client } = around;
  const level = logLevelOf(record.severity);
  const draft = {
    level,
    message: record.message,
    severityNumber: record.severity,
    attributes: { ...around.scope.attributes, ...attributesOf(record, around) },
  };
  // Integrations of the application's client add what they know, the server's address among it.
  if (client !== undefined) emit(client, 'beforeCaptureLog', draft);
  return {
    timestamp: record.timestamp / 1_000,
    level,
    body: draft.message,
    trace_id: trace.traceId,
    severity_number: record.severity,
    attributes: typed(draft.attributes),
  };
}

/** Gives every attribute its type; what is neither text, number nor truth value becomes JSON. */
export function typed(attributes: Readonly<Record<string, unknown>>): Record<string, TypedAttribute> {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name, typedValue(value)]),
  );
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

function attributesOf(record: LogRecord, { scope, trace, client, user }: LogSurroundings): Record<string, unknown> {
  const { error, source } = record;
  const who = { ...scope.user, ...userOf(record, user) };
  const { release, environment } = client?.getOptions() ?? {};
  const { name, version } = client?.getSdkMetadata()?.sdk ?? {};
  const template = messageTemplate(record.message);
  return {
    ...flattened(record.attributes ?? {}),
    'user.id': who['id'],
    'user.email': who['email'],
    'user.name': who['username'],
    'sentry.origin': 'auto.log.winston',
    'sentry.sdk.name': name,
    'sentry.sdk.version': version,
    'sentry.release': release,
    'sentry.environment': environment,
    'sentry.trace.parent_span_id': trace.spanId,
    ...(template !== record.message && { 'sentry.message.template': template }),
    'service.name': record.service,
    'server.address': record.host,
    'process.pid': record.process,
    'thread.id': record.thread,
    'code.function.name': source?.function,
    'code.file.path': source?.module,
    'code.line.number': source?.line,
    'exception.type': error?.name,
    'exception.message': error?.message,
    'exception.stacktrace': error?.stack,
    'tailrace.id': record.id,
    'tailrace.level': record.level,
    'tailrace.logger': record.logger,
    'tailrace.kind': record.kind,
    // How many records this one stands for: the filters in front have sampled it.
    'tailrace.sample_rate': record.sampleRate,
  };
}

/** Spreads objects into attributes with dots in their names, as Sentry searches them. */
function flattened(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  const path = new Set<unknown>();
  spread(attributes, '', 0);
  return flat;

  function spread(values: Readonly<Record<string, unknown>>, prefix: string, depth: number): void {
    path.add(values);
    for (const [name, value] of Object.entries(values)) {
      const isObject = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
      if (isObject && depth < MAX_DEPTH && !path.has(value)) {
        spread(value as Readonly<Record<string, unknown>>, `${prefix}${name}.`, depth + 1);
      } else {
        flat[`${prefix}${name}`] = value;
      }
    }
    path.delete(values);
  }
}
