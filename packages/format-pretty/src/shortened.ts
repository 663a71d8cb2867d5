import { safeText } from './terminal-text.ts';

/** What one message may take; more is cut and marked. */
const MAX_CHARACTERS = 32 * 1024;

/** Shows text safely, and of a very long one the beginning. */
export function shortened(value: unknown): string {
  const text = String(value);
  const more = text.length - MAX_CHARACTERS;
  return safeText(more > 0 ? `${text.slice(0, MAX_CHARACTERS)}…[cut ${more}]` : text);
}
