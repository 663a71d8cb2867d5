import { isError } from '@tailrace/core/runtime';
import type { Info } from '../logger/transport.ts';

/** True for plain data and errors. What another class has made may keep something that no copy of it has. */
export function isCopyable(info: Info): boolean {
  const prototype = Object.getPrototypeOf(info) as object | null;
  return prototype === Object.prototype || prototype === null || isError(info);
}
