import type { LogRecord } from '@tailrace/core';

/** How entries are set apart in a batch's bytes; `none` is for forms that say themselves where an entry ends. */
export type Framing = 'newline' | 'octet-count' | 'nul' | 'json-array' | 'none';

/** One formatted record on its way. */
export interface Entry {
  /** The record's id, the same at every try. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly severity: number;
  /** Index, file or stream it belongs to; `''` where the sink has only one. */
  readonly route: string;
  readonly body: string | Uint8Array;
  /** How many records it stands for; 1 where it does not say. */
  readonly records?: number;
  /** Entries of the single records, where it stands for several that were joined. */
  readonly parts?: readonly Entry[] | undefined;
}

/** Entries that are sent together. */
export interface Batch {
  readonly entries: readonly Entry[];
  /** The batch's bytes; computed once per framing and compression. */
  encode(framing: Framing, compression?: 'gzip' | 'br'): Promise<Uint8Array>;
}

/** What a sink is like, for the delivery around it. */
export interface SinkTraits {
  /** One batch at a time, in order. */
  readonly ordered: boolean;
  /** Whether the destination ignores a record it has already. */
  readonly repeats: 'ignored' | 'possible';
  /**
   * What is delivered is as durable as was asked for, as with a file: a record's durability is reached when it is
   * delivered, and no spool is needed for it.
   */
  readonly keeps?: boolean;
  /**
   * Texts of records may come joined by this, several in one entry, which has them as `parts`. Not for sinks with routes
   * or a spool.
   */
  readonly joins?: string;
  /**
   * Nothing reads a batch's entries any more once its `send` has ended: what is needed of them later was copied. Bytes
   * that were read from the spool are then used again for the next batches, which holds memory down while a backlog is
   * sent.
   */
  readonly borrows?: boolean;
  readonly maxRecords?: number;
  readonly maxBytes?: number;
  readonly maxRecordBytes?: number;
}

/** One record that the destination refused, by its place in the batch. */
export interface Rejection {
  readonly index: number;
  readonly reason: string;
}

/** A sink's judgement of what came back. */
export type Outcome =
  | { readonly status: 'delivered' }
  /** Entries that are not named were delivered. */
  | {
      readonly status: 'partial';
      readonly retry: readonly number[];
      readonly rejected: readonly Rejection[];
      readonly retryAfterMillis?: number;
      readonly routeOnly?: boolean;
    }
  /**
   * With `routeOnly` only the batch's route waits, and batches of other routes go on: a destination that limits each
   * kind of record by itself. For sinks that are not ordered.
   */
  | {
      readonly status: 'retryable';
      readonly reason: string;
      readonly retryAfterMillis?: number;
      readonly routeOnly?: boolean;
    }
  /** `content` and `size` are bisected to the one bad record; `access` keeps everything and opens the breaker. */
  | { readonly status: 'refused'; readonly cause: 'content' | 'size' | 'access'; readonly reason: string };

/**
 * The one thing that is particular to a destination: it sends a batch and judges the answer.
 *
 * It does not queue, batch, retry, time out or log. Thrown errors with a system code, and aborts, are retryable; any
 * other throw is the sink's own fault and is treated as refused for its content after its retries.
 */
export interface Sink {
  readonly traits: SinkTraits;
  /**
   * Where it delivers to, without secrets: an address or a path. What is spooled for one destination is never sent to
   * another.
   */
  readonly destination?: string;
  /** Called before the first send, and again after a failure of the first. */
  open?(signal: AbortSignal): Promise<void>;
  /** Index, file or stream for a record: batches never mix routes. */
  route?(record: LogRecord): string;
  send(batch: Batch, signal: AbortSignal): Promise<Outcome>;
  /**
   * For sinks that can write synchronously (file, console): at exit, and when the queue is full with overflow
   * `write-sync`. A `send` may be under way at that time; what it is writing is not given again.
   */
  sendSync?(entries: readonly Entry[]): void;
  close?(): Promise<void>;
}
