export { syslogFormat } from './syslog-format.ts';
export type { SyslogFormatOptions } from './syslog-format.ts';
