import { copyInfo } from '@tailrace/core/runtime';
import type { Info } from '../logger/transport.ts';
import { isCopyable } from './copyable.ts';

const SPLAT = Symbol.for('splat');
/** What is deeper is taken as it is: copies are for what callers reuse, and that is near the top. */
const MAX_DEPTH = 16;

/**
 * A copy of an info for later: plain objects and arrays in it are copied, since callers change theirs. What has a
 * class of its own, errors and dates among it, stays the same object, so that formats find what they would have found.
 */
export function infoSnapshot(info: Info): Info {
  if (!isCopyable(info)) return info;
  const copies = new Map<object, object>();
  const copy = copyInfo(info);
  for (const key of Object.keys(copy)) copy[key] = copied(copy[key], 0, copies);
  if (Array.isArray(info[SPLAT])) copy[SPLAT] = copied(info[SPLAT], 0, copies);
  return copy;
}

function copied(value: unknown, depth: number, copies: Map<object, object>): unknown {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    copies.set(value, list);
    for (const item of value as unknown[]) list.push(copied(item, depth + 1, copies));
    return list;
  }
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy = Object.assign(Object.create(prototype), value) as Record<PropertyKey, unknown>;
  copies.set(value, copy);
  for (const key of Object.keys(copy)) copy[key] = copied(copy[key], depth + 1, copies);
  return copy;
}
