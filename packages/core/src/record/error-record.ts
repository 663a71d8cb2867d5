import { ownKeys, read, setOwn } from './own-property.ts';

/** An error as plain data: what is left of it on the wire, with its causes and aggregated errors whole. */
export interface ErrorRecord {
  /** The error's class name, `TypeError` for example. */
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** System or library code, `ECONNRESET` for example. */
  readonly code?: string;
  /** The error that led to this one (`Error.cause`); chains are cut after 8, cycles at the repeat. */
  readonly cause?: ErrorRecord;
  /** What an `AggregateError` gathered, the first 32 of it. */
  readonly errors?: readonly ErrorRecord[];
  /** Own enumerable properties that are none of the above. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** How many causes of causes are kept. */
export const MAX_CAUSES = 8;
/** How many errors of one `AggregateError` are kept. */
export const MAX_AGGREGATED = 32;

const OWN_FIELDS = new Set(['name', 'message', 'stack', 'code', 'cause', 'errors']);

/**
 * Turns whatever was thrown into plain data, with causes, aggregated errors, code and own properties.
 *
 * Never throws and never changes what it is given. What is not an error becomes one named `NonError`, with its text
 * as the message. Chains of causes are cut after {@link MAX_CAUSES}, lists after {@link MAX_AGGREGATED}; where a chain
 * comes back to an error it has already been at, it ends.
 */
export function toErrorRecord(thrown: unknown): ErrorRecord {
  return record(thrown, 0, [], true);
}

/** As {@link toErrorRecord} but without own properties, for errors whose properties are kept elsewhere. */
export function toBareErrorRecord(thrown: unknown): ErrorRecord {
  return record(thrown, 0, [], false);
}

/** True for errors of this realm and of others. */
export function isError(value: unknown): value is Error {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
  } catch {
    return false;
  }
}

function record(thrown: unknown, depth: number, path: readonly unknown[], withAttributes: boolean): ErrorRecord {
  if (typeof thrown !== 'object' || thrown === null) return { name: 'NonError', message: textOf(thrown) };
  const error = thrown as Record<string, unknown>;
  const result: { -readonly [K in keyof ErrorRecord]: ErrorRecord[K] } = {
    name: nameOf(error),
    message: textOf(read(error, 'message') ?? ''),
  };
  const stack = read(error, 'stack');
  if (typeof stack === 'string' && stack !== '') result.stack = stack;
  const code = read(error, 'code');
  if (typeof code === 'string' || typeof code === 'number') result.code = String(code);

  const here = [...path, thrown];
  const cause = read(error, 'cause');
  if (cause !== undefined && cause !== null && depth < MAX_CAUSES && !here.includes(cause)) {
    result.cause = record(cause, depth + 1, here, true);
  }
  const errors = list(read(error, 'errors'));
  if (errors !== undefined && depth < MAX_CAUSES) {
    result.errors = errors
      .filter((inner) => !here.includes(inner))
      .map((inner) => record(inner, depth + 1, here, true));
  }
  const attributes = withAttributes ? ownAttributes(error, depth, here) : undefined;
  if (attributes !== undefined) result.attributes = attributes;
  return result;
}

/** The class's name says more than `Error`, which is what subclasses inherit when they set none. */
function nameOf(error: Record<string, unknown>): string {
  const name = read(error, 'name');
  if (typeof name === 'string' && name !== '' && name !== 'Error') return name;
  const constructor = read(error, 'constructor') as { name?: unknown } | undefined;
  const className = typeof constructor === 'function' ? read(constructor, 'name') : undefined;
  if (typeof className === 'string' && className !== '' && className !== 'Object') return className;
  return isError(error) ? 'Error' : 'NonError';
}

function ownAttributes(
  error: Record<string, unknown>,
  depth: number,
  path: readonly unknown[],
): Record<string, unknown> | undefined {
  let attributes: Record<string, unknown> | undefined;
  for (const key of ownKeys(error)) {
    if (OWN_FIELDS.has(key)) continue;
    const value = read(error, key);
    if (value === undefined || typeof value === 'function' || path.includes(value)) continue;
    attributes ??= {};
    setOwn(attributes, key, attributeOf(value, depth, path));
  }
  return attributes;
}

/**
 * HTTP clients hang requests, sockets and agents on their errors: instances of classes are named, not walked, unless
 * they say themselves how to become JSON.
 */
function attributeOf(value: unknown, depth: number, path: readonly unknown[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isError(value)) return depth < MAX_CAUSES ? record(value, depth + 1, path, true) : textOf(value);
  try {
    const prototype = Object.getPrototypeOf(value) as object | null;
    if (prototype === null || prototype === Object.prototype || Array.isArray(value)) return value;
    if (typeof (value as { toJSON?: unknown }).toJSON === 'function' || ArrayBuffer.isView(value)) return value;
    return `[${prototype.constructor.name}]`;
  } catch {
    return '[threw]';
  }
}

function list(value: unknown): unknown[] | undefined {
  try {
    return Array.isArray(value) ? value.slice(0, MAX_AGGREGATED) : undefined;
  } catch {
    return undefined;
  }
}

/** Any value as text, for messages. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    if (typeof value === 'object' && value !== null && !isError(value)) return JSON.stringify(value) ?? '';
    return String(value);
  } catch {
    return '[threw]';
  }
}
