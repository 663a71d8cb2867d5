const MILLIS_OF_UNIT: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const BYTES_OF_UNIT: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

const DURATION = /^(?:\d{1,15}(?:\.\d{1,9})?(?:ns|us|µs|μs|ms|s|m|h|d|w)){1,8}$/;
const DURATION_PART = /(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h|d|w)/g;
const BYTE_SIZE = /^(-?\d{1,15}(?:\.\d{1,9})?)([kmgt]i?b|b)$/i;

/**
 * Reads a duration as milliseconds: `250ms`, `1.5s`, `1h30m`, `2d`; `undefined` for anything else.
 *
 * Units are `ns us µs ms s m h d w`, a day being 24 hours.
 */
export function parseDuration(text: string): number | undefined {
  const negative = text.startsWith('-');
  const digits = negative ? text.slice(1) : text;
  if (!DURATION.test(digits)) return undefined;
  let millis = 0;
  for (const [, amount, unit] of digits.matchAll(DURATION_PART)) {
    millis += Number(amount) * (MILLIS_OF_UNIT[unit ?? ''] ?? 0);
  }
  // Tenths of a unit are not exact in binary: a nanosecond is the finest that is meant.
  millis = Math.round(millis * 1e6) / 1e6;
  return negative ? -millis : millis;
}

/**
 * Reads a byte size as bytes: `10KB` is 10,000, `10KiB` is 10,240, `1.5GB`; `undefined` for anything else.
 */
export function parseByteSize(text: string): number | undefined {
  const match = BYTE_SIZE.exec(text);
  if (match === null) return undefined;
  return Math.round(Number(match[1]) * (BYTES_OF_UNIT[(match[2] ?? '').toLowerCase()] ?? 1));
}

/** Writes milliseconds with the largest unit that leaves a whole number: `5m`, `90s`, `250ms`. */
export function printDuration(millis: number): string {
  for (const unit of ['w', 'd', 'h', 'm', 's']) {
    const size = MILLIS_OF_UNIT[unit] ?? 1;
    if (millis >= size && millis % size === 0) return `${millis / size}${unit}`;
  }
  return `${millis}ms`;
}
