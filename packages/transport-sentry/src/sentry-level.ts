import { severityText } from '@tailrace/core';

/** Sentry's word for how bad an event is. */
export type EventLevel = 'fatal' | 'error' | 'warning' | 'info' | 'debug';

/** Sentry's word for how bad a log is. */
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

const EVENT_LEVELS: Readonly<Record<ReturnType<typeof severityText>, EventLevel>> = {
  FATAL: 'fatal',
  ERROR: 'error',
  WARN: 'warning',
  INFO: 'info',
  DEBUG: 'debug',
  TRACE: 'debug',
};

export function eventLevelOf(severity: number): EventLevel {
  return EVENT_LEVELS[severityText(severity)];
}

export function logLevelOf(severity: number): LogLevel {
  return severityText(severity).toLowerCase() as LogLevel;
}
