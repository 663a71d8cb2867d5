import { LEVEL_WORDS } from '../level-words.ts';
import { patternFormat } from '../pattern-format.ts';
import { parseIsoTime } from '../time/iso-time.ts';

/** Spark's default layout: two digits of the year. */
export const spark = patternFormat({
  name: 'spark',
  title: 'Spark',
  example:
    '17/06/09 20:10:40 INFO executor.CoarseGrainedExecutorBackend: Registered signal handlers for [TERM, HUP, INT]',
  certainty: 'exact',
  pattern: new RegExp(
    String.raw`^(?<time>\d\d/\d\d/\d\d \d\d:\d\d:\d\d) (?<level>${LEVEL_WORDS})\s+(?<logger>[\w.$@-]+):(?:\s+(?<message>.*))?$`,
    'i',
  ),
  time: ({ time }, wall) => parseIsoTime(`20${time}`, wall),
});
