import type { LogRecord } from '../record/log-record.ts';
import { hashHigh, hashLow, mixText } from './hash-text.ts';
import type { KeyFunction } from './key-of.ts';
import type { Probability } from './probability.ts';

const DIGITS = new Int8Array(128).fill(-1);
for (const [value, digit] of '0123456789abcdef'.split('').entries()) DIGITS[digit.charCodeAt(0)] = value;
for (const [value, digit] of 'ABCDEF'.split('').entries()) DIGITS[digit.charCodeAt(0)] = value + 10;

/** The 56 bits of the record looked at last, in two halves: pairs of numbers that are answered cost an object each. */
let high = 0;
let low = 0;

/** Decides whether a record belongs to a share of all; the same on every host. */
export type Draw = (record: LogRecord, probability: Probability) => boolean;

/** Draws by the trace: the last 56 bits of its id, as W3C Trace Context level 2 has them random; by the record's id
 * where there is no trace. */
export const drawByTrace: Draw = (record, probability) => {
  if (!readTrace(record.traceId)) readText(record.id);
  return isKept(probability);
};

/** Draws by the record's id alone: every record for itself. */
export const drawByRecord: Draw = (record, probability) => {
  readText(record.id);
  return isKept(probability);
};

/** Draws by a key of your own, a user's id for example: all records of a key are kept, or none. */
export function drawByKey(keyOf: KeyFunction, salt: string): Draw {
  return (record, probability) => {
    readText(salt + keyOf(record));
    return isKept(probability);
  };
}

function isKept(probability: Probability): boolean {
  return high > probability.high || (high === probability.high && low >= probability.low);
}

function readTrace(traceId: unknown): boolean {
  if (typeof traceId !== 'string' || traceId.length !== 32) return false;
  const upper = hex(traceId, 18);
  const lower = hex(traceId, 25);
  if (upper < 0 || lower < 0) return false;
  high = upper;
  low = lower;
  return true;
}

/** Reads seven hex digits; negative where one is none. */
function hex(text: string, from: number): number {
  let value = 0;
  let bad = 0;
  for (let index = from; index < from + 7; index += 1) {
    const digit = DIGITS[text.charCodeAt(index)] ?? -1;
    bad |= digit;
    value = (value << 4) | (digit & 15);
  }
  return bad < 0 ? -1 : value;
}

function readText(text: unknown): void {
  mixText(typeof text === 'string' ? text : '');
  high = hashHigh() >>> 4;
  low = hashLow() >>> 4;
}
