import { isError } from '@tailrace/core';
import type { Info } from './transport.ts';

const SPLAT = Symbol.for('splat');

/**
 * A transport's own copy of an info, so that what it changes nobody else sees; the splat, which formats cut, is copied
 * as well. Errors stay as they are: a copy would not be one.
 */
export function ownCopy(info: Info): Info {
  if (isError(info)) return info;
  const prototype = Object.getPrototypeOf(info) as object | null;
  const copy: Info =
    prototype === Object.prototype ? { ...info } : (Object.assign(Object.create(prototype), info) as Info);
  const splat = copy[SPLAT];
  if (Array.isArray(splat)) copy[SPLAT] = [...(splat as unknown[])];
  return copy;
}
