import type { WireRecord } from '@tailrace/core';
import { type FieldPath, foldCase, type Value } from '@tailrace/query';

/** Longer values are not looked up by a term. */
const LONGEST_VALUE = 256;
const MOST_TERMS = 256;
const MAX_DEPTH = 8;
/** Stands for every term: the record has more of them than are kept, or its columns are not what it is. */
export const ANY_TERM = 0;

/** Columns of texts that are worth looking up; levels and kinds are the same in too many records. */
const COLUMNS = ['logger', 'service', 'host', 'trace_id', 'span_id', 'module', 'function'] as const;

const FACTOR = 0x01000193;
/** Paths come again and again, so what they hash to is kept. */
const MOST_PATHS = 10_000;
const startedHashes = new Map<string, number>();

/** The hash of a field with a value, the same for every value that a query takes for equal. */
export function termOf(path: string, value: string | number | boolean): number {
  const text = typeof value === 'string' ? foldCase(value) : String(value);
  let hash = startedHash(path);
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), FACTOR);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 13;
  return hash === ANY_TERM ? 1 : hash | 0;
}

function startedHash(path: string): number {
  const known = startedHashes.get(path);
  if (known !== undefined) return known;
  let hash = 0x811c9dc5;
  for (let index = 0; index < path.length; index += 1) hash = Math.imul(hash ^ path.charCodeAt(index), FACTOR);
  hash = Math.imul(hash ^ 0xffff, FACTOR);
  if (startedHashes.size < MOST_PATHS) startedHashes.set(path, hash);
  return hash;
}

/** Answers the terms of a record; {@link ANY_TERM} is among them where there are too many. */
export function termsOf(record: WireRecord): ReadonlySet<number> {
  const terms = new Set<number>();
  for (const name of COLUMNS) {
    const value = record[name];
    if (typeof value === 'string') addValue(terms, name, value);
  }
  if (record.exception !== undefined) addObject(terms, 'exception', record.exception, 1);
  if (record.attributes !== undefined) addObject(terms, 'attributes', record.attributes, 1);
  return terms;
}

function addObject(terms: Set<number>, path: string, value: object, depth: number): void {
  if (depth > MAX_DEPTH) {
    terms.add(ANY_TERM);
    return;
  }
  for (const key of Object.keys(value)) {
    const inner = (value as Readonly<Record<string, unknown>>)[key];
    const name = `${path}.${key}`;
    if (typeof inner !== 'object') addValue(terms, name, inner);
    else if (Array.isArray(inner)) for (const element of inner) addValue(terms, name, element);
    else if (inner !== null) addObject(terms, name, inner, depth + 1);
  }
}

function addValue(terms: Set<number>, path: string, value: unknown): void {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return;
  if (typeof value === 'string' && value.length > LONGEST_VALUE) return;
  terms.add(terms.size < MOST_TERMS ? termOf(path, value) : ANY_TERM);
}

/** The term that every record has whose field equals a value; `undefined` where none can be told. */
export function termFor(field: FieldPath, value: Value): number | undefined {
  const [root = ''] = field;
  const isKept =
    field.length === 1 ? (COLUMNS as readonly string[]).includes(root) : root === 'exception' || root === 'attributes';
  if (!isKept || value === null || field.length > MAX_DEPTH || String(value).length > LONGEST_VALUE) return undefined;
  return termOf(field.join('.'), value);
}
