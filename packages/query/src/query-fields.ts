import { WIRE_FIELDS, type WireField } from '@tailrace/core';

/** How a field of the wire schema behaves in a query and in an answer. */
export type QueryFieldType = 'time' | 'number' | 'text' | 'object';

/** The names that stand for themselves in a query; everything else is an attribute. */
export const QUERY_FIELDS: Readonly<Record<string, QueryFieldType>> = Object.fromEntries(
  Object.values(WIRE_FIELDS).map((field) => [field.name, typeOf(field)]),
);

/** Other words for the same fields: what people type who come from another logger or store. */
export const FIELD_ALIASES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(WIRE_FIELDS).flatMap(({ name, aliases }) => aliases.map((alias) => [alias, name])),
);

function typeOf({ type }: WireField): QueryFieldType {
  switch (type) {
    case 'time':
      return 'time';
    case 'number':
    case 'integer':
      return 'number';
    case 'keyword':
    case 'text':
      return 'text';
    default:
      return 'object';
  }
}
