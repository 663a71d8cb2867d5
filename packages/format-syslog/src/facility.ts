/** Syslog's facilities by name, RFC 5424 §6.2.1 with the names of syslog.h; the number is the place in the list. */
const NAMES = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
  'ntp',
  'audit',
  'alert',
  'clock',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
] as const;

/** The name of a syslog facility. */
export type SyslogFacility = (typeof NAMES)[number];

/** Every facility's name, in the order of the numbers. */
export const FACILITY_NAMES: readonly SyslogFacility[] = NAMES;

/** Answers the number of a facility that is given by name or by number. */
export function facilityNumber(facility: SyslogFacility | number): number {
  return typeof facility === 'number' ? facility : NAMES.indexOf(facility);
}
