import type { WireRecord } from '@tailrace/core';

/** Beside a record's fields, where neither JSON nor a query sees it; a map beside the records is slow with many. */
const RAW = Symbol('raw lines');

type WithRaw = WireRecord & { [RAW]?: string };

/** Remembers the lines that a record was read from. */
export function keepRaw(record: WireRecord, raw: string): void {
  (record as WithRaw)[RAW] = raw;
}

/** The lines that a record was read from; of a record that was never text, its message. */
export function rawOf(record: WireRecord): string {
  return (record as WithRaw)[RAW] ?? record.message;
}
