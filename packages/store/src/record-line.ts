import { encodeRecord, type IngestRejection, type LogRecord } from '@tailrace/core';

/** A record of a batch that is to be kept, as its line of JSON. */
export interface RecordLine {
  readonly record: LogRecord;
  readonly text: string;
}

const EARLIEST = -62_135_596_800_000;
const LATEST = 253_402_300_799_999;

/**
 * Answers the line of a record, or why no store takes it; the caller gives the index.
 *
 * The line is well-formed Unicode: half a surrogate pair becomes the replacement character.
 */
export function recordLine(
  record: LogRecord,
  index: number,
  maxRecordBytes: number = Number.POSITIVE_INFINITY,
): RecordLine | IngestRejection {
  const wrong = wrongField(record);
  if (wrong !== undefined) return { index, code: 'bad_field', message: wrong };
  let text: string;
  try {
    text = encodeRecord(record);
  } catch (error) {
    return { index, code: 'bad_field', message: `The record cannot be written as JSON: ${(error as Error).message}` };
  }
  // A character has three bytes at the most in UTF-8; only long lines are measured.
  if (text.length * 3 > maxRecordBytes && Buffer.byteLength(text) > maxRecordBytes) {
    return { index, code: 'too_large', message: `The record has more than ${maxRecordBytes} bytes.` };
  }
  return { record, text: text.includes('\\ud') ? wellFormed(text) : text };
}

/** Tells the line of a record from a rejection. */
export function isRecordLine(answer: RecordLine | IngestRejection): answer is RecordLine {
  return 'text' in answer;
}

/** JSON writes half a surrogate pair as an escape, which stricter parsers refuse; it becomes the replacement character. */
function wellFormed(json: string): string {
  return json.replaceAll(/(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g, '$1\ufffd');
}

const TEXTS = ['logger', 'service', 'host', 'traceId', 'spanId', 'kind'] as const;
const INTEGERS = ['process', 'thread', 'traceFlags'] as const;

/** Names a field that a typed column could not hold; records from the wire were checked before, others may not be. */
function wrongField(record: LogRecord): string | undefined {
  if (typeof record.id !== 'string' || record.id === '') return "'id' takes a text that is not empty.";
  const { timestamp, severity } = record;
  if (!Number.isInteger(timestamp) || timestamp < EARLIEST || timestamp > LATEST) {
    return "'timestamp' takes whole milliseconds within the years 1 to 9999.";
  }
  if (typeof record.level !== 'string') return "'level' takes a text.";
  if (typeof record.message !== 'string') return "'message' takes a text.";
  if (!Number.isInteger(severity) || severity < 0 || severity > 255)
    return "'severity' takes a whole number from 1 to 24.";
  for (const name of TEXTS) {
    const value = record[name];
    if (value !== undefined && typeof value !== 'string') return `'${name}' takes a text.`;
  }
  for (const name of INTEGERS) {
    const value = record[name];
    if (value !== undefined && !Number.isSafeInteger(value)) return `'${name}' takes a whole number.`;
  }
  if (record.sampleRate !== undefined && typeof record.sampleRate !== 'number') return "'sampleRate' takes a number.";
  return record.source === undefined ? undefined : wrongSource(record.source);
}

function wrongSource({ module, function: name, line }: NonNullable<LogRecord['source']>): string | undefined {
  if (module !== undefined && typeof module !== 'string') return "'source.module' takes a text.";
  if (name !== undefined && typeof name !== 'string') return "'source.function' takes a text.";
  return line === undefined || Number.isSafeInteger(line) ? undefined : "'source.line' takes a whole number.";
}
