import type { WallClock } from './wall-clock.ts';

/** A regular expression's source for what {@link parseIsoTime} reads. */
export const ISO_TIME: string = String.raw`\d{4}[-/.]\d\d[-/.]\d\d[T _-]\d\d:\d\d:\d\d(?:[.,:]\d{1,9})?(?: ?(?:Z|UTC|GMT)\b| ?[+-]\d\d:?\d\d)?`;

/**
 * Reads `2026-01-31T12:00:00.123Z` and its kin: a blank for the T, `/` or `.` between the date's parts, a comma before
 * the fraction, any offset or none. Answers NaN for anything else. The fraction is cut to milliseconds.
 */
export function parseIsoTime(text: string, wall: WallClock): number {
  const year = number(text, 0, 4);
  const month = number(text, 5, 2);
  const day = number(text, 8, 2);
  if (Number.isNaN(year + month + day)) return Number.NaN;
  if (text.length === 10) return wall.at(year, month, day, 0, 0, 0, 0);
  const hour = number(text, 11, 2);
  const minute = number(text, 14, 2);
  const second = number(text, 17, 2);
  if (Number.isNaN(hour + minute + second)) return Number.NaN;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return Number.NaN;

  let index = 19;
  let millis = 0;
  const separator = text.charCodeAt(19);
  if (separator === DOT || separator === COMMA || separator === COLON) {
    index = 20;
    let scale = 100;
    for (; isDigit(text.charCodeAt(index)); index += 1) {
      millis += (text.charCodeAt(index) - ZERO) * scale;
      scale = scale === 1 ? 0 : Math.floor(scale / 10);
    }
  }
  if (index >= text.length) return wall.at(year, month, day, hour, minute, second, millis);
  const offset = parseOffset(text.slice(index).trim());
  return offset === undefined ? Number.NaN : wall.at(year, month, day, hour, minute, second, millis, offset);
}

/** Reads `Z`, `UTC`, `+02:00`, `-0700`, `+02` as minutes east of Greenwich. */
export function parseOffset(text: string): number | undefined {
  if (text === 'Z' || text === 'z' || text === 'UTC' || text === 'GMT') return 0;
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(text);
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}

const ZERO = 48;
const COLON = 58;
const DOT = 46;
const COMMA = 44;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The number of `length` digits at `start`, or NaN. */
function number(text: string, start: number, length: number): number {
  let value = 0;
  for (let index = start; index < start + length; index += 1) {
    const code = text.charCodeAt(index);
    if (!isDigit(code)) return Number.NaN;
    value = value * 10 + code - ZERO;
  }
  return value;
}
