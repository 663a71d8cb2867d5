import { PLAIN_LEVEL_WORDS } from '../level-words.ts';
import { patternFormat } from '../pattern-format.ts';
import { readTime } from '../time/any-time.ts';
import { ISO_TIME } from '../time/iso-time.ts';
import { MONTH_NAME } from '../time/month-time.ts';

const SYSLOG_TIME = String.raw`(?:${MONTH_NAME}) [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,6})?`;
const CTIME = String.raw`[A-Z][a-z]{2} (?:${MONTH_NAME}) [ \d]\d \d\d:\d\d:\d\d \d{4}`;
const LEVEL = String.raw`[[(<]?(?<level>${PLAIN_LEVEL_WORDS})[\])>]?(?=[\s:|,-])`;

/** Any line that begins with a time, and perhaps a level: Winston's `printf`, Go's `log`, scripts. */
export const timestamped = patternFormat({
  name: 'timestamped',
  title: 'A time, perhaps a level, then text',
  example: '2026-01-31T12:00:00.000Z [api] warn: queue is filling',
  certainty: 'family',
  pattern: new RegExp(
    String.raw`^[[(]?(?<time>${ISO_TIME}|${SYSLOG_TIME}|${CTIME})[\])]?(?:\s*[-:|,])?\s+(?:\[(?<logger>[\w .:/@-]+)\]\s+(?=${PLAIN_LEVEL_WORDS}))?(?:(?:\|\s*)?${LEVEL}(?:\s*[:|,]|\s+-(?=\s))?\s*)?(?<message>.*)$`,
    'i',
  ),
  time: ({ time }, wall) => readTime(time, wall) ?? Number.NaN,
});
