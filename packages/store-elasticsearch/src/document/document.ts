import type { WireRecord } from '@tailrace/core';
import { type FieldPath, fieldReader, weightOf } from '@tailrace/query';
import { type ColumnChoice, columnName, columnValue } from './columns.ts';
import { fieldTokens } from './field-tokens.ts';
import { searchedMessage } from './message-words.ts';
import { MAPPED_TEXTS } from './mapped-fields.ts';
import { keyOf, uncolumnedToken } from './token.ts';

/** What is written beside a record to find it by; nobody reads it back. */
interface Findings {
  /** Whether the tokens say everything that filters ask. */
  readonly whole?: true;
  readonly weight?: number;
  readonly text: string;
  readonly keys?: readonly string[];
  readonly groups?: Readonly<Record<string, string>>;
  readonly numbers?: Readonly<Record<string, number>>;
  /** The record as it is, where its attributes are not to be trusted to a document. */
  readonly record?: string;
}

const MAX_KEYWORD = 8000;
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
  const findings = JSON.stringify(findingsOf(record, line, choice, isOdd));
  return { id: record.id, json: `${visiblePart(record, line, isOdd)},"tailrace":${findings}}` };
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

function findingsOf(record: WireRecord, line: string, choice: ColumnChoice, isOdd: boolean): Findings {
  const text = searchedMessage(record.message);
  const kept = isOdd ? { record: line } : {};
  const tokens = fitsKeywords(record) ? fieldTokens(record) : undefined;
  if (tokens === undefined) return { text, ...kept };
  const { groups, numbers } = columnsOf(record, choice, tokens);
  return { whole: true, weight: weightOf(record), text, keys: tokens, groups, numbers, ...kept };
}

/** Longer keywords are left out of their index. */
function fitsKeywords(record: WireRecord): boolean {
  return Object.entries(record).every(
    ([name, value]) => !MAPPED_TEXTS.has(name) || typeof value !== 'string' || value.length <= MAX_KEYWORD,
  );
}

function columnsOf(
  record: WireRecord,
  choice: ColumnChoice,
  tokens: string[],
): Required<Pick<Findings, 'groups' | 'numbers'>> {
  const groups: Record<string, string> = {};
  const numbers: Record<string, number> = {};
  for (const path of columnPaths(record)) {
    const name = columnName(path);
    if (name === undefined || name in groups || name in numbers) continue;
    // As every executor reads it: a name with dots stands in for what is not nested.
    const value = columnValue(fieldReader(path)(record));
    if (value !== undefined && value.group === undefined && value.number === undefined) continue;
    if (value === undefined || !choice.has(name)) {
      tokens.push(uncolumnedToken(keyOf(path) ?? ''));
      continue;
    }
    if (value.group !== undefined) groups[name] = value.group;
    if (value.number !== undefined) numbers[name] = value.number;
  }
  return { groups, numbers };
}

function* columnPaths({ exception, attributes }: WireRecord): Iterable<FieldPath> {
  if (exception?.name !== undefined) yield ['exception', 'name'];
  if (exception?.code !== undefined) yield ['exception', 'code'];
  if (attributes === undefined) return;
  yield* leafPaths(['attributes'], attributes);
  for (const name of Object.keys(attributes)) if (name.includes('.')) yield ['attributes', ...name.split('.')];
}

function* leafPaths(path: FieldPath, value: object): Iterable<FieldPath> {
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner !== 'object') yield [...path, name];
    else if (inner !== null && !Array.isArray(inner)) yield* leafPaths([...path, name], inner as object);
  }
}

function hasLongName(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(hasLongName);
  return Object.entries(value).some(([name, inner]) => name.length > MAX_NAME || hasLongName(inner));
}
