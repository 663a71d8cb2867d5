import { patternFormat } from '../pattern-format.ts';

/** nginx's error log. */
export const nginxError = patternFormat({
  name: 'nginx-error',
  title: 'nginx error log',
  example:
    '2026/01/31 12:00:00 [error] 1234#5678: *90 open() "/x" failed (2: No such file or directory), client: 10.0.0.1',
  certainty: 'exact',
  pattern:
    /^(?<time>\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d) \[(?<level>[a-z]+)\] (?<process>\d+)#(?<thread>\d+): (?:\*(?<connection>\d+) )?(?<message>.*)$/,
});
