import type { IngestRejection, LogRecord, WireRecord } from '@tailrace/core';
import { isRecordLine, recordLine } from '@tailrace/store';
import { RECORD_COLUMN_NAMES } from './columns.ts';
import { homeDayOf } from './home-day.ts';
import { dayOf } from './days.ts';
import { ANY_TERM, termsOf } from './terms.ts';

/** A record on its way into the table. */
export interface RecordRow {
  /** Its place in the append. */
  readonly index: number;
  readonly id: string;
  readonly day: number;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  /** Whether its day is another than the one its id says; an id that says none has no home at all. */
  readonly place: 'home' | 'away' | 'homeless';
  /** The line of COPY, with its line break. */
  readonly line: string;
  /** The line without what a server may refuse: the JSON text alone holds the record then. */
  readonly bareLine: () => string;
}

/** An index of PostgreSQL takes values of 2,700 bytes, and other columns stand beside the id. */
const MOST_ID_BYTES = 2000;
/** A record whose severity is none is found where the most severe ones are looked for, and is looked at then. */
const HIGHEST_SEVERITY = 24;

/** Makes the row of a record, or says why none can be made. */
export function recordRow(record: LogRecord, index: number, maxRecordBytes: number): RecordRow | IngestRejection {
  const line = recordLine(record, index, maxRecordBytes);
  if (!isRecordLine(line)) return line;
  if (record.id.includes('\0'))
    return { index, code: 'bad_field', message: "'id' takes a text without the character U+0000." };
  if (record.id.length > MOST_ID_BYTES / 4 && Buffer.byteLength(record.id) > MOST_ID_BYTES) {
    return { index, code: 'bad_field', message: `'id' takes a text of ${MOST_ID_BYTES} bytes at the most.` };
  }
  const { text } = line;
  const isHeld = !text.includes('\\u0000');
  const wire = JSON.parse(isHeld ? text : text.replaceAll('\\u0000', '\\ufffd')) as WireRecord;
  // An empty level is none, and neither is a severity of 0; the columns need both.
  const isWhole = isHeld && typeof wire.severity === 'number' && typeof wire.level === 'string';
  const { id } = wire;
  const { timestamp } = record;
  const day = dayOf(timestamp);
  const home = homeDayOf(id);
  return {
    index,
    id,
    day,
    timestamp,
    place: home === undefined ? 'homeless' : home === day ? 'home' : 'away',
    line: copyLine(wire, isWhole ? undefined : text),
    bareLine: () => {
      const { attributes: _, exception: __, ...rest } = wire;
      return copyLine(rest, text);
    },
  };
}

export function isRecordRow(answer: RecordRow | IngestRejection): answer is RecordRow {
  return 'line' in answer;
}

/** Writes a row as COPY reads it: columns between tabs, NULL as `\N`. */
function copyLine(wire: Partial<WireRecord>, raw: string | undefined): string {
  let line = '';
  for (const name of RECORD_COLUMN_NAMES) {
    const value = (wire as Readonly<Record<string, unknown>>)[name];
    line += isScalar(value) ? copyScalar(value) : isObject(value) ? escaped(JSON.stringify(value)) : missing(name);
    line += '\t';
  }
  const terms = termsOf(wire as WireRecord);
  const all = raw === undefined ? [...terms] : [...terms, ANY_TERM];
  return `${line}${raw === undefined ? '\\N' : escaped(raw)}\t{${all.join(',')}}\n`;
}

function missing(name: string): string {
  if (name === 'level') return '';
  return name === 'severity' ? String(HIGHEST_SEVERITY) : '\\N';
}

type Scalar = string | number | boolean;

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function copyScalar(value: Scalar): string {
  return typeof value === 'string' ? escaped(value) : String(value);
}

const SPECIAL = /[\\\t\n\r\v\f\b]/;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\v': '\\v',
  '\f': '\\f',
  '\b': '\\b',
};

function escaped(text: string): string {
  return SPECIAL.test(text) ? text.replaceAll(/[\\\t\n\r\v\f\b]/g, (character) => ESCAPES[character] ?? '') : text;
}
