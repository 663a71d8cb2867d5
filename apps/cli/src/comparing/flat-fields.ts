import type { WireRecord } from '@tailrace/core';
import { printField, resolveField } from '@tailrace/query';

/** Fields of a record by name, nested ones with dots, each as text that tells types apart. */
export type FlatFields = ReadonlyMap<string, string>;

const DEEPEST = 8;

/** A field's name as {@link FlatFields} has it, from how it is written in queries; empty for what is none. */
export function fieldName(name: string): string {
  return name === '' ? '' : printField(resolveField(name.split('.')));
}

/**
 * Makes what flattens records, without fields that are not to be compared; a name leaves out all that is below it.
 *
 * @param ignored - As they are written in queries: `timestamp`, `pid`, `user.id`.
 */
export function flattener(ignored: readonly string[]): (record: WireRecord) => FlatFields {
  const names = ignored.map(fieldName);
  const isIgnored = (name: string): boolean => names.some((each) => name === each || name.startsWith(`${each}.`));
  return (record) => {
    const fields = new Map<string, string>();
    const { attributes, ...own } = record;
    // An attribute with the name of a field of every record is told apart from it, as in queries.
    const nameOf = (name: string): string => (name in own ? `attributes.${name}` : name);
    for (const [name, value] of Object.entries(own)) flatten(name, value, fields, isIgnored, 0);
    for (const [name, value] of Object.entries(attributes ?? {})) flatten(nameOf(name), value, fields, isIgnored, 0);
    return fields;
  };
}

function flatten(
  name: string,
  value: unknown,
  into: Map<string, string>,
  isIgnored: (name: string) => boolean,
  depth: number,
): void {
  if (value === undefined || isIgnored(name)) return;
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < DEEPEST) {
    for (const [key, inner] of Object.entries(value)) flatten(`${name}.${key}`, inner, into, isIgnored, depth + 1);
    return;
  }
  into.set(name, JSON.stringify(value));
}
