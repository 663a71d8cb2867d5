import type { SafeJsonOptions } from '../formatter/safe-json.ts';
import type { LogRecord } from '../record/log-record.ts';
import { encodeRecord } from './encode.ts';
import type { WireRecord } from './wire-record.ts';

/**
 * Turns a record into its wire form as plain data of its own, whatever is in it; never throws.
 *
 * What has no JSON (cycles, BigInts, getters that throw, lone surrogates) is mended as {@link encodeRecord} does it, so
 * a formatter that starts from here meets strings, numbers, booleans, null, lists and plain objects only.
 *
 * @param options - The bound of bytes that the record's JSON may take; what is longer is cut and marked.
 */
export function toPlainWire(record: LogRecord, options?: SafeJsonOptions): WireRecord {
  return JSON.parse(encodeRecord(record, options)) as WireRecord;
}
