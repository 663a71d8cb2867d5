import { type Cell, type FieldPath, type GroupKey, readExactNumeral } from '@tailrace/query';
import { columnName } from '../document/columns.ts';
import { keyOf, SAID, stem } from '../document/token.ts';
import type { Dsl } from '../dsl/condition.ts';
import { GROUPS, KEYS, NUMBERS, TIME, WEIGHT } from '../dsl/document-fields.ts';

/** Where the server has a value of each record to group by or to sum up. */
export interface ValueSource {
  readonly field: string;
  /** Reads a bucket's key. */
  readonly cell: (key: unknown) => Cell;
  /** Records that these match have a value which is not there. */
  readonly unless: readonly Dsl[];
}

const KEYWORDS = new Set(['level', 'service', 'host', 'logger', 'trace_id', 'span_id', 'module', 'function', 'id']);
const INTEGERS = new Set(['severity', 'process', 'thread', 'trace_flags', 'line']);

const asText = (key: unknown): Cell => (typeof key === 'string' ? (readExactNumeral(key) ?? key) : null);
const asNumber = (key: unknown): Cell => (typeof key === 'number' ? key : null);
const asTime = (key: unknown): Cell => (typeof key === 'number' ? new Date(key).toISOString() : null);

/** Where the values of a field are to group by; `undefined` where the server has none. */
export function groupSource(field: FieldPath): ValueSource | undefined {
  const [root = ''] = field;
  if (field.length === 1) {
    if (KEYWORDS.has(root)) return { field: root, cell: asText, unless: [] };
    // Records of the kind `log` do not say so.
    if (root === 'kind') return { field: root, cell: (key) => asText(key) ?? 'log', unless: [] };
    if (INTEGERS.has(root)) return { field: root, cell: asNumber, unless: [] };
    return root === 'timestamp' ? { field: TIME, cell: asTime, unless: [] } : undefined;
  }
  return ofColumn(field, GROUPS, asText);
}

/** Where the numbers of a field are to sum up; `undefined` where the server has none. */
export function numberSource(field: FieldPath): ValueSource | undefined {
  const [root = ''] = field;
  if (field.length > 1) return ofColumn(field, NUMBERS, asNumber);
  if (INTEGERS.has(root)) return { field: root, cell: asNumber, unless: [] };
  return root === 'timestamp' ? { field: TIME, cell: asNumber, unless: [] } : undefined;
}

function ofColumn(field: FieldPath, columns: string, cell: (key: unknown) => Cell): ValueSource | undefined {
  const name = columnName(field);
  const key = keyOf(field);
  if (name === undefined || key === undefined) return undefined;
  return { field: `${columns}.${name}`, cell, unless: [{ term: { [KEYS]: stem(key, SAID.uncolumned) } }] };
}

/** A source of a composite aggregation. */
export function termsOf(name: string, field: string): Readonly<Record<string, unknown>> {
  return { [name]: { terms: { field, missing_bucket: true } } };
}

/** The source of a key that rows are grouped by. */
export function keySource(
  name: string,
  key: GroupKey,
  source: ValueSource | undefined,
): Readonly<Record<string, unknown>> {
  if (key.type === 'time') {
    return { [name]: { date_histogram: { field: TIME, fixed_interval: `${key.intervalMillis}ms` } } };
  }
  return termsOf(name, source?.field ?? WEIGHT);
}
