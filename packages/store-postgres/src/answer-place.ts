import type { Clock } from '@tailrace/core';
import type { Session } from './session.ts';
import type { Tables } from './tables.ts';

/** What answering takes beside the query. */
export interface AnswerPlace {
  readonly session: Session;
  readonly tables: Tables;
  /** The days that have partitions, oldest first. */
  readonly days: readonly number[];
  readonly maxScannedRecords: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}
