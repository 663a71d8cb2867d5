import type { IngestAnswer, LogRecord, WireRecord } from '@tailrace/core';
import type { Answer, FilterNode, RecordQuery } from '@tailrace/query';
import type { LineBatch } from './line-batch.ts';
import type { QueryPlan } from './query-plan.ts';

/**
 * A question to a store: a filter, pipes, times, order, and where to go on.
 *
 * A query answers 100 records unless `limit` says otherwise; a stream answers all.
 */
export type StoreQuery = RecordQuery;

export interface QueryOptions {
  /** Cancels the query; it then rejects with `TAILRACE_QUERY_CANCELLED`. */
  readonly signal?: AbortSignal;
  /** 30 seconds by default; past it the query rejects with `TAILRACE_QUERY_LIMIT`. */
  readonly timeoutMillis?: number;
  /** Told while archived days are fetched that the query needs. */
  readonly onRestore?: (progress: RestoreProgress) => void;
}

/** How far a store is with fetching archived days for a query. */
export interface RestoreProgress {
  readonly segments: number;
  readonly totalSegments: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

/** A field that records have, for completion and facets. */
export interface FieldSummary {
  /** As it is written in a query: `level`, `exception.name`, `user.id` (an attribute). */
  readonly name: string;
  readonly type: 'time' | 'number' | 'text' | 'boolean' | 'mixed';
  /** How many of the records looked at have it. */
  readonly count: number;
  /** The most frequent values, most frequent first. */
  readonly values: readonly { readonly value: string; readonly count: number }[];
}

export interface FieldsQuery {
  readonly filter?: FilterNode;
  readonly from?: number;
  readonly to?: number;
  /** Values per field at the most, 10 by default. */
  readonly values?: number;
}

/** Records, the segments they were in, and the bytes of those. */
export interface StoreAmount {
  readonly records: number;
  readonly segments: number;
  readonly bytes: number;
}

export interface StoreStats {
  /** Those that a query can find, archived ones included. */
  readonly records: number;
  /** Bytes where the store is, without those in the archive. */
  readonly bytes: number;
  readonly segments: number;
  /** What is in the archive; absent where there is none. */
  readonly archived?: StoreAmount;
  /** What retention has removed since the store was made, from a store that keeps count. */
  readonly removed?: StoreAmount;
  /** Epoch milliseconds; absent while the store is empty. */
  readonly oldest?: number;
  readonly newest?: number;
  /** Damage found: what is not served, by file. */
  readonly damaged: readonly { readonly file: string; readonly reason: string; readonly records?: number }[];
}

/** Records that wait for a store. */
export interface WaitingRecords {
  readonly records: number;
  readonly bytes: number;
}

/** What `verify()` found. */
export interface VerifyAnswer {
  readonly ok: boolean;
  readonly checked: number;
  readonly problems: readonly { readonly file: string; readonly reason: string }[];
}

/** What an append came to. */
export interface AppendAnswer extends IngestAnswer {
  /** The indexes of the duplicates, in order, from a store that names them. */
  readonly duplicateIndexes?: readonly number[];
}

/** Keeps records and answers questions about them; the contract that every store passes. */
export interface Store {
  readonly name: string;
  /**
   * What is kept on this machine until the store behind has it, and no question finds yet. Absent where nothing is ever
   * kept so: then records are refused while questions reject with `TAILRACE_STORE_UNAVAILABLE`.
   */
  waiting?(): WaitingRecords;
  /**
   * Keeps records; resolves when they are durable. Records whose id is there already are counted as duplicates, and
   * what cannot be kept (a time that is none) is rejected by its index while the others are kept.
   *
   * Rejects with `TAILRACE_STORE_FULL` (nothing was kept) or `TAILRACE_STORE_CLOSED`.
   */
  append(records: readonly LogRecord[]): Promise<AppendAnswer>;
  /** The same for records that were made lines by `recordLine`; from a store that keeps lines as they are. */
  appendLines?(lines: LineBatch): Promise<AppendAnswer>;
  /**
   * Answers a query as `answerInMemory` of `@tailrace/query` would over the same records.
   *
   * Rejects with `TAILRACE_QUERY_CANCELLED`, `TAILRACE_QUERY_LIMIT`, `TAILRACE_QUERY_UNSUPPORTED` (never answers
   * wrongly instead), `TAILRACE_BAD_CURSOR` or `TAILRACE_STORE_CLOSED`.
   */
  query(query: StoreQuery, options?: QueryOptions): Promise<Answer>;
  /**
   * Streams the records of a query without pipes, in order, without holding them all; all of them unless the query
   * has a limit.
   */
  stream(query: StoreQuery, options?: QueryOptions): AsyncIterable<WireRecord>;
  /** Answers `undefined` for an id that is not there. */
  get(id: string): Promise<WireRecord | undefined>;
  /** Records before and after one by `(timestamp, id)`, unfiltered, oldest first, with the one itself between them. */
  context(
    id: string,
    around: { readonly before: number; readonly after: number },
  ): Promise<readonly WireRecord[] | undefined>;
  fields(query?: FieldsQuery, options?: QueryOptions): Promise<readonly FieldSummary[]>;
  /** Tells how a query would be answered, without answering it; a store that cannot leaves it out. */
  explain?(query: StoreQuery): Promise<QueryPlan>;
  stats(): Promise<StoreStats>;
  verify(): Promise<VerifyAnswer>;
  /** Resolves when everything is let go of; every other call then rejects with `TAILRACE_STORE_CLOSED`. */
  close(): Promise<void>;
}
