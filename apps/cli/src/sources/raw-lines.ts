import type { WireRecord } from '@tailrace/core';

const rawLines = new WeakMap<WireRecord, string>();

/** Remembers the lines that a record was read from. */
export function keepRaw(record: WireRecord, raw: string): void {
  rawLines.set(record, raw);
}

/** The lines that a record was read from; of a record that was never text, its message. */
export function rawOf(record: WireRecord): string {
  return rawLines.get(record) ?? record.message;
}
