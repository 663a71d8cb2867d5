import type { RecordSchema } from './define-record.ts';
import type { Field, Fields } from './field.ts';

/** JSON Schema, draft 2020-12. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** What of an error is on the wire; causes and aggregated errors are errors again. */
const EXCEPTION: JsonSchema = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    message: { type: 'string' },
    stack: { type: 'string' },
    code: { type: 'string' },
    cause: { $ref: '#/$defs/exception' },
    errors: { type: 'array', items: { $ref: '#/$defs/exception' } },
    attributes: { type: 'object' },
  },
  required: ['name', 'message'],
};

/** Makes the JSON Schema (draft 2020-12) of what a schema describes: the wire record for `log`, else its attributes. */
export function toJsonSchema(schema: RecordSchema): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: schema.kind,
    ...objectSchema(schema.fields),
    ...(usesException(schema.fields) && { $defs: { exception: EXCEPTION } }),
  };
}

function objectSchema(fields: Fields): JsonSchema {
  const entries = Object.entries(fields);
  const required = entries.filter(([, field]) => field.optional !== true).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, field]) => [name, fieldSchema(field)])),
    ...(required.length > 0 && { required }),
  };
}

function fieldSchema(field: Field): JsonSchema {
  const { description, nullable = false } = field;
  const schema = valueSchema(field);
  if (!nullable) return { description, ...schema };
  const { type } = schema;
  return typeof type === 'string' && schema['enum'] === undefined
    ? { description, ...schema, type: [type, 'null'] }
    : { description, anyOf: [schema, { type: 'null' }] };
}

function valueSchema(field: Field): JsonSchema {
  switch (field.type) {
    case 'text':
      return { type: 'string', ...(field.maxLength !== undefined && { maxLength: field.maxLength }) };
    case 'keyword':
      if (field.oneOf !== undefined) return { enum: field.oneOf };
      return {
        type: 'string',
        ...(field.minLength !== undefined && { minLength: field.minLength }),
        ...(field.maxLength !== undefined && { maxLength: field.maxLength }),
        ...(field.pattern !== undefined && { pattern: field.pattern.source }),
      };
    case 'number':
    case 'integer':
      return {
        type: field.type,
        ...(field.min !== undefined && { minimum: field.min }),
        ...(field.max !== undefined && { maximum: field.max }),
      };
    case 'boolean':
      return { type: 'boolean' };
    case 'time':
      return { type: 'string', format: 'date-time' };
    case 'map':
      return { type: 'object' };
    case 'exception':
      return { $ref: '#/$defs/exception' };
    case 'list':
      return { type: 'array', items: fieldSchema(field.items) };
    case 'object':
      return objectSchema(field.fields);
    default:
      return {};
  }
}

function usesException(fields: Fields): boolean {
  return Object.values(fields).some((field) => {
    const inner = field.type === 'list' ? field.items : field;
    return inner.type === 'exception' || (inner.type === 'object' && usesException(inner.fields));
  });
}
