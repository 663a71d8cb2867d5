import { LEVEL_WORDS } from '../level-words.ts';
import { patternFormat } from '../pattern-format.ts';

/** Blue Gene/L's reliability, availability and serviceability log. */
export const bgl = patternFormat({
  name: 'bgl',
  title: 'Blue Gene/L',
  example:
    '- 1117838570 2005.06.03 R02-M1-N0-C:J12-U11 2005-06-03-15.42.50.675872 R02-M1-N0-C:J12-U11 RAS KERNEL INFO instruction cache parity error corrected',
  certainty: 'exact',
  pattern: new RegExp(
    String.raw`^(?<alert>\S+) (?<seconds>\d{9,10}) \d{4}\.\d\d\.\d\d (?<host>\S+) \d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d\.(?<micros>\d{6}) \S+ (?<type>\S+) (?<logger>\S+) (?<level>${LEVEL_WORDS}|FAILURE)(?: +(?<message>.*))?$`,
    'i',
  ),
  // The text is local time of no named zone; the seconds of the epoch are not, so only the fraction is taken from it.
  time: ({ seconds, micros }) => Number(seconds) * 1000 + Math.floor(Number(micros) / 1000),
});
