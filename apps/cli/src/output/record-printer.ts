import type { WireRecord } from '@tailrace/core';

/** Writes records in one form, one by one. */
export interface RecordPrinter {
  /** Resolves when there is room for more; `undefined` where there is. */
  print(record: WireRecord): Promise<void> | undefined;
  /** Writes what waits for the last record, a table for example. */
  end(): Promise<void> | undefined;
}

/** The forms in which records and tables are written. */
export const OUTPUT_FORMS = ['pretty', 'json', 'jsonl', 'logfmt', 'raw', 'csv', 'table', 'template'] as const;

export type OutputForm = (typeof OUTPUT_FORMS)[number];
