import { inertText } from '@tailrace/core';

/** What one message may take; more is cut and marked. */
const MAX_CHARACTERS = 32 * 1024;

/** Shows text safely, and of a very long one the beginning. */
export function shortened(value: unknown): string {
  const text = String(value);
  const more = text.length - MAX_CHARACTERS;
  return inertText(more > 0 ? `${text.slice(0, MAX_CHARACTERS)}…[cut ${more}]` : text);
}
