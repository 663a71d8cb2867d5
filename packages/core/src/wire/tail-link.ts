import type { WireRecord } from './wire-record.ts';

/** Asks for matching records as they are stored. A second one on a connection takes the place of the first. */
export interface TailRequest {
  readonly type: 'tail';
  /** A query; everything where it is absent. */
  readonly q?: string;
  /** How many of the newest matching records come first, 0 by default. */
  readonly last?: number;
  /** The id of the last record that was seen: what was stored after it comes first, instead of `last`. */
  readonly after?: string;
}

/** Wants no more records; a `tail.stopped` follows the last of them. */
export interface TailStop {
  readonly type: 'tail.stop';
}

/** One matching record, in wire form. */
export interface TailRecord {
  readonly type: 'record';
  readonly record: WireRecord;
}

/** How many matching records were left out here since the reader was too slow; `null` where nobody knows. */
export interface TailGap {
  readonly type: 'gap';
  readonly missed: number | null;
}

/** What there is to say about the query. */
export interface TailNote {
  readonly type: 'note';
  readonly notes: readonly string[];
}

/** The tail has ended because of a `tail.stop`, or of another `tail`. */
export interface TailStopped {
  readonly type: 'tail.stopped';
}

/** The tail was refused, with what HTTP would have answered; the connection stays. */
export interface TailFailure {
  readonly type: 'tail.failed';
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfterMillis?: number;
}

/** What a reader says on a WebSocket of a collector. */
export type TailQuestion = TailRequest | TailStop;

/** What a reader is told on a WebSocket of a collector. */
export type TailMessage = TailRecord | TailGap | TailNote | TailStopped | TailFailure;
