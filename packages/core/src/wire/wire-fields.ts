import type { Field, FieldType } from '../schema/field.ts';
import { logSchema } from '../schema/log.ts';

/** The name of a field at the top of a record on the wire. */
export type WireFieldName = keyof typeof logSchema.fields;

/** A field at the top of a record on the wire. */
export interface WireField {
  readonly name: WireFieldName;
  readonly type: FieldType;
  readonly optional: boolean;
  readonly description: string;
  /** Where it lives in a `LogRecord`: `['traceId']`, `['source', 'line']`. */
  readonly path: readonly string[];
  /** Other names it answers to in queries, and is read from. */
  readonly aliases: readonly string[];
}

/** Every field at the top of a record on the wire by its name, in the order in which they are written. */
export const WIRE_FIELDS: Readonly<Record<WireFieldName, WireField>> = Object.fromEntries(
  (Object.entries(logSchema.fields) as [WireFieldName, Field][]).map(([name, field]) => [
    name,
    {
      name,
      type: field.type,
      optional: field.optional ?? false,
      description: field.description,
      path: field.path ?? [name],
      aliases: field.aliases ?? [],
    } satisfies WireField,
  ]),
) as Record<WireFieldName, WireField>;

const BY_WORD: ReadonlyMap<string, WireField> = new Map(
  Object.values(WIRE_FIELDS).flatMap((field) => [field.name, ...field.aliases].map((word) => [word, field] as const)),
);

/** Answers the wire field that a name or an alias stands for; `undefined` for what is an attribute's name. */
export function wireFieldOf(word: string): WireField | undefined {
  return BY_WORD.get(word);
}
