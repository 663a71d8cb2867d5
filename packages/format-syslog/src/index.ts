export type { SyslogFacility } from './facility.ts';
export { syslogFormat } from './syslog-format.ts';
export type { SyslogFormatOptions } from './syslog-format.ts';
