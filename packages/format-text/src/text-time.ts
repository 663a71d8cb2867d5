import { isoTime, isTime } from '@tailrace/core';

/** How times are written. */
export type TextTime = 'iso' | 'date-time' | 'time' | 'epoch';

/** What stands for a time that is none. */
const NO_TIME = '-';

/**
 * Makes what writes epoch milliseconds as text.
 *
 * `iso` is ISO 8601 with the zone's offset (`2026-11-22T10:05:03.007+01:00`, `Z` for UTC), `date-time` is
 * `2026-11-22 10:05:03.007`, `time` is `10:05:03.007`.
 *
 * @throws RangeError for a zone that is not known.
 */
export function timeWriter(form: TextTime, timeZone: string): (millis: number) => string {
  if (form === 'epoch') return (millis) => (isTime(millis) ? String(Math.trunc(millis)) : NO_TIME);
  if (form === 'iso' && timeZone === 'UTC') return (millis) => (isTime(millis) ? isoTime(millis) : NO_TIME);
  const clock = zoneClock(timeZone);
  // The text changes by the second; building it from the parts takes microseconds.
  let second = Number.NaN;
  let head = '';
  let tail = '';
  return (millis) => {
    if (!isTime(millis)) return NO_TIME;
    // As `Date` has it, whose times are whole milliseconds.
    const at = Math.trunc(millis);
    const whole = Math.floor(at / 1000);
    if (whole !== second) {
      const { date, time, offset } = clock(whole * 1000);
      second = whole;
      head = form === 'time' ? time : `${date}${form === 'iso' ? 'T' : ' '}${time}`;
      tail = form === 'iso' ? offset : '';
    }
    return `${head}.${String(at - whole * 1000).padStart(3, '0')}${tail}`;
  };
}

interface ZoneTime {
  readonly date: string;
  readonly time: string;
  readonly offset: string;
}

/** Reads the clock on the wall of a zone. */
function zoneClock(timeZone: string): (millis: number) => ZoneTime {
  const format = new Intl.DateTimeFormat('en-CA', {
    ...(timeZone !== 'local' && { timeZone }),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
  return (millis) => {
    const part: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(millis)) part[type] = value;
    const offset = (part['timeZoneName'] ?? '').replace('GMT', '');
    return {
      date: `${(part['year'] ?? '').padStart(4, '0')}-${part['month']}-${part['day']}`,
      time: `${part['hour']}:${part['minute']}:${part['second']}`,
      offset: offset === '' ? 'Z' : offset,
    };
  };
}
