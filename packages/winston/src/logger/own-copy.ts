import type { Info } from './transport.ts';

const SPLAT = Symbol.for('splat');

/**
 * A transport's own copy of an info, so that what it changes nobody else sees; the splat, which formats cut, is copied
 * as well. Errors and whatever else is made by a class stay as they are: a copy would not be one.
 */
export function ownCopy(info: Info): Info {
  const prototype = Object.getPrototypeOf(info) as object | null;
  if (prototype !== Object.prototype && prototype !== null) return info;
  const copy: Info = prototype === null ? (Object.assign(Object.create(null), info) as Info) : { ...info };
  const splat = copy[SPLAT];
  if (Array.isArray(splat)) copy[SPLAT] = [...(splat as unknown[])];
  return copy;
}
