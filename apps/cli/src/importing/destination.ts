import type { IngestAnswer, LogRecord } from '@tailrace/core';

/** Where imported records go. */
export interface Destination {
  readonly name: string;
  /** Resolves once the records are durable; accepted + duplicates + rejected is how many there were. */
  deliver(records: readonly LogRecord[], signal: AbortSignal): Promise<IngestAnswer>;
  close(): Promise<void>;
}
