import type { WireRecord } from '@tailrace/core';
import type { ColumnChoice } from './columns.ts';
import { writeFindings } from './findings.ts';

/** Elasticsearch refuses names with a NUL in them. */
const NUL = String.raw`\u0000`;
/** Parsers bound the length of names: below this nothing is too long. */
const SHORT_LINE = 20_000;
const MAX_NAME = 1000;

/** A document, and the id that it is created under. */
export interface RecordDocument {
  readonly id: string;
  /** On one line. */
  readonly json: string;
}

/** Answers the document of a record that is on a line of JSON. */
export function documentOf(line: string, choice: ColumnChoice): RecordDocument {
  const record = JSON.parse(line) as WireRecord;
  const isOdd = line.includes(NUL) || (line.length > SHORT_LINE && hasLongName(record));
  const findings = writeFindings(record, choice);
  // The record as it is, where its attributes are not to be trusted to a document.
  const kept = isOdd ? `,"record":${JSON.stringify(line)}}` : '}';
  return { id: record.id, json: `${visiblePart(record, line, isOdd)},"tailrace":${findings}${kept}}` };
}

/** What there is to see of a record, without the brace at its end. */
function visiblePart(record: WireRecord, line: string, isOdd: boolean): string {
  if (isOdd) {
    const { timestamp, attributes: _, exception: __, ...visible } = record;
    return JSON.stringify({ '@timestamp': timestamp, ...visible }).slice(0, -1);
  }
  const beginning = `{"id":${JSON.stringify(record.id)},"`;
  if (line.startsWith('timestamp":', beginning.length)) return `${beginning}@${line.slice(beginning.length, -1)}`;
  const { timestamp, ...rest } = record;
  return JSON.stringify({ '@timestamp': timestamp, ...rest }).slice(0, -1);
}

function hasLongName(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(hasLongName);
  return Object.entries(value).some(([name, inner]) => name.length > MAX_NAME || hasLongName(inner));
}
