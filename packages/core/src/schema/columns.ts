import { TailraceError } from '../diagnostics/errors.ts';
import type { RecordSchema } from './define-record.ts';
import type { Field, Fields } from './field.ts';
import { logSchema } from './log.ts';

/** The fields of a kind of record as a table sees them: what every record has, and what this kind adds. */
export interface Columns {
  /** The fields at the top of the wire, without the attributes. */
  readonly wire: Fields;
  /** What the kind declares in its attributes; nothing for `log`. */
  readonly own: Fields;
  /** What holds all that is not declared. */
  readonly attributes: Field;
}

/**
 * Answers a schema's columns.
 *
 * @throws TailraceError `TAILRACE_BAD_SCHEMA` where a kind declares a name that every record has already.
 */
export function columnsOf(schema: RecordSchema): Columns {
  const { attributes, ...wire } = logSchema.fields;
  if (schema.kind === logSchema.kind) return { wire, own: {}, attributes };
  for (const name of Object.keys(schema.fields)) {
    if (Object.hasOwn(logSchema.fields, name)) {
      throw new TailraceError('TAILRACE_BAD_SCHEMA', `${schema.kind}: '${name}' is a field of every record already.`);
    }
  }
  return { wire, own: schema.fields, attributes };
}
