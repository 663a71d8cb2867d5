import { parseIsoTime } from './iso-time.ts';
import { parseAccessTime, parseCTime, parseSyslogTime } from './month-time.ts';
import type { WallClock } from './wall-clock.ts';

/** Reads a time of unknown form, as fields of JSON or logfmt hold it; `undefined` where it is none. */
export function readTime(value: unknown, wall: WallClock): number | undefined {
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value !== 'string' || value.length < 8 || value.length > 64) return undefined;
  const text = value.trim();
  const iso = parseIsoTime(text, wall);
  if (!Number.isNaN(iso)) return iso;
  if (/^\d{9,20}(?:\.\d+)?$/.test(text)) return fromEpoch(Number(text));
  for (const parse of [parseSyslogTime, parseAccessTime, parseCTime]) {
    const time = parse(text, wall);
    if (!Number.isNaN(time)) return time;
  }
  // RFC 2822 and the like, which name their zone.
  const time = /\b(?:GMT|UTC|[+-]\d{4})\b/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** Seconds, milliseconds, microseconds or nanoseconds since the epoch, told apart by their size. */
function fromEpoch(value: number): number | undefined {
  if (!(value >= 1e8 && value < 1e20)) return undefined;
  if (value < 1e11) return Math.round(value * 1000);
  if (value < 1e14) return Math.floor(value);
  if (value < 1e17) return Math.floor(value / 1e3);
  return Math.floor(value / 1e6);
}
