import type { ErrorRecord } from '@tailrace/core';
import type { LineFormat, ParseContext, ParsedLine } from './format.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A format whose lines are JSON objects. */
export interface JsonDefinition {
  readonly name: string;
  readonly title: string;
  readonly example: string;
  readonly certainty: LineFormat['certainty'];
  /** Reads the object, or answers `undefined` where it is not of this format. */
  readonly read: (object: JsonObject, context: ParseContext) => ParsedLine | undefined;
}

/** Makes a format of JSON lines; a line that does not parse never belongs to the record before. */
export function jsonFormat(definition: JsonDefinition): LineFormat {
  const { read, ...description } = definition;
  return {
    ...description,
    continues: false,
    parse(line, context) {
      const object = context.json(line);
      return object === undefined ? undefined : read(object, context);
    },
  };
}

/** Sets the attributes of a record: every key that is not among those already read. */
export function setRest(parsed: ParsedLine, object: JsonObject, read: ReadonlySet<string>): void {
  for (const key of Object.keys(object)) {
    if (read.has(key)) continue;
    const value = object[key];
    if (value === undefined || value === null) continue;
    parsed.attributes ??= {};
    // A key of this name in the data must not become the object's prototype.
    if (key === '__proto__') Object.defineProperty(parsed.attributes, key, { value, enumerable: true });
    else parsed.attributes[key] = value;
  }
}

/** Reads an error as pino, bunyan and others serialise it. */
export function readError(value: unknown): ErrorRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, name, message, stack, code, ...rest } = value as Record<string, unknown>;
  if (typeof message !== 'string' && typeof stack !== 'string') return undefined;
  return {
    name: text(type) ?? text(name) ?? 'Error',
    message: text(message) ?? '',
    ...(typeof stack === 'string' && { stack }),
    ...((typeof code === 'string' || typeof code === 'number') && { code: String(code) }),
    ...(Object.keys(rest).length > 0 && { attributes: rest }),
  };
}

/** The value where it is text that says something. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The value where it is a whole number. */
export function whole(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

/** The first of several keys that an object has. */
export function firstOf(object: JsonObject, keys: readonly string[]): string | undefined {
  for (const key of keys) if (object[key] !== undefined && object[key] !== null) return key;
  return undefined;
}
