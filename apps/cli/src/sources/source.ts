import type { WireRecord } from '@tailrace/core';
import type { Answer, Query } from '@tailrace/query';

/** A question to sources. */
export interface Question {
  readonly query: Query;
  /** The query's text without its pipes, for sources that parse it themselves. */
  readonly filterText: string;
  /** First millisecond asked for, inclusive. */
  readonly from?: number;
  /** End, exclusive. */
  readonly to?: number;
}

export interface StreamOptions {
  readonly order: 'newest' | 'oldest';
  /** Records at the most that the reader has use for, the first in that order. */
  readonly limit?: number;
  readonly signal: AbortSignal;
}

/** How many neighbours of a record are asked for. */
export interface Around {
  readonly before: number;
  readonly after: number;
}

/** Somewhere records come from. */
export interface Source {
  /** As it was named. */
  readonly name: string;
  /**
   * Matching records, some at a time. Stores and servers answer in the order asked for; a file answers all of its
   * records in its own order, which is taken to be by time, and lets the reader choose.
   */
  stream(question: Question, options: StreamOptions): AsyncIterable<readonly WireRecord[]>;
  /**
   * The newest of the matching records, as many as the limit, in any order; `undefined` where it is no quicker to
   * stream them all and choose.
   */
  newest?(question: Question, options: StreamOptions): Promise<readonly WireRecord[] | undefined>;
  /** Answers a query with its pipes where the source can do that itself. */
  answer?(question: Question, options: StreamOptions): Promise<Answer>;
  /** The records around one, oldest first, whatever else is asked; `undefined` where it is not here. */
  context?(id: string, around: Around, signal: AbortSignal): Promise<readonly WireRecord[] | undefined>;
  /** Whether records come in their own order whatever was asked for. */
  readonly ownOrder: boolean;
  close(): Promise<void>;
}
