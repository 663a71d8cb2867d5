import { parseOffset } from './iso-time.ts';
import type { WallClock } from './wall-clock.ts';

const MONTHS: Readonly<Record<string, number>> = {
  Jan: 1,
  Feb: 2,
  Mar: 3,
  Apr: 4,
  May: 5,
  Jun: 6,
  Jul: 7,
  Aug: 8,
  Sep: 9,
  Oct: 10,
  Nov: 11,
  Dec: 12,
};

/** A regular expression's source for a month's short English name. */
export const MONTH_NAME: string = Object.keys(MONTHS).join('|');

const SYSLOG_TIME = /^([A-Z][a-z]{2}) +(\d{1,2}) (?:(\d{4}) )?(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/;
const ACCESS_TIME = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?: ([+-]\d{4}))?$/;
const CTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))? (\d{4})$/;

/** Reads `Jul  1 09:00:55` of RFC 3164, also with a year after the day or a fraction after the seconds. */
export function parseSyslogTime(text: string, wall: WallClock): number {
  const match = SYSLOG_TIME.exec(text);
  const month = MONTHS[match?.[1] ?? ''];
  if (match === null || month === undefined) return Number.NaN;
  const parts = [Number(match[2]), Number(match[4]), Number(match[5]), Number(match[6]), millisOf(match[7])] as const;
  return match[3] === undefined ? wall.atYearless(month, ...parts) : wall.at(Number(match[3]), month, ...parts);
}

/** Reads `10/Oct/2000:13:55:36 -0700` of access logs. */
export function parseAccessTime(text: string, wall: WallClock): number {
  const match = ACCESS_TIME.exec(text);
  const month = MONTHS[match?.[2] ?? ''];
  if (match === null || month === undefined) return Number.NaN;
  const offset = match[8] === undefined ? undefined : parseOffset(match[8]);
  const [day, year, hour, minute, second] = [match[1], match[3], match[4], match[5], match[6]].map(Number);
  return wall.at(year ?? 0, month, day ?? 0, hour ?? 0, minute ?? 0, second ?? 0, millisOf(match[7]), offset);
}

/** Reads `Sun Dec 04 04:47:44.123456 2005`, as C's `ctime` writes it. */
export function parseCTime(text: string, wall: WallClock): number {
  const match = CTIME.exec(text);
  const month = MONTHS[match?.[1] ?? ''];
  if (match === null || month === undefined) return Number.NaN;
  const [day, hour, minute, second, year] = [match[2], match[3], match[4], match[5], match[7]].map(Number);
  return wall.at(year ?? 0, month, day ?? 0, hour ?? 0, minute ?? 0, second ?? 0, millisOf(match[6]));
}

/** Milliseconds of a fraction's digits: `5` is 500. */
export function millisOf(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
}
