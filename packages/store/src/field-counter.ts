import type { WireRecord } from '@tailrace/core';
import { compareText, printField } from '@tailrace/query';
import type { FieldSummary } from './store.ts';

const MAX_FIELDS = 1000;
const MAX_VALUES_COUNTED = 1000;
const MAX_VALUE_LENGTH = 200;
const MAX_DEPTH = 6;
const TIME_FIELD = 'timestamp';
/** Fields whose values are as many as the records: nobody picks one from a list. */
const WITHOUT_VALUES: ReadonlySet<string> = new Set(['id', TIME_FIELD, 'message', 'exception.stack']);

interface Counted {
  count: number;
  readonly types: Set<'number' | 'text' | 'boolean'>;
  readonly values: Map<string, number>;
}

/**
 * Counts the fields of records and their most frequent values, for completion and facets.
 *
 * Objects are entered, arrays are looked at element by element, null is absent. Per field, values beyond the first
 * 1,000 different ones are not counted, nor are texts of over 200 characters.
 */
export class FieldCounter {
  readonly #fields = new Map<string, Counted>();

  add(record: WireRecord): void {
    const seen = new Set<string>();
    for (const [name, value] of Object.entries(record)) this.#visit([name], value, seen);
  }

  /** @param valuesPerField - The most frequent values of each field, at the most. */
  summaries(valuesPerField: number): readonly FieldSummary[] {
    return Array.from(this.#fields, ([name, { count, types, values }]): FieldSummary => {
      const [type] = types;
      return {
        name,
        type: name === TIME_FIELD ? 'time' : types.size === 1 && type !== undefined ? type : 'mixed',
        count,
        values: Array.from(values, ([value, times]) => ({ value, count: times }))
          .toSorted((a, b) => b.count - a.count || compareText(a.value, b.value))
          .slice(0, valuesPerField),
      };
    }).toSorted((a, b) => b.count - a.count || compareText(a.name, b.name));
  }

  #visit(path: readonly string[], value: unknown, seen: Set<string>): void {
    if (value === null || value === undefined || path.length > MAX_DEPTH) return;
    if (Array.isArray(value)) {
      for (const element of value) if (typeof element !== 'object') this.#count(path, element, seen);
    } else if (typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) this.#visit([...path, key], inner, seen);
    } else {
      this.#count(path, value, seen);
    }
  }

  #count(path: readonly string[], value: unknown, seen: Set<string>): void {
    const name = printField(path);
    const field = this.#fieldOf(name);
    const type = typeOf(value);
    if (field === undefined || type === undefined) return;
    if (!seen.has(name)) field.count += 1;
    seen.add(name);
    field.types.add(type);
    const text = String(value);
    if (WITHOUT_VALUES.has(name) || text.length > MAX_VALUE_LENGTH) return;
    const times = field.values.get(text);
    if (times !== undefined || field.values.size < MAX_VALUES_COUNTED) field.values.set(text, (times ?? 0) + 1);
  }

  #fieldOf(name: string): Counted | undefined {
    const known = this.#fields.get(name);
    if (known !== undefined || this.#fields.size >= MAX_FIELDS) return known;
    const field: Counted = { count: 0, types: new Set(), values: new Map() };
    this.#fields.set(name, field);
    return field;
  }
}

function typeOf(value: unknown): 'number' | 'text' | 'boolean' | undefined {
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return undefined;
  }
}
