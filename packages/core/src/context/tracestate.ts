/** One vendor's entry of a W3C `tracestate` header. */
export type TraceStateEntry = readonly [key: string, value: string];

const SIMPLE_KEY = /^[a-z][a-z0-9_\-*/]{0,255}$/;
const TENANT_KEY = /^[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13}$/;
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
const MAX_ENTRIES = 32;

/**
 * Reads a `tracestate` header, newest entry first; `undefined` where it is not valid and must be discarded whole:
 * more than 32 entries, a key twice, or a key or value that W3C Trace Context does not allow.
 */
export function parseTracestate(header: string): readonly TraceStateEntry[] | undefined {
  const entries: TraceStateEntry[] = [];
  const keys = new Set<string>();
  for (const member of header.split(',')) {
    const text = member.replace(/^[ \t]+|[ \t]+$/g, '');
    if (text === '') continue;
    const equals = text.indexOf('=');
    const key = text.slice(0, Math.max(equals, 0));
    const value = text.slice(equals + 1);
    if (!isKey(key) || !VALUE.test(value) || keys.has(key)) return undefined;
    keys.add(key);
    entries.push([key, value]);
  }
  return entries.length > MAX_ENTRIES ? undefined : entries;
}

/** Writes a `tracestate` header. */
export function formatTracestate(entries: readonly TraceStateEntry[]): string {
  return entries.map(([key, value]) => `${key}=${value}`).join(',');
}

function isKey(key: string): boolean {
  return SIMPLE_KEY.test(key) || TENANT_KEY.test(key);
}
