import { decodeRecord, encodeRecordSafely, type LogRecord } from '@tailrace/core';

/** What is left of a record beyond this would not fit into an event either. */
const MAX_BYTES = 500_000;

/**
 * Answers the record itself where it is plain data of the types that it should have, else what can be written of it:
 * getters that throw, cycles, instances and fields of other types are mended as they are for every destination.
 */
export function soundRecord(record: LogRecord): LogRecord {
  const { json, mended } = encodeRecordSafely(record, { maxBytes: MAX_BYTES });
  if (mended.length === 0) return record;
  const decoded = decodeRecord(json);
  return decoded.ok ? decoded.record : record;
}
