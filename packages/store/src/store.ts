import type { IngestAnswer, LogRecord, WireRecord } from '@tailrace/core';
import type { Answer, FilterNode, PipeNode } from '@tailrace/query';

/** A question to a store. */
export interface StoreQuery {
  readonly filter: FilterNode;
  readonly pipes: readonly PipeNode[];
  /** First millisecond asked for, inclusive; open if absent. */
  readonly from?: number;
  /** End, exclusive; open if absent. */
  readonly to?: number;
  /** By `(timestamp, id)`; newest first by default. */
  readonly order?: 'newest' | 'oldest';
  /** Records at the most, 100 by default. */
  readonly limit?: number;
  /** Where an earlier answer ended. */
  readonly cursor?: string;
}

export interface QueryOptions {
  /** Cancels the query; it then rejects with `TAILRACE_QUERY_CANCELLED`. */
  readonly signal?: AbortSignal;
  /** 30 seconds by default; past it the query rejects with `TAILRACE_QUERY_LIMIT`. */
  readonly timeoutMillis?: number;
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

export interface StoreStats {
  readonly records: number;
  readonly bytes: number;
  readonly segments: number;
  /** Epoch milliseconds; absent while the store is empty. */
  readonly oldest?: number;
  readonly newest?: number;
  /** Damage found: what is not served, by file. */
  readonly damaged: readonly { readonly file: string; readonly reason: string; readonly records?: number }[];
}

/** What `verify()` found. */
export interface VerifyAnswer {
  readonly ok: boolean;
  readonly checked: number;
  readonly problems: readonly { readonly file: string; readonly reason: string }[];
}

/** Keeps records and answers questions about them; the contract that every store passes. */
export interface Store {
  readonly name: string;
  /**
   * Keeps records; resolves when they are durable. Records whose id is there already are counted as duplicates.
   *
   * Rejects with `TAILRACE_STORE_FULL` (nothing was kept) or `TAILRACE_STORE_CLOSED`.
   */
  append(records: readonly LogRecord[]): Promise<IngestAnswer>;
  query(query: StoreQuery, options?: QueryOptions): Promise<Answer>;
  /** Streams the records of a query without pipes, in order, without holding them all. */
  stream(query: StoreQuery, options?: QueryOptions): AsyncIterable<WireRecord>;
  get(id: string): Promise<WireRecord | undefined>;
  /** Records before and after one, unfiltered, oldest first, with the one itself between them. */
  context(id: string, around: { readonly before: number; readonly after: number }): Promise<readonly WireRecord[] | undefined>;
  fields(query?: FieldsQuery, options?: QueryOptions): Promise<readonly FieldSummary[]>;
  stats(): Promise<StoreStats>;
  verify(): Promise<VerifyAnswer>;
  close(): Promise<void>;
}
