import type { WireRecord } from '@tailrace/core';
import { ECS_FIELDS, isOfType } from './ecs-fields.ts';
import { flattenAttributes } from './flat-attributes.ts';

/** The object that holds what the schema has no field for. */
export const DEFAULT_NAMESPACE = 'tailrace';

/** What a document holds beside the schema's fields, in its namespace. */
export interface EcsExtras {
  kind?: string;
  sample_rate?: number;
  trace_flags?: number;
  numbers?: Record<string, unknown>;
  booleans?: Record<string, unknown>;
  /** JSON text of the attributes that the flat ones do not say exactly. */
  attributes_json?: string;
  /** JSON text of the whole error, where it has causes, errors or attributes. */
  error_json?: string;
}

type Nested = Record<string, unknown>;

/** The way to each field through nested objects. */
const PLACES = ECS_FIELDS.map((field) => ({ ...field, path: field.dotted ? [field.name] : field.name.split('.') }));

/** Makes the document of a record, which is plain data in wire form. */
export function toEcs(wire: WireRecord, namespace: string): Nested {
  const document: Nested = {};
  const { kind: kindOfRecord = 'log' } = wire;
  for (const { path, type, kind, read } of PLACES) {
    if (kind !== undefined && kind !== kindOfRecord) continue;
    const value = read(wire);
    if (value !== undefined && isOfType(value, type)) place(document, path, value);
  }
  const extras = extrasOf(wire);
  const { attributes } = wire;
  if (attributes !== undefined) {
    const { labels, numbers, booleans, inexact } = flattenAttributes(attributes);
    if (Object.keys(labels).length > 0) document['labels'] = labels;
    if (Object.keys(numbers).length > 0) extras.numbers = numbers;
    if (Object.keys(booleans).length > 0) extras.booleans = booleans;
    // No attributes and an empty list of them are told apart.
    const isEmpty = Object.keys(attributes).length === 0;
    if (isEmpty || Object.keys(inexact).length > 0) extras.attributes_json = JSON.stringify(inexact);
  }
  if (Object.keys(extras).length > 0) document[namespace] = extras;
  return document;
}

function extrasOf(wire: WireRecord): EcsExtras {
  const { kind, sample_rate, trace_flags, exception } = wire;
  const isMore =
    exception?.cause !== undefined || exception?.errors !== undefined || exception?.attributes !== undefined;
  return {
    ...(kind !== undefined && { kind }),
    ...(sample_rate !== undefined && { sample_rate }),
    ...(trace_flags !== undefined && { trace_flags }),
    ...(isMore && { error_json: JSON.stringify(exception) }),
  };
}

function place(document: Nested, path: readonly string[], value: unknown): void {
  let at = document;
  for (const step of path.slice(0, -1)) at = (at[step] ??= {}) as Nested;
  at[path.at(-1) as string] = value;
}
