import { parseDuration } from './units.ts';

/** A stretch of time, the end exclusive; an instant where `to` is absent. */
export interface TimeSpan {
  readonly from: number;
  readonly to?: number;
}

const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const DAY_MILLIS = 86_400_000;

const ISO =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?)?)?)?(Z|[+-]\d{2}:?\d{2})?$/i;
const NOW = /^now(?:([+-])(\w+))?(?:\/([smhdw]))?$/i;
const UNIT_MILLIS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: DAY_MILLIS,
  w: 7 * DAY_MILLIS,
};

/**
 * Reads a time as epoch milliseconds, `undefined` where it is none.
 *
 * It takes ISO 8601 (also `2026-11`, `2026-11-22`, `2026-11-22 10:30`; UTC unless it names an offset), epoch seconds,
 * milliseconds, microseconds and nanoseconds (told apart by their digits), `now`, `today`, `yesterday`, `tomorrow`,
 * `-15m` or `15m` or `15m ago` (before now), `+1h` (after now), `now-1h`, and `now-1d/d` (rounded down to the day).
 * Times outside the years 0 to 9999 are none.
 *
 * @example
 * parseTime('-15m', Date.now());
 */
export function parseTime(text: string, now: number = Date.now()): number | undefined {
  return parseTimeSpan(text, now)?.from;
}

/** Reads a time together with the stretch that it names: `2026-11-22` is a whole day, `-15m` an instant. */
export function parseTimeSpan(text: string, now: number = Date.now()): TimeSpan | undefined {
  const span = readSpan(text.trim(), now);
  if (span === undefined || !(span.from >= EARLIEST && span.from <= LATEST)) return undefined;
  return span.to !== undefined && span.to > LATEST ? { from: span.from } : span;
}

function readSpan(text: string, now: number): TimeSpan | undefined {
  if (text.length > 64) return undefined;
  if (/^\d+$/.test(text) && text.length !== 4) return fromEpoch(text);
  switch (text.toLowerCase()) {
    case 'today':
      return day(now);
    case 'yesterday':
      return day(now - DAY_MILLIS);
    case 'tomorrow':
      return day(now + DAY_MILLIS);
    default:
      return fromNow(text, now) ?? fromIso(text);
  }
}

function day(time: number): TimeSpan {
  const from = Math.floor(time / DAY_MILLIS) * DAY_MILLIS;
  return { from, to: from + DAY_MILLIS };
}

function fromEpoch(digits: string): TimeSpan | undefined {
  if (digits.length === 9 || digits.length === 10) return { from: Number(digits) * 1000 };
  if (digits.length >= 12 && digits.length <= 14) return { from: Number(digits) };
  if (digits.length === 16) return { from: Math.floor(Number(digits) / 1000) };
  if (digits.length === 19) return { from: Number(BigInt(digits) / 1_000_000n) };
  return undefined;
}

function fromNow(text: string, now: number): TimeSpan | undefined {
  const match = NOW.exec(text);
  if (match !== null) {
    const [, sign, amount, unit] = match;
    const offset = amount === undefined ? 0 : parseDuration(amount);
    if (offset === undefined) return undefined;
    return rounded(now + (sign === '-' ? -offset : offset), unit?.toLowerCase());
  }
  const ago = text.replace(/\s+ago$/i, '');
  if (ago.startsWith('+')) {
    const offset = parseDuration(ago.slice(1));
    return offset === undefined || offset < 0 ? undefined : { from: Math.round(now + offset) };
  }
  const offset = parseDuration(ago);
  return offset === undefined ? undefined : { from: Math.round(now - Math.abs(offset)) };
}

function rounded(time: number, unit: string | undefined): TimeSpan {
  if (unit === undefined) return { from: Math.round(time) };
  const size = UNIT_MILLIS[unit] ?? 1;
  const from = Math.floor(time / size) * size;
  return { from, to: from + size };
}

function fromIso(text: string): TimeSpan | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year = '', month, date, hour, minute, second, fraction, zone] = match;
  if (zone !== undefined && hour === undefined) return undefined;
  const parts = [year, month ?? '01', date ?? '01', hour ?? '00', minute ?? '00', second ?? '00'] as const;
  const millis = (fraction ?? '').padEnd(3, '0').slice(0, 3);
  const local = `${parts[0]}-${parts[1]}-${parts[2]}T${parts[3]}:${parts[4]}:${parts[5]}.${millis}Z`;
  const time = Date.parse(local);
  // A day that does not exist (30 February) rolls over: it is no time.
  if (Number.isNaN(time) || new Date(time).toISOString() !== local) return undefined;
  const from = time - zoneMillis(zone);
  if (fraction !== undefined) return { from };
  return { from, to: from + spanMillis(time, match) };
}

/** How long the finest part that was written lasts. */
function spanMillis(time: number, [, , month, date, hour, minute, second]: RegExpExecArray): number {
  if (second !== undefined) return 1000;
  if (minute !== undefined) return 60_000;
  if (hour !== undefined) return 3_600_000;
  if (date !== undefined) return DAY_MILLIS;
  const start = new Date(time);
  const end = new Date(time);
  if (month === undefined) end.setUTCFullYear(start.getUTCFullYear() + 1);
  else end.setUTCMonth(start.getUTCMonth() + 1);
  return end.getTime() - time;
}

function zoneMillis(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const digits = zone.replace(':', '');
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
