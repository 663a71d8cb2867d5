import { TailraceError } from '../diagnostics/errors.ts';
import { type Check, compileObjectCheck, type FieldProblem } from './compile-check.ts';
import type { Field, Fields, Infer } from './field.ts';

/** A kind of record: its fields, declared once, and the check that is compiled from them. */
export interface RecordSchema<Kind extends string = string, F extends Fields = Fields> {
  /** The record's `kind`. */
  readonly kind: Kind;
  readonly fields: F;
  /** Answers the first thing that is wrong with a value; `undefined` where nothing is. */
  check(value: unknown): FieldProblem | undefined;
  /** True for values that the fields describe. */
  is(value: unknown): value is Infer<F>;
}

/** The TypeScript type of what a schema describes. */
export type TypeOf<Schema extends { readonly fields: Fields }> = Infer<Schema['fields']>;

const KIND = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;
const NAME = /^[a-z@][A-Za-z0-9_@.-]*$/;

/**
 * Declares a kind of record, once: its TypeScript type, its check, JSON Schema, Elasticsearch template, SQL table and
 * docs table are all made from it [X4].
 *
 * The fields of every kind but `log` live in the record's `attributes`. Keys that are not declared are let through.
 *
 * @throws TailraceError `TAILRACE_BAD_SCHEMA` for a kind or a field that is declared wrongly.
 * @example
 * const order = defineRecord('shop.order', {
 *   order_id: { type: 'keyword', description: 'The order.' },
 *   total: { type: 'number', min: 0, description: 'What it costs.', unit: 'EUR' },
 *   coupon: { type: 'keyword', optional: true, description: 'The coupon used.' },
 * });
 * type Order = TypeOf<typeof order>; // { order_id: string; total: number; coupon?: string }
 * order.check({ order_id: 'a', total: -1 })?.message; // "'total' takes a number from 0, not -1."
 */
export function defineRecord<const Kind extends string, const F extends Fields>(
  kind: Kind,
  fields: F,
): RecordSchema<Kind, F> {
  if (!KIND.test(kind)) throw bad(`'${kind}' is no kind: use lower-case words joined by dots.`);
  verifyFields(kind, fields);
  const check: Check = compileObjectCheck(fields);
  return { kind, fields, check, is: (value): value is Infer<F> => check(value) === undefined };
}

function verifyFields(owner: string, fields: Fields): void {
  const taken = new Set<string>();
  for (const [name, field] of Object.entries(fields)) {
    if (!NAME.test(name)) throw bad(`${owner}: '${name}' is no name of a field.`);
    for (const word of [name, ...(field.aliases ?? [])]) {
      if (taken.has(word)) throw bad(`${owner}: '${word}' is declared twice.`);
      taken.add(word);
    }
    verifyField(`${owner}.${name}`, field);
  }
}

function verifyField(path: string, field: Field): void {
  if (field.description === '') throw bad(`${path} needs a description.`);
  if (field.type === 'object') verifyFields(path, field.fields);
  if (field.type === 'list') verifyField(`${path}[]`, field.items);
  if (field.type === 'number' || field.type === 'integer') {
    const { min, max } = field;
    if (min !== undefined && max !== undefined && min > max) throw bad(`${path}: min ${min} is above max ${max}.`);
  }
  if (field.type === 'keyword') {
    if (field.oneOf?.length === 0) throw bad(`${path}: 'oneOf' names no value.`);
    if (field.pattern?.global === true || field.pattern?.sticky === true) {
      throw bad(`${path}: a pattern must be neither global nor sticky, for it would remember its place.`);
    }
  }
}

function bad(message: string): TailraceError {
  return new TailraceError('TAILRACE_BAD_SCHEMA', message);
}
