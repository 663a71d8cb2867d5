import { TailraceError } from '../diagnostics/errors.ts';

const HALF = 2 ** 28;
const WHOLE = 2 ** 56;

/** A share of records to keep, with the 56-bit threshold of OpenTelemetry's probability sampling in two halves. */
export interface Probability {
  /** From 0 to 1. */
  readonly share: number;
  readonly high: number;
  readonly low: number;
  /** The threshold as OpenTelemetry writes it: 14 hex digits without the zeros at the end, `0` for everything. */
  readonly threshold: string;
}

/**
 * Answers the threshold T = (1 − share) · 2⁵⁶; a record is kept where its 56 bits of randomness R ≥ T.
 *
 * The same for a share on every host, and monotonous: what is kept at 1 % is kept at 10 %.
 */
export function probabilityOf(share: number): Probability {
  // Shares near 1 lose bits in 1 − share, near 0 in nothing: 2⁵⁶ is beyond what a double counts exactly, by three bits.
  const rejected = share >= 1 ? 0 : share <= 0 ? WHOLE : Math.min(WHOLE - 8, Math.round((1 - share) * WHOLE));
  const high = Math.floor(rejected / HALF);
  const low = rejected - high * HALF;
  const digits = high.toString(16).padStart(7, '0') + low.toString(16).padStart(7, '0');
  return { share, high, low, threshold: digits.replace(/0+$/, '') || '0' };
}

/** Reads a threshold as OpenTelemetry writes it; `undefined` for what is none. */
export function shareOfThreshold(threshold: unknown): number | undefined {
  if (typeof threshold !== 'string' || !/^[0-9a-f]{1,14}$/.test(threshold)) return undefined;
  const digits = threshold.padEnd(14, '0');
  const rejected = Number.parseInt(digits.slice(0, 7), 16) * HALF + Number.parseInt(digits.slice(7), 16);
  return (WHOLE - rejected) / WHOLE;
}

/**
 * Checks a share that a user gave.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` unless it is a number from 0 to 1.
 */
export function checkedShare(owner: string, name: string, share: unknown): number {
  if (typeof share === 'number' && share >= 0 && share <= 1) return share;
  throw new TailraceError(
    'TAILRACE_BAD_OPTION',
    `${owner}: '${name}' takes a number from 0 to 1, not ${String(share)}.`,
  );
}
