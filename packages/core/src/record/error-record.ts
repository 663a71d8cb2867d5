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
/** How many errors one record holds in all: errors within errors multiply. */
const MAX_ERRORS = 200;

const OWN_FIELDS = new Set(['name', 'message', 'stack', 'code', 'cause', 'errors']);

/**
 * Turns whatever was thrown into plain data, with causes, aggregated errors, code and own properties.
 *
 * Never throws and never changes what it is given. What is not an error becomes one named `NonError`, with its text
 * as the message. Chains of causes are cut after {@link MAX_CAUSES}, lists after {@link MAX_AGGREGATED}; where a chain
 * comes back to an error it has already been at, it ends.
 */
export function toErrorRecord(thrown: unknown): ErrorRecord {
  return record(thrown, 0, [], true, { left: MAX_ERRORS });
}

/** As {@link toErrorRecord} but without own properties, for errors whose properties are kept elsewhere. */
export function toBareErrorRecord(thrown: unknown): ErrorRecord {
  return record(thrown, 0, [], false, { left: MAX_ERRORS });
}

/** True for errors of this realm and of others. */
export function isError(value: unknown): value is Error {
  if (typeof value !== 'object' || value === null) return false;
  try {
    // Most are: it saves the slow look at what the object calls itself.
    if (Object.getPrototypeOf(value) === Object.prototype) return false;
    return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
  } catch {
    return false;
  }
}

/** How many more errors may be written. */
interface Budget {
  left: number;
}

function record(
  thrown: unknown,
  depth: number,
  path: readonly unknown[],
  withAttributes: boolean,
  budget: Budget,
): ErrorRecord {
  budget.left -= 1;
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
  if (cause !== undefined && cause !== null && depth < MAX_CAUSES && budget.left > 0 && !here.includes(cause)) {
    result.cause = record(cause, depth + 1, here, true, budget);
  }
  const errors = list(read(error, 'errors'));
  if (errors !== undefined && depth < MAX_CAUSES) {
    const kept: ErrorRecord[] = [];
    for (const inner of errors) {
      if (budget.left > 0 && !here.includes(inner)) kept.push(record(inner, depth + 1, here, true, budget));
    }
    result.errors = kept;
  }
  const attributes = withAttributes ? ownAttributes(error, depth, here, budget) : undefined;
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
  budget: Budget,
): Record<string, unknown> | undefined {
  let attributes: Record<string, unknown> | undefined;
  for (const key of ownKeys(error)) {
    if (OWN_FIELDS.has(key)) continue;
    const value = read(error, key);
    if (value === undefined || typeof value === 'function' || path.includes(value)) continue;
    attributes ??= {};
    setOwn(attributes, key, attributeOf(value, depth, path, budget));
  }
  return attributes;
}

/**
 * HTTP clients hang requests, sockets and agents on their errors: instances of classes are named, not walked, unless
 * they say themselves how to become JSON.
 */
function attributeOf(value: unknown, depth: number, path: readonly unknown[], budget: Budget): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isError(value)) {
    return depth < MAX_CAUSES && budget.left > 0 ? record(value, depth + 1, path, true, budget) : textOf(value);
  }
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
