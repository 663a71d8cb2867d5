import type { LogRecord } from '@tailrace/core';
import { messageTemplate } from './message-template.ts';
import type { ScopeSnapshot, TraceIds } from './scope-snapshot.ts';
import { type LogLevel, logLevelOf } from './sentry-level.ts';
import type { SentryClient } from './sentry-sdk.ts';
import { userOf, type UserOption } from './user-of.ts';

/** What a log is made with beside its record. */
export interface LogSurroundings {
  readonly scope: Pick<ScopeSnapshot, 'attributes' | 'user'>;
  readonly trace: TraceIds;
  readonly client: SentryClient | undefined;
  readonly user: UserOption | undefined;
}

/** Takes attributes, one after the other; a later one goes before an earlier one of its name. */
export interface AttributeSink {
  /** One that the application named: `name` stands behind `prefix`. */
  give(prefix: string, name: string, value: unknown): void;
  /** One of those that every log has. */
  put(name: OwnName, value: unknown): void;
}

/** The names that attributes have here, whatever the record. */
export const OWN_NAMES = [
  'user.id',
  'user.email',
  'user.name',
  'sentry.origin',
  'sentry.sdk.name',
  'sentry.sdk.version',
  'sentry.release',
  'sentry.environment',
  'sentry.trace.parent_span_id',
  'sentry.message.template',
  'service.name',
  'server.address',
  'process.pid',
  'thread.id',
  'code.function.name',
  'code.file.path',
  'code.line.number',
  'exception.type',
  'exception.message',
  'exception.stacktrace',
  'tailrace.id',
  'tailrace.level',
  'tailrace.logger',
  'tailrace.kind',
  'tailrace.sample_rate',
] as const;
export type OwnName = (typeof OWN_NAMES)[number];

/** How deep objects are spread into attributes with dots in their names. */
const MAX_DEPTH = 4;

/** Hands over the attributes of a record's log, and only what there is. */
export function putAttributes(record: LogRecord, around: LogSurroundings, sink: AttributeSink): void {
  const { scope, trace, client, user } = around;
  const { error, source } = record;
  const put = (name: OwnName, value: unknown): void => {
    if (value !== undefined) sink.put(name, value);
  };
  for (const name of Object.keys(scope.attributes)) give(sink, '', name, scope.attributes[name]);
  if (record.attributes !== undefined) spread(record.attributes, '', 0, sink);
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
}

/** Spreads objects into attributes with dots in their names, as Sentry searches them. */
function spread(values: Readonly<Record<string, unknown>>, prefix: string, depth: number, sink: AttributeSink): void {
  // for…in reads in half the time, and what it sees besides its own is on every object or on none.
  for (const name in values) {
    if (!Object.hasOwn(values, name)) continue;
    const value = values[name];
    if (depth < MAX_DEPTH && isPlainObject(value)) spread(value, `${prefix}${name}.`, depth + 1, sink);
    else give(sink, prefix, name, value);
  }
}

function give(sink: AttributeSink, prefix: string, name: string, value: unknown): void {
  if (value !== undefined) sink.give(prefix, name, value);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** A log as the hooks of Sentry's client are shown it: they change it, and its attributes most of all. */
export interface LogDraft {
  readonly level: LogLevel;
  readonly message: string;
  readonly severityNumber: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The log of a record before it has been shown to anybody. */
export function draftOf(record: LogRecord, around: LogSurroundings): LogDraft {
  // Without a prototype, an attribute may have any name.
  const attributes = Object.create(null) as Record<string, unknown>;
  putAttributes(record, around, {
    give(prefix, name, value) {
      attributes[prefix + name] = value;
    },
    put(name, value) {
      attributes[name] = value;
    },
  });
  const { severity, message } = record;
  return { level: logLevelOf(severity), message, severityNumber: severity, attributes };
}
