import type { WireRecord } from '@tailrace/core';

/**
 * Answers the record of a document's source, in wire form; `undefined` for a document that is none.
 *
 * @param isPart - Whether only some fields were asked for: the message may be absent, then.
 */
export function recordOfSource(source: unknown, isPart: boolean): WireRecord | undefined {
  if (typeof source !== 'object' || source === null) return undefined;
  const { '@timestamp': timestamp, tailrace, ...rest } = source as Readonly<Record<string, unknown>>;
  const kept = (tailrace as { readonly record?: unknown } | undefined)?.record;
  if (typeof kept === 'string') return JSON.parse(kept) as WireRecord;
  const { id, level, severity, message = isPart ? '' : undefined } = rest;
  if (typeof id !== 'string' || typeof timestamp !== 'string' || Number.isNaN(Date.parse(timestamp))) return undefined;
  if (typeof level !== 'string' || typeof severity !== 'number' || typeof message !== 'string') return undefined;
  return { ...rest, message, timestamp } as unknown as WireRecord;
}
