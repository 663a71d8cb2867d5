import { inspect } from 'node:util';
import { timeOf } from '../wire/time-of.ts';
import type { Field, Fields, KeywordField, NumberField } from './field.ts';

/** What is wrong with a value, and where. */
export interface FieldProblem {
  /** The field's path, `exception.cause.stack` for example. */
  readonly field: string;
  /** One sentence that names the field and what it takes; never holds more than the start of the value. */
  readonly message: string;
}

/** Answers what is wrong with a value; `undefined` where nothing is. */
export type Check = (value: unknown) => FieldProblem | undefined;

/** Errors nested deeper than this are refused: nobody writes them, and checking must end. */
const MAX_EXCEPTION_DEPTH = 40;

/** Compiles declared fields into one check of an object; closures only, no code is generated from text. */
export function compileObjectCheck(fields: Fields, path = ''): Check {
  const names = Object.keys(fields);
  const checks = Object.entries(fields).map(([name, field]) => compileCheck(field, join(path, name)));
  const whole = path === '' ? 'record' : path;
  return (value) => {
    if (!isObject(value)) return problem(whole, 'an object', value);
    for (let index = 0; index < names.length; index += 1) {
      const found = (checks[index] as Check)(value[names[index] as string]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** Compiles one field's declaration into a check of its value, absence and null included. */
export function compileCheck(field: Field, path: string): Check {
  const check = compileValue(field, path);
  const { optional = false, nullable = false } = field;
  return (value) => {
    if (value === undefined) return optional ? undefined : { field: path, message: `'${path}' is required.` };
    if (value === null && nullable) return undefined;
    return check(value);
  };
}

function compileValue(field: Field, path: string): Check {
  switch (field.type) {
    case 'text':
      return compileText(path, 0, field.maxLength ?? Number.POSITIVE_INFINITY);
    case 'keyword':
      return compileKeyword(field, path);
    case 'number':
    case 'integer':
      return compileNumber(field, path);
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? undefined : problem(path, 'true or false', value));
    case 'time':
      return (value) =>
        typeof value === 'string' && timeOf(value) !== undefined ? undefined : problem(path, 'an ISO 8601 time', value);
    case 'map':
      return (value) => (isObject(value) ? undefined : problem(path, 'an object', value));
    case 'exception':
      return (value) => exceptionProblem(value, path, 0);
    case 'object':
      return compileObjectCheck(field.fields, path);
    case 'list':
      return compileList(field.items, path);
    default:
      return () => undefined;
  }
}

function compileText(path: string, minLength: number, maxLength: number): Check {
  return (value) => {
    if (typeof value !== 'string') return problem(path, 'text', value);
    if (value.length < minLength) return { field: path, message: `'${path}' must not be empty.` };
    return value.length > maxLength
      ? { field: path, message: `'${path}' takes ${maxLength} characters at the most.` }
      : undefined;
  };
}

function compileKeyword(field: KeywordField, path: string): Check {
  const { oneOf, pattern } = field;
  if (oneOf !== undefined) {
    const words = new Set<unknown>(oneOf);
    return (value) => (words.has(value) ? undefined : problem(path, `one of ${oneOf.join(', ')}`, value));
  }
  const text = compileText(path, field.minLength ?? 0, field.maxLength ?? Number.POSITIVE_INFINITY);
  if (pattern === undefined) return text;
  return (value) =>
    text(value) ?? (pattern.test(value as string) ? undefined : problem(path, `text like ${pattern.source}`, value));
}

function compileNumber(field: NumberField, path: string): Check {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = field;
  const isInteger = field.type === 'integer';
  const bounds = `${field.min === undefined ? '' : ` from ${min}`}${field.max === undefined ? '' : ` to ${max}`}`;
  const takes = `${isInteger ? 'an integer' : 'a number'}${bounds}`;
  return (value) =>
    typeof value === 'number' &&
    (isInteger ? Number.isInteger(value) : Number.isFinite(value)) &&
    value >= min &&
    value <= max
      ? undefined
      : problem(path, takes, value);
}

function compileList(items: Field, path: string): Check {
  const check = compileCheck(items, `${path}[]`);
  return (value) => {
    if (!Array.isArray(value)) return problem(path, 'a list', value);
    for (const item of value) {
      const found = check(item);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function exceptionProblem(value: unknown, path: string, depth: number): FieldProblem | undefined {
  if (!isObject(value)) return problem(path, 'an error as an object', value);
  if (depth > MAX_EXCEPTION_DEPTH) return { field: path, message: `'${path}' is nested too deeply.` };
  const { name, message, stack, code, cause, errors, attributes } = value;
  if (typeof name !== 'string') return problem(`${path}.name`, 'text', name);
  if (typeof message !== 'string') return problem(`${path}.message`, 'text', message);
  if (stack !== undefined && typeof stack !== 'string') return problem(`${path}.stack`, 'text', stack);
  if (code !== undefined && typeof code !== 'string') return problem(`${path}.code`, 'text', code);
  if (attributes !== undefined && !isObject(attributes)) return problem(`${path}.attributes`, 'an object', attributes);
  if (errors !== undefined) {
    if (!Array.isArray(errors)) return problem(`${path}.errors`, 'a list of errors', errors);
    for (const inner of errors) {
      const found = exceptionProblem(inner, `${path}.errors[]`, depth + 1);
      if (found !== undefined) return found;
    }
  }
  return cause === undefined ? undefined : exceptionProblem(cause, `${path}.cause`, depth + 1);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Says what a field takes and, shortly, what it was given: types for objects, the start of texts. */
export function problem(field: string, takes: string, value: unknown): FieldProblem {
  return { field, message: `'${field}' takes ${takes}, not ${shown(value)}.` };
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return inspect(value, { maxStringLength: 40, breakLength: Number.POSITIVE_INFINITY });
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
