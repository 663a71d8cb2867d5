import type { Breadcrumb, Event } from '@sentry/node';
import type { LogRecord } from '@tailrace/core';
import { createHash } from 'node:crypto';
import { exceptionsOf } from './exceptions.ts';
import { messageTemplate } from './message-template.ts';
import type { ScopeSnapshot, TraceIds } from './scope-snapshot.ts';
import { eventLevelOf } from './sentry-level.ts';
import type { SentryClientOptions, StackParser } from './sentry-sdk.ts';
import { isUser, userOf, type UserOption } from './user-of.ts';

/** How issues are told apart. */
export type FingerprintOption = 'template' | 'sentry' | ((record: LogRecord) => readonly string[] | undefined);

/** What an event is made with beside its record. */
export interface EventSurroundings {
  readonly scope: ScopeSnapshot;
  readonly trace: TraceIds;
  /** What came before in the same context. */
  readonly trail: readonly Breadcrumb[];
  readonly parse: StackParser;
  readonly client: SentryClientOptions;
  readonly fingerprint: FingerprintOption;
  readonly user: UserOption | undefined;
  /** Names of attributes that become tags. */
  readonly tags: readonly string[];
}

const DEFAULT_BREADCRUMBS = 100;
/** Sentry takes no more of a tag. */
const MAX_TAG = 200;

/** Makes Sentry's event of a record: complete, so that it can wait on disk for another run to send it. */
export function eventOf(record: LogRecord, around: EventSurroundings): Event {
  const { scope, trace, client } = around;
  const { error, attributes = {} } = record;
  const { user, tags: ownTags, contexts: ownContexts, ...extra } = attributes;
  const eventId = eventIdOf(record.id);
  const fingerprint = fingerprintOf(record, around);
  return {
    event_id: eventId,
    timestamp: record.timestamp / 1_000,
    platform: 'node',
    level: eventLevelOf(record.severity),
    message: record.message,
    ...(record.logger !== undefined && { logger: record.logger }),
    ...(scope.transactionName !== undefined && { transaction: scope.transactionName }),
    ...serverOf(record, client),
    ...(client.environment !== undefined && { environment: client.environment }),
    ...(client.release !== undefined && { release: client.release }),
    ...(client.dist !== undefined && { dist: client.dist }),
    ...(error !== undefined && { exception: { values: exceptionsOf(error, around.parse, isHandled(attributes)) } }),
    ...(fingerprint !== undefined && { fingerprint: [...fingerprint] }),
    breadcrumbs: breadcrumbsOf(around),
    user: { ...scope.user, ...userOf(record, around.user) },
    tags: tagsOf(record, scope, isPlain(ownTags) ? ownTags : {}, around.tags),
    extra: {
      ...scope.extra,
      ...extra,
      ...withoutPlace('user', user, isUser),
      ...withoutPlace('tags', ownTags, isPlain, isTag),
      ...withoutPlace('contexts', ownContexts, isPlain, isPlain),
    },
    contexts: {
      ...scope.contexts,
      ...(isPlain(ownContexts) && objectsOf(ownContexts)),
      ...(error !== undefined && errorContext(error)),
      log: logContext(record),
      trace: { trace_id: trace.traceId, span_id: trace.spanId ?? eventId.slice(16) },
      runtime: { name: 'node', version: process.version },
    },
  } as Event;
}

/** 32 hex digits for a record's id, the same each time: those of the UUID, so that Sentry knows a repeat. */
export function eventIdOf(id: string): string {
  const hex = id.replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{32}$/.test(hex) ? hex : createHash('sha256').update(id).digest('hex').slice(0, 32);
}

function fingerprintOf(record: LogRecord, around: EventSurroundings): readonly string[] | undefined {
  const { fingerprint, scope } = around;
  if (typeof fingerprint === 'function') {
    const own = fingerprint(record);
    if (own !== undefined) return own;
  }
  if (scope.fingerprint.length > 0) return scope.fingerprint;
  if (fingerprint === 'sentry') return undefined;
  const template = messageTemplate(record.message);
  // Errors are told apart by their stacks first, as Sentry does it.
  return record.error === undefined ? [template] : ['{{ default }}', template];
}

function breadcrumbsOf({ scope, trail, client }: EventSurroundings): Breadcrumb[] {
  const most = client.maxBreadcrumbs ?? DEFAULT_BREADCRUMBS;
  if (most <= 0) return [];
  const all = [...scope.breadcrumbs, ...trail];
  return all.toSorted((one, other) => (one.timestamp ?? 0) - (other.timestamp ?? 0)).slice(-most);
}

function tagsOf(
  { service, attributes = {} }: LogRecord,
  scope: ScopeSnapshot,
  own: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  const named = names.map((name) => [name, attributes[name]] as const);
  const tags: Record<string, unknown> = {
    ...scope.tags,
    ...(service !== undefined && { service }),
    ...Object.fromEntries(named),
    ...own,
  };
  return Object.fromEntries(
    Object.entries(tags)
      .filter(([, value]) => isTag(value))
      .map(([name, value]) => [name, String(value).slice(0, MAX_TAG)]),
  );
}

function serverOf(record: LogRecord, client: SentryClientOptions): { server_name?: string } {
  const name = client.serverName ?? record.host;
  return name === undefined ? {} : { server_name: name };
}

/** What a record says of itself that an event has no field for. */
function logContext(record: LogRecord): Record<string, unknown> {
  const { id, level, severity, service, kind, sampleRate, source, thread } = record;
  return {
    id,
    level,
    severity,
    ...(service !== undefined && { service }),
    ...(kind !== undefined && { kind }),
    ...(record.process !== undefined && { process: record.process }),
    ...(thread !== undefined && { thread }),
    ...(source !== undefined && { source }),
    // How many records this one stands for: the filters in front have sampled it.
    ...(sampleRate !== undefined && { sample_rate: sampleRate }),
  };
}

function errorContext(error: NonNullable<LogRecord['error']>): Record<string, unknown> {
  const { code, attributes } = error;
  if (code === undefined && attributes === undefined) return {};
  return { error: { ...(code !== undefined && { code }), ...attributes } };
}

/** Winston marks what nobody caught. */
function isHandled(attributes: Readonly<Record<string, unknown>>): boolean {
  return attributes['exception'] !== true && attributes['rejection'] !== true;
}

/** What of an attribute Sentry has no place for, of its kind or of that of its fields, under the attribute's name. */
function withoutPlace(
  name: string,
  value: unknown,
  fits: (value: unknown) => boolean,
  fieldFits: (field: unknown) => boolean = () => true,
): Record<string, unknown> {
  if (value === undefined) return {};
  if (!fits(value)) return { [name]: value };
  const fields = isPlain(value) ? Object.entries(value).filter(([, field]) => !fieldFits(field)) : [];
  return fields.length === 0 ? {} : { [name]: Object.fromEntries(fields) };
}

function isTag(value: unknown): boolean {
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
}

/** Contexts are objects; anything else would make Sentry drop them all. */
function objectsOf(contexts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(contexts).filter(([, value]) => isPlain(value)));
}

export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
