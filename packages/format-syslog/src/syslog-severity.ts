/** The lowest OpenTelemetry severity number of each of syslog's severities, loudest first. */
const FROM: readonly (readonly [from: number, syslog: number])[] = [
  [24, 0],
  [22, 1],
  [21, 2],
  [17, 3],
  [13, 4],
  [10, 5],
  [9, 6],
];

/**
 * Answers syslog's severity for an OpenTelemetry severity number: 0 emergency, 1 alert, 2 critical, 3 error, 4 warning,
 * 5 notice, 6 informational, 7 debug.
 *
 * Numbers between two are the quieter one; what is no number is informational.
 */
export function syslogSeverity(severity: unknown): number {
  if (typeof severity !== 'number') return 6;
  return FROM.find(([from]) => severity >= from)?.[1] ?? 7;
}
