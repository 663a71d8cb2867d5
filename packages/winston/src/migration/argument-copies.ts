import { isError } from '@tailrace/core/runtime';

/**
 * Answers what a call was given with a copy of each object in it: Winston writes level and metadata into the object
 * that an info is, and formats change it.
 */
export function copiesOf(parameters: readonly unknown[]): unknown[] {
  return parameters.map((value) => (typeof value === 'object' && value !== null ? copyOf(value) : value));
}

function copyOf(value: object): object {
  if (Array.isArray(value)) return value;
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === Object.prototype) return { ...value };
  if (isError(value)) return copyOfError(value, prototype);
  // What is of a class of its own may have fields that a copy would lose.
  return prototype === null ? Object.assign(Object.create(null) as object, value) : value;
}

function copyOfError(error: Error, prototype: object | null): Error {
  const properties = Object.getOwnPropertyDescriptors(error);
  const { stack } = error;
  const copy = Object.create(prototype, properties) as Error;
  // In some engines the stack is read by a getter, which knows the error itself alone.
  Object.defineProperty(copy, 'stack', { value: stack, writable: true, configurable: true, enumerable: false });
  return copy;
}
