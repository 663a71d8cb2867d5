import { defaultStackParser } from '@sentry/node';
import { type Formatter, type LogRecord, safeStringify } from '@tailrace/core';
import {
  BreadcrumbTrail,
  breadcrumbOf,
  type KeptBreadcrumb,
  type TrailLimits,
  wholeBreadcrumb,
} from './breadcrumb-trail.ts';
import type { ClientSource } from './client-source.ts';
import { eventOf, type FingerprintOption } from './format-event.ts';
import { logOf } from './format-log.ts';
import { logText } from './log-text.ts';
import { applyAtLogTime } from './prepare-event.ts';
import { snapshotForLogs, snapshotScopes, traceOf } from './scope-snapshot.ts';
import type { BeforeBreadcrumb, EventProcessor, SentryClientOptions, SentrySdk, StackParser } from './sentry-sdk.ts';
import { soundRecord } from './sound-record.ts';
import { categoryOf, type SorterSettings } from './sorter.ts';
import type { UserOption } from './user-of.ts';

/** What the formatter is made with. */
export interface SentryFormatSettings {
  readonly sdk: SentrySdk;
  readonly source: ClientSource;
  readonly sorter: SorterSettings;
  readonly trail: TrailLimits | undefined;
  readonly fingerprint: FingerprintOption;
  readonly user: UserOption | undefined;
  readonly tags: readonly string[];
  /** Hears of what the application's own functions threw. */
  readonly failed: (error: unknown) => void;
}

/** Sentry refuses events and logs beyond a mebibyte; the rest is for what its integrations add. */
const MAX_BYTES = 900_000;
/** For how many events on their way the processors of their scopes are kept. */
const MAX_PROCESSED = 10_000;
const NO_OPTIONS: SentryClientOptions = {};
const nobody: UserOption = () => undefined;

/**
 * Writes records as Sentry's events and logs, with what the application's scopes say at that time.
 *
 * It is not pure: it remembers what came before in each context, for the breadcrumbs of what comes next.
 */
export class SentryFormat implements Formatter {
  readonly name = 'sentry';
  readonly contentType = 'application/json';
  readonly trail: BreadcrumbTrail | undefined;
  readonly #settings: SentryFormatSettings;
  readonly #processors = new Map<string, readonly EventProcessor[]>();

  constructor(settings: SentryFormatSettings) {
    this.#settings = settings;
    this.trail = settings.trail === undefined ? undefined : new BreadcrumbTrail(settings.trail);
  }

  format(given: LogRecord): string {
    const quick = categoryOf(given, this.#settings.sorter) === 'error' ? undefined : this.#quickLog(given);
    if (quick !== undefined) return quick;
    const record = soundRecord(given);
    try {
      return this.#write(record, this.#settings);
    } catch (error) {
      this.#settings.failed(error);
      // Without the application's own functions, one of which has thrown.
      return this.#write(record, { ...this.#settings, user: nobody, fingerprint: 'template' });
    }
  }

  /** The way of nearly all logs: plain data, which is written once. */
  #quickLog(record: LogRecord): string | undefined {
    const { sdk, source, user } = this.#settings;
    const { client } = source;
    const around = { scope: snapshotForLogs(sdk), trace: traceOf(record, sdk), client, user };
    const json = logText(record, around, source.additionsOf(client));
    if (json !== undefined) this.#remember(record);
    return json;
  }

  #write(record: LogRecord, settings: SentryFormatSettings): string {
    const { sdk, source, sorter, user } = settings;
    const scope = snapshotScopes(sdk);
    const trace = traceOf(record, sdk);
    const { client } = source;
    if (categoryOf(record, sorter) !== 'error') {
      const log = logOf(record, { scope, trace, client, user });
      this.#remember(record);
      return safeStringify(log, { maxBytes: MAX_BYTES }).json;
    }
    const options = client?.getOptions() ?? NO_OPTIONS;
    const event = eventOf(record, {
      ...settings,
      scope,
      trace,
      trail: this.trail?.before(this.#contextOf(record)) ?? [],
      client: options,
      parse: (options.stackParser ?? defaultStackParser) as StackParser,
    });
    this.#remember(record);
    if (scope.eventProcessors.length > 0) this.#keep(record.id, scope.eventProcessors);
    const complete = client === undefined ? event : applyAtLogTime(event, client, scope.sdkProcessingMetadata);
    return safeStringify(complete, { maxBytes: MAX_BYTES }).json;
  }

  /** Remembers a record that is not sent itself, for the breadcrumbs of what comes after it in the same context. */
  note(record: LogRecord): void {
    if (this.trail !== undefined) this.#remember(soundRecord(record));
  }

  /** The event processors of the scope that an event was logged in; of the global scope for those of another run. */
  processorsFor(id: string): readonly EventProcessor[] {
    return this.#processors.get(id) ?? this.#settings.sdk.getGlobalScope().getScopeData().eventProcessors;
  }

  /** Tells that an event has been prepared, or is gone. */
  forget(id: string): void {
    this.#processors.delete(id);
  }

  #remember(record: LogRecord): void {
    if (this.trail === undefined) return;
    const kept = this.#seen(breadcrumbOf(record));
    if (kept !== null) this.trail.add(this.#contextOf(record), kept);
  }

  /** What belongs together: a trace, else a correlation, else what Sentry takes for one piece of work. */
  #contextOf(record: LogRecord): string {
    if (record.traceId !== undefined) return record.traceId;
    const correlation = record.attributes?.['correlation_id'];
    if (typeof correlation === 'string') return correlation;
    return this.#settings.sdk.getCurrentScope().getPropagationContext().traceId;
  }

  /** The application may change breadcrumbs, or keep them out. */
  #seen(kept: KeptBreadcrumb): KeptBreadcrumb | null {
    const before = this.#settings.source.client?.getOptions().beforeBreadcrumb as BeforeBreadcrumb | undefined;
    if (before === undefined) return kept;
    try {
      const breadcrumb = before(wholeBreadcrumb(kept));
      return breadcrumb === null ? null : { breadcrumb };
    } catch {
      // As Sentry has it: a callback that fails keeps the breadcrumb out.
      return null;
    }
  }

  #keep(id: string, processors: readonly EventProcessor[]): void {
    this.#processors.set(id, processors);
    if (this.#processors.size > MAX_PROCESSED) this.#processors.delete(this.#processors.keys().next().value as string);
  }
}
