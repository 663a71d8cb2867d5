import type { Event, EventHint } from '@sentry/node';
import { safeStringify } from '@tailrace/core';
import { type BeforeSend, emit, type EventProcessor, type SentryClient } from './sentry-sdk.ts';

/** An entry that is ready to be sent, or why the application does not want it sent. */
export type Prepared = { readonly json: string; readonly eventId?: string } | { readonly veto: string };

/** What an integration of Sentry's adds is of the time of the record, or of the time of sending. */
const AT_LOG_TIME: ReadonlySet<string> = new Set(['RequestData']);
/** It compares with what was captured last, and would drop each repeat and each second try. */
const NEVER: ReadonlySet<string> = new Set(['Dedupe']);
/** What they add is of this run of the process, and so not for events of an earlier one. */
const OF_THIS_RUN: ReadonlySet<string> = new Set(['ContextLines', 'Context', 'Modules', 'ChildProcess']);

/** Sentry refuses events beyond a mebibyte. */
export const MAX_EVENT_BYTES = 1_000_000;
const DEFAULT_ENVIRONMENT = 'production';

const startedAt = (): number => Date.now() - process.uptime() * 1_000;

/**
 * Lets those of the client's integrations look at an event that know the request at hand; the rest has time until it is
 * sent.
 */
export function applyAtLogTime(event: Event, client: SentryClient, metadata: Event['sdkProcessingMetadata']): Event {
  let seen = event;
  for (const processor of client.getEventProcessors()) {
    if (!AT_LOG_TIME.has(processor.id ?? '')) continue;
    try {
      const answer = processor({ ...seen, sdkProcessingMetadata: { ...metadata } }, {});
      if (answer !== null && !('then' in answer)) seen = answer;
    } catch {
      // What cannot tell of the request leaves the event as it is.
    }
  }
  const { sdkProcessingMetadata: _, ...rest } = seen;
  return rest;
}

/**
 * Lets the application's client look at an event as it does before it sends one: its hooks, its integrations, the
 * event processors of the scope, and `beforeSend` last.
 *
 * @param scoped - The event processors of the scope that the event was logged in.
 */
export async function prepareEvent(
  json: string,
  client: SentryClient,
  scoped: readonly EventProcessor[],
): Promise<Prepared> {
  let event = withClientOptions(JSON.parse(json) as Event, client);
  const hint: EventHint = { event_id: event.event_id as string };
  const skipped = isOfThisRun(event) ? new Set<string>() : OF_THIS_RUN;
  emit(client, 'preprocessEvent', event, hint);
  for (const processor of [...client.getEventProcessors(), ...scoped]) {
    const id = processor.id ?? '';
    if (AT_LOG_TIME.has(id) || NEVER.has(id) || skipped.has(id)) continue;
    const name = id === '' ? 'An event processor' : `Sentry's ${id}`;
    try {
      const answer = await processor(event, hint);
      if (!isEvent(answer)) return { veto: `${name} dropped it` };
      event = answer;
    } catch (error) {
      return { veto: `${name} threw ${nameOf(error)}` };
    }
  }
  emit(client, 'postprocessEvent', event, hint);
  const beforeSend = client.getOptions().beforeSend as BeforeSend | undefined;
  if (beforeSend !== undefined) {
    try {
      const answer = await beforeSend(event, hint);
      if (!isEvent(answer)) return { veto: 'beforeSend dropped it' };
      event = answer;
    } catch (error) {
      return { veto: `beforeSend threw ${nameOf(error)}` };
    }
  }
  emit(client, 'beforeSendEvent', event, hint);
  const final = safeStringify(withSdk(event, client), { maxBytes: MAX_EVENT_BYTES });
  return { json: final.json, eventId: event.event_id as string };
}

/** Only the kind of an error: its message may repeat what the event holds. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** Callbacks without types answer nothing as easily as `null`. */
function isEvent(answer: unknown): answer is Event {
  return typeof answer === 'object' && answer !== null;
}

function isOfThisRun({ contexts, timestamp = 0 }: Event): boolean {
  return contexts?.['log']?.['process'] === process.pid && timestamp * 1_000 >= startedAt();
}

/** What was logged before the client was there, or by another run, says it itself where it can. */
function withClientOptions(event: Event, client: SentryClient): Event {
  const { release, environment = DEFAULT_ENVIRONMENT, dist } = client.getOptions();
  return { environment, ...(release !== undefined && { release }), ...(dist !== undefined && { dist }), ...event };
}

function withSdk(event: Event, client: SentryClient): Event {
  const { sdkProcessingMetadata: _, ...rest } = event;
  const own = client.getSdkMetadata()?.sdk;
  return own === undefined ? rest : { ...rest, sdk: { ...own, ...rest.sdk } };
}
