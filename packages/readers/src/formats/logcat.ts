import { patternFormat } from '../pattern-format.ts';
import { parseIsoTime } from '../time/iso-time.ts';
import { millisOf } from '../time/month-time.ts';

/** Android's `logcat -v threadtime`, with or without the year. */
export const logcat = patternFormat({
  name: 'logcat',
  title: 'Android logcat (threadtime)',
  example: '03-17 16:13:38.811  1702  2395 D WindowManager: printFreezingDisplayLogs',
  certainty: 'exact',
  pattern:
    /^(?<time>(?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6})\s+(?<process>\d+)\s+(?<thread>\d+) (?<level>[VDIWEFAS]) (?<logger>.*?):(?:\s+(?<message>.*))?$/,
  time({ time = '' }, wall) {
    if (time[4] === '-') return parseIsoTime(time, wall);
    const part = (start: number): number => Number(time.slice(start, start + 2));
    return wall.atYearless(part(0), part(3), part(6), part(9), part(12), millisOf(time.slice(15)));
  },
});
