import type { LogRecord } from '@tailrace/core';

/** Sentry's words for what it limits separately; they are the routes of the entries. */
export type Category = 'error' | 'log_item';

/** Which records become what. */
export interface SorterSettings {
  /** The least severity that is always an event. */
  readonly eventSeverity: number;
  /** Whether a record with an error is an event at any level. */
  readonly errorsAsEvents: boolean;
  /** The least severity that is sent as a log; infinite for none. */
  readonly logSeverity: number;
}

/** Says what becomes of a record: an event, a log, or only a breadcrumb of what comes after it (`undefined`). */
export function categoryOf(record: LogRecord, settings: SorterSettings): Category | undefined {
  if (record.severity >= settings.eventSeverity) return 'error';
  if (settings.errorsAsEvents && record.error !== undefined) return 'error';
  return record.severity >= settings.logSeverity ? 'log_item' : undefined;
}
