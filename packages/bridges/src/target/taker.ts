import type { LogRecord } from '@tailrace/core';

/** What a target is to a bridge. */
export interface Taker {
  /** Takes a record; false where it cannot. May throw. */
  take(record: LogRecord): boolean;
  /** Resolves when everything taken is where it survives the process, or at the deadline. */
  flush(deadlineMillis: number): Promise<unknown>;
  /** Whether the target is writing right now, on whoever's account. */
  readonly isPrinting?: boolean;
  /** The bridge is undone. */
  leave?(): void;
}
