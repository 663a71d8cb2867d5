import { patternFormat } from '../pattern-format.ts';

/** Windows component-based servicing: `CBS.log`, `DISM.log`. */
export const windowsCbs = patternFormat({
  name: 'windows-cbs',
  title: 'Windows CBS',
  example: '2016-09-28 04:30:30, Info                  CBS    Loaded Servicing Stack v6.1.7601.23505',
  certainty: 'exact',
  pattern:
    /^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d), (?<level>Info|Warning|Error|Perf|Fatal) +(?<logger>\w+)(?: +(?<message>.*))?$/,
});
