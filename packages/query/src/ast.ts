/** A literal in a query; durations and byte sizes are read into plain numbers (milliseconds, bytes). */
export type Value = string | number | boolean | null;

/**
 * A field's path in wire names: `['level']`, `['exception', 'name']`, `['attributes', 'user', 'id']`.
 *
 * The parser resolves bare names: a name of the wire schema stands for itself, aliases for what they name, and
 * anything else for an attribute.
 */
export type FieldPath = readonly string[];

export type CompareOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** The filter half of a query. Text comparison ignores case, except in regular expressions without `i`. */
export type FilterNode =
  | { readonly type: 'everything' }
  | { readonly type: 'and'; readonly filters: readonly FilterNode[] }
  | { readonly type: 'or'; readonly filters: readonly FilterNode[] }
  | { readonly type: 'not'; readonly filter: FilterNode }
  /** A bare word or a quoted phrase: the message contains it. */
  | { readonly type: 'text'; readonly text: string }
  /** A bare word with `*`. */
  | { readonly type: 'text-wildcard'; readonly pattern: string }
  /** A bare `/regex/`: searched in the message. */
  | { readonly type: 'text-regex'; readonly pattern: string; readonly ignoreCase: boolean }
  /** `level>=warn`: compared by severity number. */
  | { readonly type: 'severity'; readonly operator: CompareOperator; readonly severity: number }
  /** `field:value`, `field>3`; a string compares whole, ignoring case. An array matches where any element does. */
  | { readonly type: 'compare'; readonly field: FieldPath; readonly operator: CompareOperator; readonly value: Value }
  /** `field:pre*`, `field:*mid*`. */
  | { readonly type: 'wildcard'; readonly field: FieldPath; readonly pattern: string }
  | { readonly type: 'regex'; readonly field: FieldPath; readonly pattern: string; readonly ignoreCase: boolean }
  /** `field:*`. */
  | { readonly type: 'exists'; readonly field: FieldPath }
  /** `field:(a OR b)`, `field in (a, b)`. */
  | { readonly type: 'in'; readonly field: FieldPath; readonly values: readonly Value[] }
  /** `field:[1 TO 5]`, inclusive; `{` and `}` exclude; `*` leaves an end open. */
  | {
      readonly type: 'range';
      readonly field: FieldPath;
      readonly from: Value;
      readonly to: Value;
      readonly fromInclusive: boolean;
      readonly toInclusive: boolean;
    };

/** What a statistic computes; records count with their weight (`sample_rate`). */
export type AggregateFunction = 'count' | 'sum' | 'avg' | 'min' | 'max' | 'p50' | 'p75' | 'p90' | 'p95' | 'p99' | 'rate' | 'unique';

export interface Aggregate {
  readonly function: AggregateFunction;
  /** Absent for `count` and `rate`. */
  readonly field?: FieldPath;
  /** The column's name in the answer. */
  readonly as: string;
}

/** What rows are grouped by. */
export type GroupKey =
  | { readonly type: 'field'; readonly field: FieldPath; readonly as: string }
  | { readonly type: 'time'; readonly intervalMillis: number; readonly as: string };

/** One pipe after the filter, applied in order. */
export type PipeNode =
  | { readonly type: 'stats'; readonly aggregates: readonly Aggregate[]; readonly by: readonly GroupKey[] }
  | { readonly type: 'sort'; readonly keys: readonly { readonly name: FieldPath; readonly descending: boolean }[] }
  | { readonly type: 'limit'; readonly count: number }
  | { readonly type: 'fields'; readonly fields: readonly FieldPath[] }
  /** Groups messages by their template: count, share, an example. */
  | { readonly type: 'patterns'; readonly limit: number };

/** A parsed query. */
export interface Query {
  /** The words it was parsed from. */
  readonly source: string;
  readonly filter: FilterNode;
  readonly pipes: readonly PipeNode[];
  /** Said to the person who asked: that text was searched as plain text, for example. */
  readonly notes: readonly string[];
}
