import { inertText, safeStringify } from '@tailrace/core';

const BARE = /^[\w./:@%+~,#-]+$/;
/** What one value may take of the screen; more is cut and marked. */
const MAX_VALUE_BYTES = 8 * 1024;

/** Shows a value after `key=`: words and numbers bare, text with spaces in quotes, everything else as JSON. */
export function prettyValue(value: unknown): string {
  if (typeof value === 'string' && value.length < 200 && BARE.test(value)) return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return inertText(safeStringify(value, { maxBytes: MAX_VALUE_BYTES }).json);
}
