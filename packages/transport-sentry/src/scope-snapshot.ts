import type { Breadcrumb, Event, User } from '@sentry/node';
import type { LogRecord } from '@tailrace/core';
import type { EventProcessor, SentryScopeData, SentrySdk } from './sentry-sdk.ts';

/** What the application's scopes say at the time of a record: the narrower one over the wider. */
export interface ScopeSnapshot {
  readonly user: User;
  readonly tags: Record<string, unknown>;
  readonly extra: Record<string, unknown>;
  readonly contexts: Record<string, unknown>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly fingerprint: readonly string[];
  readonly breadcrumbs: readonly Breadcrumb[];
  readonly eventProcessors: readonly EventProcessor[];
  readonly transactionName: string | undefined;
  readonly sdkProcessingMetadata: NonNullable<Event['sdkProcessingMetadata']>;
}

/** Which trace something belongs to. */
export interface TraceIds {
  readonly traceId: string;
  readonly spanId: string | undefined;
}

/** Takes down what the current scopes say. */
export function snapshotScopes(sdk: SentrySdk): ScopeSnapshot {
  const layers = [sdk.getGlobalScope(), sdk.getIsolationScope(), sdk.getCurrentScope()].map((scope) =>
    scope.getScopeData(),
  );
  const merged = (field: keyof SentryScopeData): Record<string, unknown> =>
    Object.assign({}, ...layers.map((layer) => layer[field])) as Record<string, unknown>;
  return {
    user: merged('user'),
    tags: merged('tags'),
    extra: merged('extra'),
    contexts: merged('contexts'),
    attributes: merged('attributes'),
    fingerprint: layers.flatMap(({ fingerprint }) => fingerprint),
    breadcrumbs: layers.flatMap(({ breadcrumbs }) => breadcrumbs),
    eventProcessors: layers.flatMap(({ eventProcessors }) => eventProcessors),
    transactionName: layers.findLast(({ transactionName }) => transactionName !== undefined)?.transactionName,
    sdkProcessingMetadata: merged('sdkProcessingMetadata'),
  };
}

/** What a scope says that says nothing. */
export const NO_FIELDS: Readonly<Record<string, unknown>> = {};

/** The part of {@link snapshotScopes} that logs take something from: most scopes have nothing of it. */
export function snapshotForLogs(sdk: SentrySdk): Pick<ScopeSnapshot, 'attributes' | 'user'> {
  const layers = [sdk.getGlobalScope(), sdk.getIsolationScope(), sdk.getCurrentScope()] as const;
  let attributes: Readonly<Record<string, unknown>> = NO_FIELDS;
  let user: Readonly<Record<string, unknown>> = NO_FIELDS;
  for (const scope of layers) {
    const data = scope.getScopeData();
    if (hasAny(data.attributes)) attributes = { ...attributes, ...data.attributes };
    if (hasAny(data.user)) user = { ...user, ...data.user };
  }
  return { attributes, user };
}

function hasAny(fields: object | undefined): boolean {
  // oxlint-disable-next-line guard-for-in -- whatever is there is looked at later
  for (const _ in fields) return true;
  return false;
}

/** The trace of a record: its own, else the active span's, else that of the current scope. */
export function traceOf(record: LogRecord, sdk: SentrySdk): TraceIds {
  if (record.traceId !== undefined) return { traceId: record.traceId, spanId: record.spanId };
  const span = sdk.getActiveSpan?.()?.spanContext();
  if (span !== undefined) return { traceId: span.traceId, spanId: span.spanId };
  const { traceId, propagationSpanId } = sdk.getCurrentScope().getPropagationContext();
  return { traceId, spanId: propagationSpanId };
}
