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
}

/** The result of `| count by …` and its like. Times are ISO 8601. */
export interface TableAnswer extends AnswerMeta {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

export type Answer = RecordsAnswer | TableAnswer;
