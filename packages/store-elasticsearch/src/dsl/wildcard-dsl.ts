import type { Dsl } from './condition.ts';

/** Writes a text so that a wildcard query takes every character of it as it is. */
export function literally(text: string): string {
  return text.replaceAll(/[\\*?]/g, '\\$&');
}

/** Terms of a field that have these parts in order, with anything between them. */
export function wildcardQuery(field: string, parts: readonly string[]): Dsl {
  const [first = '', second] = parts;
  if (parts.length === 1) return { term: { [field]: first } };
  if (parts.length === 2 && second === '') return { prefix: { [field]: { value: first } } };
  return { wildcard: { [field]: { value: parts.map(literally).join('*') } } };
}

/** Whether a word of small letters matches a pattern. */
export function matchesWord(parts: readonly string[], word: string): boolean {
  // What is not in such words cannot match them.
  return parts.every((part) => /^[a-z]*$/.test(part)) && new RegExp(`^${parts.join('.*')}$`).test(word);
}
