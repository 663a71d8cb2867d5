import { patternFormat } from '../pattern-format.ts';
import { parseIsoTime } from '../time/iso-time.ts';

/** PostgreSQL's stderr log with its usual prefixes. */
export const postgres = patternFormat({
  name: 'postgres',
  title: 'PostgreSQL',
  example: '2026-01-31 12:00:00.123 UTC [4321] app@orders ERROR:  relation "x" does not exist',
  certainty: 'exact',
  pattern:
    /^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{3})?)(?: (?<zone>[A-Z]{3,5}|[+-]\d\d))? \[(?<process>\d+)\](?:: \[[\d-]+\])?(?: (?<user>[^@\s]+)@(?<database>\S+))? (?<level>DEBUG|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC|STATEMENT|DETAIL|HINT|CONTEXT): +(?<message>.*)$/,
  time({ time = '', zone = '' }, wall) {
    return parseIsoTime(/^(?:UTC|GMT|[+-]\d\d)$/.test(zone) ? `${time} ${zone}` : time, wall);
  },
});
