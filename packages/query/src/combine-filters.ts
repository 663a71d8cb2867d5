import type { FilterNode } from './ast.ts';

const EVERYTHING: FilterNode = { type: 'everything' };

/** Joins filters that must all hold; nested `and`s become one, `everything` falls away. */
export function allOf(filters: readonly FilterNode[]): FilterNode {
  const flat = filters
    .flatMap((filter) => (filter.type === 'and' ? filter.filters : [filter]))
    .filter((filter) => filter.type !== 'everything');
  if (flat.length === 0) return EVERYTHING;
  return flat.length === 1 && flat[0] !== undefined ? flat[0] : { type: 'and', filters: flat };
}

/** Joins filters of which one must hold; nested `or`s become one, and `everything` takes it all. */
export function anyOf(filters: readonly FilterNode[]): FilterNode {
  const flat = filters.flatMap((filter) => (filter.type === 'or' ? filter.filters : [filter]));
  if (flat.some((filter) => filter.type === 'everything')) return EVERYTHING;
  return flat.length === 1 && flat[0] !== undefined ? flat[0] : { type: 'or', filters: flat };
}

/** Turns a filter round; twice is none. */
export function noneOf(filter: FilterNode): FilterNode {
  return filter.type === 'not' ? filter.filter : { type: 'not', filter };
}
