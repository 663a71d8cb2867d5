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
    attributes: attributesOf(record, around),
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

/** Only what there is: an object with thirty absent fields costs more than all the rest. */
function attributesOf(record: LogRecord, { scope, trace, client, user }: LogSurroundings): Record<string, unknown> {
  const { error, source } = record;
  const attributes = Object.create(null) as Record<string, unknown>;
  const put = (name: string, value: unknown): void => {
    if (value !== undefined) attributes[name] = value;
  };
  for (const name of Object.keys(scope.attributes)) put(name, scope.attributes[name]);
  if (record.attributes !== undefined) flatten(record.attributes, put);
  const who = userOf(record, user);
  put('user.id', who?.id ?? scope.user.id);
  put('user.email', who?.email ?? scope.user.email);
  put('user.name', who?.username ?? scope.user.username);
  put('sentry.origin', 'auto.log.winston');
  if (client !== undefined) {
    const { release, environment } = client.getOptions();
    const sdk = client.getSdkMetadata()?.sdk;
    put('sentry.sdk.name', sdk?.name);
    put('sentry.sdk.version', sdk?.version);
    put('sentry.release', release);
    put('sentry.environment', environment);
  }
  put('sentry.trace.parent_span_id', trace.spanId);
  const template = messageTemplate(record.message);
  if (template !== record.message) put('sentry.message.template', template);
  put('service.name', record.service);
  put('server.address', record.host);
  put('process.pid', record.process);
  put('thread.id', record.thread);
  put('code.function.name', source?.function);
  put('code.file.path', source?.module);
  put('code.line.number', source?.line);
  put('exception.type', error?.name);
  put('exception.message', error?.message);
  put('exception.stacktrace', error?.stack);
  put('tailrace.id', record.id);
  put('tailrace.level', record.level);
  put('tailrace.logger', record.logger);
  put('tailrace.kind', record.kind);
  // How many records this one stands for: the filters in front have sampled it.
  put('tailrace.sample_rate', record.sampleRate);
  return attributes;
}

/** Spreads objects into attributes with dots in their names, as Sentry searches them. */
function flatten(attributes: Readonly<Record<string, unknown>>, put: (name: string, value: unknown) => void): void {
  const path = new Set<unknown>();
  spread(attributes, '', 0);

  function spread(values: Readonly<Record<string, unknown>>, prefix: string, depth: number): void {
    path.add(values);
    for (const name of Object.keys(values)) {
      const value = values[name];
      const isObject = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
      if (isObject && depth < MAX_DEPTH && !path.has(value)) {
        spread(value as Readonly<Record<string, unknown>>, `${prefix}${name}.`, depth + 1);
      } else {
        put(`${prefix}${name}`, value);
      }
    }
    path.delete(values);
  }
}
