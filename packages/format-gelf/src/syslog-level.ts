/**
 * Answers syslog's severity for an OpenTelemetry severity number: 7 debug, 6 informational, 5 notice, 4 warning,
 * 3 error, 2 critical, 1 alert, 0 emergency.
 *
 * The inverse of the severities that records get for syslog's own words of level; numbers between two are the quieter
 * one, so that nothing is made louder than it is.
 */
export function syslogLevel(severity: number): number {
  if (severity >= 24) return 0;
  if (severity >= 22) return 1;
  if (severity >= 21) return 2;
  if (severity >= 17) return 3;
  if (severity >= 13) return 4;
  if (severity >= 10) return 5;
  return severity >= 9 ? 6 : 7;
}
