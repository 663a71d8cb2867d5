/** OpenTelemetry severity numbers: 1–4 trace, 5–8 debug, 9–12 info, 13–16 warn, 17–20 error, 21–24 fatal. */
export type SeverityNumber = number;

/**
 * The one table from a level's word to its OpenTelemetry severity number.
 *
 * It joins Winston's npm levels, syslog's severities (RFC 5424 §6.2.1, mapped as in the OpenTelemetry logs data
 * model, appendix B) and Tailrace's own ten levels [E1]. Destinations map from the number, each in its own package.
 */
export const SEVERITY_OF_LEVEL: Readonly<Record<string, SeverityNumber>> = {
  trace: 1,
  silly: 1,
  debug: 5,
  verbose: 6,
  performance: 8,
  http: 8,
  info: 9,
  business: 10,
  data: 9,
  help: 9,
  input: 9,
  prompt: 9,
  notice: 11,
  warn: 13,
  warning: 13,
  audit: 12,
  security: 16,
  error: 17,
  err: 17,
  crit: 21,
  critical: 21,
  alert: 22,
  fatal: 21,
  emerg: 24,
  panic: 24,
};

/** The severity of a level nobody declared: INFO, as OpenTelemetry's bridge rules advise for unmapped words. */
export const DEFAULT_SEVERITY: SeverityNumber = 9;

/** The first severity that counts as an error: dropping filter steps leave it and everything above alone. */
export const ERROR_SEVERITY: SeverityNumber = 17;

const BY_WORD: ReadonlyMap<string, SeverityNumber> = new Map(Object.entries(SEVERITY_OF_LEVEL));

/** Answers the severity number of a level word, in any case; 9 (INFO) for words it does not know. */
export function severityOf(level: string): SeverityNumber {
  return BY_WORD.get(level) ?? BY_WORD.get(level.toLowerCase()) ?? DEFAULT_SEVERITY;
}

/** Answers OpenTelemetry's short text for a severity number: TRACE, DEBUG, INFO, WARN, ERROR or FATAL. */
export function severityText(severity: SeverityNumber): 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL' {
  if (severity <= 4) return 'TRACE';
  if (severity <= 8) return 'DEBUG';
  if (severity <= 12) return 'INFO';
  if (severity <= 16) return 'WARN';
  if (severity <= 20) return 'ERROR';
  return 'FATAL';
}

/** The lowest severity number of each of syslog's severities, loudest first. */
const SYSLOG_FROM: readonly (readonly [from: SeverityNumber, syslog: number])[] = [
  [24, 0],
  [22, 1],
  [21, 2],
  [17, 3],
  [13, 4],
  [10, 5],
  [9, 6],
];

/**
 * Answers syslog's severity (RFC 5424 §6.2.1) for a severity number: 0 emergency, 1 alert, 2 critical, 3 error,
 * 4 warning, 5 notice, 6 informational, 7 debug.
 *
 * The inverse of the numbers that syslog's own words have; what is between two is the quieter one, so that nothing is
 * made louder than it is, and what is no number is informational.
 *
 * @example
 * syslogSeverity(severityOf('crit')); // 2
 */
export function syslogSeverity(severity: unknown): number {
  if (typeof severity !== 'number') return 6;
  return SYSLOG_FROM.find(([from]) => severity >= from)?.[1] ?? 7;
}
