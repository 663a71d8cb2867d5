const MAX_DEPTH = 16;
const MAX_NODES = 20_000;

let nodesLeft = 0;
let charactersLeft = 0;

/**
 * True for values that JSON.stringify alone writes right and within about `maxCharacters`: plain objects, arrays,
 * strings, numbers, booleans, null and dates, neither deep nor cyclic, without functions, BigInts or class instances.
 *
 * It may throw where a getter or a proxy does.
 */
export function isPlainJson(value: unknown, maxCharacters: number): boolean {
  nodesLeft = MAX_NODES;
  charactersLeft = maxCharacters;
  return isPlain(value, 0);
}

function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      charactersLeft -= value.length;
      return charactersLeft >= 0;
    case 'number':
    case 'boolean':
    case 'undefined':
      return true;
    case 'object':
      return value === null || isPlainObject(value, depth);
    default:
      return false;
  }
}

function isPlainObject(value: object, depth: number): boolean {
  nodesLeft -= 1;
  if (depth >= MAX_DEPTH || nodesLeft < 0) return false;
  if (Array.isArray(value)) {
    nodesLeft -= value.length >> 3;
    for (let index = 0; index < value.length; index += 1) {
      if (!isPlain(value[index], depth + 1)) return false;
    }
    return Object.getPrototypeOf(value) === Array.prototype;
  }
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype !== Object.prototype && prototype !== null) {
    return prototype === Date.prototype && !Object.hasOwn(value, 'toJSON');
  }
  // for…in is twice as fast as Object.keys here; it also sees what somebody put on Object.prototype, which at worst
  // sends a record the slow way.
  // oxlint-disable-next-line guard-for-in
  for (const key in value) {
    charactersLeft -= key.length;
    if (!isPlain((value as Record<string, unknown>)[key], depth + 1)) return false;
  }
  return charactersLeft >= 0;
}
