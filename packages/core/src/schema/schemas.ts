import type { LogRecord } from '../record/log-record.ts';
import { auditSchema } from './audit.ts';
import type { FieldProblem } from './compile-check.ts';
import type { RecordSchema } from './define-record.ts';
import { eventSchema } from './event.ts';
import { llmCallSchema } from './llm-call.ts';
import { logSchema } from './log.ts';

/** The kinds of record that are declared from the start, by kind. */
export const SCHEMAS = {
  log: logSchema,
  event: eventSchema,
  'llm.call': llmCallSchema,
  audit: auditSchema,
} as const;

/**
 * Answers what is wrong with the attributes of a record by its kind's schema; `undefined` where nothing is, and for
 * kinds that are not among the schemas.
 *
 * Ingest does not ask this: a record whose attributes are odd is better than none.
 */
export function kindProblem(
  record: LogRecord,
  schemas: Readonly<Record<string, RecordSchema>> = SCHEMAS,
): FieldProblem | undefined {
  const { kind = 'log' } = record;
  if (kind === 'log' || !Object.hasOwn(schemas, kind)) return undefined;
  const found = schemas[kind]?.check(record.attributes ?? {});
  return found && { ...found, field: `attributes.${found.field}` };
}
