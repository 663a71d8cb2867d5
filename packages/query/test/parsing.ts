import { type FilterNode, parseQueryStrict, type PipeNode } from '@tailrace/query';

const NOW = Date.UTC(2026, 10, 22, 16, 20);

export function filterOf(text: string): FilterNode {
  return parseQueryStrict(text, { now: NOW }).filter;
}

export function pipesOf(text: string): readonly PipeNode[] {
  return parseQueryStrict(text, { now: NOW }).pipes;
}

/** The path of an attribute. */
export const attribute = (...path: string[]): string[] => ['attributes', ...path];
export const equal = (field: string[], value: string | number | boolean | null): FilterNode => ({
  type: 'compare',
  field,
  operator: '=',
  value,
});
export const text = (words: string): FilterNode => ({ type: 'text', text: words });
