import { isTime } from './iso-time.ts';

const ISO = /^[+-]?\d{4,6}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,12})?)?\s?(Z|z|[+-]\d\d:?\d\d)?)?$/;
const DIGITS = /^-?\d{1,20}(?:\.\d{1,12})?$/;

/**
 * Reads a time however it was written, into epoch milliseconds; `undefined` for what is none.
 *
 * ISO 8601 (without a zone it is UTC), a Date, or an epoch as a number or decimal text, whose unit follows from its
 * size: seconds below 10^11, milliseconds below 10^14, microseconds below 10^17, nanoseconds above. Read so, a time
 * in milliseconds before March 1973 is taken for seconds.
 */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'string') return timeOfText(value);
  if (typeof value === 'number') return timeOfEpoch(value);
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.getTime();
  if (typeof value === 'bigint') return timeOfText(String(value));
  return undefined;
}

function timeOfText(text: string): number | undefined {
  const iso = text.length === 24 && text.endsWith('Z') ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(iso) && text.charCodeAt(10) === 84) return iso;
  const match = ISO.exec(text);
  if (match === null) return DIGITS.test(text) ? timeOfEpoch(Number(text)) : undefined;
  const zone = match[1];
  const plain = text
    .replace(/^(.{10,13}) /, '$1T')
    .replace(',', '.')
    .replace(/\s/, '')
    .replace('z', 'Z');
  const millis = Date.parse(zone === undefined && plain.includes(':') ? `${plain}Z` : plain);
  return Number.isNaN(millis) ? undefined : millis;
}

function timeOfEpoch(epoch: number): number | undefined {
  if (!Number.isFinite(epoch)) return undefined;
  const size = Math.abs(epoch);
  const millis = size < 1e11 ? epoch * 1000 : size < 1e14 ? epoch : size < 1e17 ? epoch / 1000 : epoch / 1e6;
  return isTime(millis) ? Math.floor(millis) : undefined;
}
