import type { WireRecord } from '@tailrace/core';
import { printField } from '@tailrace/query';
import type { FieldSummary } from '@tailrace/store';

type FieldType = FieldSummary['type'];

interface Gathered {
  readonly types: Set<FieldType>;
  readonly values: Map<string, number>;
  count: number;
}

/** Different values of one field that are counted; a field with more is no facet. */
const MOST_VALUES = 2000;
/** Objects within objects are followed so deep. */
const DEEPEST = 6;

/** Tells which fields some records have, with their most frequent values. */
export function summarizeFields(records: readonly WireRecord[], values: number): FieldSummary[] {
  const fields = new Map<string, Gathered>();
  for (const record of records) {
    for (const [name, value] of Object.entries(record)) gather(fields, [name], value);
  }
  return Array.from(fields, ([name, field]) => summaryOf(name, field, values)).sort(
    (a, b) => b.count - a.count || (a.name < b.name ? -1 : 1),
  );
}

function gather(fields: Map<string, Gathered>, path: readonly string[], value: unknown): void {
  if (value === null || value === undefined) return;
  if (typeof value === 'object' && !Array.isArray(value)) {
    if (path.length < DEEPEST) for (const [key, inner] of Object.entries(value)) gather(fields, [...path, key], inner);
    return;
  }
  const name = printField(path);
  const field = fields.get(name) ?? { types: new Set<FieldType>(), values: new Map<string, number>(), count: 0 };
  fields.set(name, field);
  field.count += 1;
  for (const one of Array.isArray(value) ? value : [value]) addValue(field, path, one);
}

function addValue({ types, values }: Gathered, path: readonly string[], value: unknown): void {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return;
  types.add(
    path[0] === 'timestamp' ? 'time' : typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean'),
  );
  const text = String(value);
  const known = values.get(text);
  if (known !== undefined || values.size < MOST_VALUES) values.set(text, (known ?? 0) + 1);
}

function summaryOf(name: string, { types, values, count }: Gathered, most: number): FieldSummary {
  const [only] = types;
  return {
    name,
    type: types.size === 1 && only !== undefined ? only : 'mixed',
    count,
    values: Array.from(values, ([value, times]) => ({ value, count: times }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      .slice(0, most),
  };
}
