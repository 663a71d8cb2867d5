import { safeStringify } from '@tailrace/core';

/** Objects within objects beyond this are written as JSON. */
const MAX_DEPTH = 6;
/** What may stand in the name of an additional field. */
const NOT_IN_NAME = /[^\w.-]/g;

/**
 * Makes GELF's additional fields of plain data: names begin with `_`, values are text or numbers.
 *
 * Objects are taken apart, their keys joined by `_`. No name comes twice, and none is `_id`, which GELF forbids. Null
 * and nothing are left out.
 */
export function additionalFields(pairs: Iterable<readonly [string, unknown]>): Record<string, string | number> {
  const fields = new Map<string, string | number>();
  /** The next number of a name that has come already. */
  const numbers = new Map<string, number>();
  for (const [key, value] of pairs) take(key, value, 0);
  return Object.fromEntries(fields);

  function take(key: string, value: unknown, depth: number): void {
    if (value === undefined || value === null) return;
    if (typeof value === 'object' && !Array.isArray(value) && depth < MAX_DEPTH) {
      for (const [inner, item] of Object.entries(value)) take(`${key}_${inner}`, item, depth + 1);
      return;
    }
    fields.set(nameOf(key), typeof value === 'number' ? value : textOf(value));
  }

  function nameOf(key: string): string {
    const plain = `_${key.replace(NOT_IN_NAME, '_')}`;
    const name = plain === '_id' ? '_id_' : plain;
    if (!fields.has(name)) return name;
    let number = numbers.get(name) ?? 2;
    while (fields.has(`${name}_${number}`)) number += 1;
    numbers.set(name, number + 1);
    return `${name}_${number}`;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : safeStringify(value).json;
}
