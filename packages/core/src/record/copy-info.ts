import { isError } from './error-record.ts';
import { read } from './own-property.ts';

/** What an error says without showing it: no copy of its properties has that. */
const WORDS = ['message', 'stack', 'cause', 'errors'] as const;

/** A shallow copy of a Winston info, of the same prototype, without its record. A copy of an error says what it said. */
export function copyInfo<T extends object>(info: T): T {
  const copy = Object.assign(Object.create(Object.getPrototypeOf(info) as object | null), info) as T;
  if (!isError(info)) return copy;
  for (const word of WORDS) {
    if (Object.hasOwn(copy, word) || !Object.hasOwn(info, word)) continue;
    Object.defineProperty(copy, word, { value: read(info, word), configurable: true, writable: true });
  }
  return copy;
}
