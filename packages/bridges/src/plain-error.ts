import { type ErrorRecord, isError, MAX_AGGREGATED, MAX_CAUSES, toErrorRecord } from '@tailrace/core';

type Plain = Readonly<Record<string, unknown>>;

/** The names under which serializers write what an error record has fields for. */
const FIELDS: ReadonlySet<string> = new Set([
  'type',
  'name',
  'message',
  'msg',
  'stack',
  'code',
  'cause',
  'errors',
  'aggregateErrors',
]);

/** Whether a plain object is what a serializer makes of an error. */
export function isPlainError(value: unknown): value is Plain {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { message, stack, type, name } = value as Plain;
  return typeof message === 'string' && [stack, type, name].some((part) => typeof part === 'string');
}

/** Makes an error record of what a library's serializer made of an error; causes and aggregated errors included. */
export function ofPlainError(plain: Plain, depth = 0): ErrorRecord {
  const { type, name, message, stack, code, cause, errors, aggregateErrors } = plain;
  const list = Array.isArray(aggregateErrors) ? aggregateErrors : errors;
  const attributes = Object.entries(plain).filter(([key, value]) => value !== undefined && !FIELDS.has(key));
  const isDeep = depth >= MAX_CAUSES;
  return {
    name: [type, name].find((word): word is string => typeof word === 'string' && word !== '') ?? 'Error',
    message: typeof message === 'string' ? message : '',
    ...(typeof stack === 'string' && { stack }),
    ...((typeof code === 'string' || typeof code === 'number') && { code: String(code) }),
    ...(!isDeep && cause !== undefined && cause !== null && { cause: ofAnything(cause, depth + 1) }),
    ...(!isDeep &&
      Array.isArray(list) && { errors: list.slice(0, MAX_AGGREGATED).map((inner) => ofAnything(inner, depth + 1)) }),
    ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
  };
}

function ofAnything(value: unknown, depth: number): ErrorRecord {
  return isPlainError(value) && !isError(value) ? ofPlainError(value, depth) : toErrorRecord(value);
}

/**
 * Answers an error with what its serializer let through: the causes and the aggregated errors of the original, where
 * the serializer has left name and stack as they were, and the properties that the serializer wrote.
 *
 * @param isRedacting - The library takes content out of what it writes: properties of causes, which it has not seen,
 *   are then left out.
 */
export function withCauses(plain: Plain, original: unknown, isRedacting: boolean): ErrorRecord {
  const written = ofPlainError(plain);
  if (!isError(original) || typeof original.stack !== 'string') return written;
  if (written.stack?.startsWith(original.stack) !== true) return written;
  const whole = toErrorRecord(original);
  const { attributes: _, ...rest } = isRedacting ? withoutAttributes(whole) : whole;
  return { ...rest, ...(written.attributes !== undefined && { attributes: written.attributes }) };
}

function withoutAttributes(error: ErrorRecord): ErrorRecord {
  const { attributes: _, ...rest } = error;
  return {
    ...rest,
    ...(error.cause !== undefined && { cause: withoutAttributes(error.cause) }),
    ...(error.errors !== undefined && { errors: error.errors.map(withoutAttributes) }),
  };
}
