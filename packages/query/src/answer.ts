import type { WireRecord } from '@tailrace/core';

/** A value in a table's cell. */
export type Cell = string | number | boolean | null;

/** A column of a table. */
export interface Column {
  readonly name: string;
  readonly type: 'time' | 'number' | 'text' | 'boolean';
}

/** What every answer tells about itself. */
export interface AnswerMeta {
  readonly notes: readonly string[];
  readonly elapsedMillis: number;
  /** True where a limit cut the answer. */
  readonly truncated: boolean;
  /** Goes on where this answer ended, passed back as `cursor`; absent at the end. */
  readonly cursor?: string;
}

/** Records in the order asked for; `(timestamp, id)` decides. */
export interface RecordsAnswer extends AnswerMeta {
  readonly kind: 'records';
  readonly records: readonly WireRecord[];
  /** Behind `context` and `join-trace`: the ids of those records that were found by the filter itself. */
  readonly matches?: readonly string[];
}

/** The result of `| count by …` and its like. Times are ISO 8601. */
export interface TableAnswer extends AnswerMeta {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /**
   * How many stored records each row sums up, where sampled records count for more than one in it; absent where every
   * weight is 1, where the statistic does not weigh, and behind a statistic of a table.
   */
  readonly records?: readonly number[];
}

export type Answer = RecordsAnswer | TableAnswer;
