import type { Draw } from '@tailrace/core/testing';

/** One of a list. */
export function oneOf<T>(draw: Draw, list: readonly T[]): T {
  return list[Math.floor(draw() * list.length)] as T;
}
