import { type Cell, type FieldPath, type GroupKey, readExactNumeral } from '@tailrace/query';
import { columnName } from '../document/columns.ts';
import { DEFAULT_KIND, MAPPED_INTEGERS, MAPPED_TEXTS } from '../document/mapped-fields.ts';
import { keyOf, uncolumnedToken } from '../document/token.ts';
import type { Dsl } from '../dsl/condition.ts';
import { GROUPS, KEYS, NUMBERS, TIME } from '../dsl/document-fields.ts';

/** Where the server has a value of each record to group by or to sum up. */
export interface ValueSource {
  readonly field: string;
  /** Where the numbers among the values are, which the first does not have. */
  readonly numbers?: string;
  /** Reads a bucket's key. */
  readonly cell: (key: unknown) => Cell;
  /** Records that these match have a value which is not there. */
  readonly unless: readonly Dsl[];
}

const asText = (key: unknown): Cell => (typeof key === 'string' ? (readExactNumeral(key) ?? key) : null);
const asNumber = (key: unknown): Cell => (typeof key === 'number' ? key : null);
const asTime = (key: unknown): Cell => (typeof key === 'number' ? new Date(key).toISOString() : null);

/** Where the values of a field are to group by; `undefined` where the server has none. */
export function groupSource(field: FieldPath): ValueSource | undefined {
  const [root = ''] = field;
  if (field.length === 1) {
    // Records of the kind `log` do not say so.
    if (root === 'kind') return { field: root, cell: (key) => asText(key) ?? DEFAULT_KIND, unless: [] };
    if (MAPPED_TEXTS.has(root) || root === 'id') return { field: root, cell: asText, unless: [] };
    if (MAPPED_INTEGERS.has(root)) return { field: root, cell: asNumber, unless: [] };
    return root === 'timestamp' ? { field: TIME, cell: asTime, unless: [] } : undefined;
  }
  const source = ofColumn(field, GROUPS, asText);
  return source && { ...source, numbers: `${NUMBERS}.${columnName(field)}` };
}

/** Where the numbers of a field are to sum up; `undefined` where the server has none. */
export function numberSource(field: FieldPath): ValueSource | undefined {
  const [root = ''] = field;
  if (field.length > 1) return ofColumn(field, NUMBERS, asNumber);
  if (MAPPED_INTEGERS.has(root)) return { field: root, cell: asNumber, unless: [] };
  return root === 'timestamp' ? { field: TIME, cell: asNumber, unless: [] } : undefined;
}

function ofColumn(field: FieldPath, columns: string, cell: (key: unknown) => Cell): ValueSource | undefined {
  const name = columnName(field);
  const key = keyOf(field);
  if (name === undefined || key === undefined) return undefined;
  return { field: `${columns}.${name}`, cell, unless: [{ term: { [KEYS]: uncolumnedToken(key) } }] };
}

/** A source of a composite aggregation. */
export function termsOf(name: string, field: string): object {
  return { [name]: { terms: { field, missing_bucket: true } } };
}

/** The sources that a value's cell is read from. */
export function sourcesOf(name: string, { field, numbers }: ValueSource): object[] {
  return [termsOf(name, field), ...(numbers === undefined ? [] : [termsOf(`${name}_number`, numbers)])];
}

/** Reads a value's cell from a bucket's key: a number is in the second source only, unless a text spells it. */
export function cellOf(name: string, { cell, numbers }: ValueSource, key: Readonly<Record<string, unknown>>): Cell {
  const found = cell(key[name] ?? undefined);
  return found === null && numbers !== undefined ? asNumber(key[`${name}_number`]) : found;
}

/** The sources of a key that rows are grouped by. */
export function keySources(name: string, key: GroupKey, source: ValueSource | undefined): object[] {
  if (key.type === 'time') {
    return [{ [name]: { date_histogram: { field: TIME, fixed_interval: `${key.intervalMillis}ms` } } }];
  }
  return source === undefined ? [] : sourcesOf(name, source);
}
