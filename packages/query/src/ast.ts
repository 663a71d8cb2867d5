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

/**
 * The filter half of a query. Text comparison ignores case, except in regular expressions without `i`.
 *
 * Every filter is true or false, never unknown: `not` is the plain opposite. `null` is the same as absent. What each
 * node means for missing fields, wrong types, arrays and numbers in strings is said in `docs/query.md`, and every
 * executor answers alike.
 */
export type FilterNode =
  | { readonly type: 'everything' }
  | { readonly type: 'and'; readonly filters: readonly FilterNode[] }
  | { readonly type: 'or'; readonly filters: readonly FilterNode[] }
  | { readonly type: 'not'; readonly filter: FilterNode }
  /** A bare word or a quoted phrase: the message contains it. */
  | { readonly type: 'text'; readonly text: string }
  /** A bare word with `*`: the message contains it. For the pattern's form see `wildcardParts`. */
  | { readonly type: 'text-wildcard'; readonly pattern: string }
  /** A bare `/regex/` (RE2), not anchored: searched in the message. */
  | { readonly type: 'text-regex'; readonly pattern: string; readonly ignoreCase: boolean }
  /** `level>=warn`: compared by severity number. */
  | { readonly type: 'severity'; readonly operator: CompareOperator; readonly severity: number }
  /**
   * `field:value`, `field>3`; a string compares whole, ignoring case. An array matches where any element does.
   *
   * `=` compares text forms, so 500 is equal to "500". Ordering by a number looks at numbers and at strings that are
   * numerals (`NUMERAL`); ordering by a string looks at strings only, by code point. `!=` needs the field to be there:
   * it is `exists` and not `=`. `= null` is "missing". On `['timestamp']` the value is ISO 8601 with milliseconds.
   */
  | { readonly type: 'compare'; readonly field: FieldPath; readonly operator: CompareOperator; readonly value: Value }
  /** `field:pre*`, `field:*mid*`; matches whole strings, integers by their digits, and `true` and `false`. */
  | { readonly type: 'wildcard'; readonly field: FieldPath; readonly pattern: string }
  /** `field:/re/`, not anchored; looks at what `wildcard` looks at. */
  | { readonly type: 'regex'; readonly field: FieldPath; readonly pattern: string; readonly ignoreCase: boolean }
  /** `field:*`: there, and not null; objects and arrays, also empty ones, are there. */
  | { readonly type: 'exists'; readonly field: FieldPath }
  /** `field:(a OR b)`, `field in (a, b)`: equal to any of them. */
  | { readonly type: 'in'; readonly field: FieldPath; readonly values: readonly Value[] }
  /** `field:[1 TO 5]`, inclusive; `{` and `}` exclude; `*` leaves an end open and is `null` here, never both. */
  | {
      readonly type: 'range';
      readonly field: FieldPath;
      readonly from: Value;
      readonly to: Value;
      readonly fromInclusive: boolean;
      readonly toInclusive: boolean;
    };

/** Any percentile from `p0` to `p100`, `p50` and `p99.9` for example; `percentilePart` reads it. */
export type PercentileFunction = `p${number}`;

/**
 * What a statistic computes; records count with their weight (`sample_rate`), except in `records`, which counts what
 * is stored, and `unique`.
 */
export type AggregateFunction =
  | 'count'
  | 'records'
  | 'rate'
  | 'sum'
  | 'avg'
  | 'min'
  | 'max'
  | 'unique'
  | PercentileFunction;

export interface Aggregate {
  readonly function: AggregateFunction;
  /** Absent for `count`, `records` and `rate`. */
  readonly field?: FieldPath;
  /** The column's name in the answer. */
  readonly as: string;
  /**
   * Set by `splitPipes` on two statistics of its own, never by the parser: `finishTable` takes these columns out again
   * and makes the answer's `records` of them. An executor computes them as any other `count` and `records`.
   */
  readonly hidden?: 'weight' | 'records';
}

/** What rows are grouped by. */
export type GroupKey =
  | { readonly type: 'field'; readonly field: FieldPath; readonly as: string }
  | { readonly type: 'time'; readonly intervalMillis: number; readonly as: string };

/**
 * One pipe after the filter, applied in order.
 *
 * `stats`, `patterns` and `fields` turn records into a table; after them a field path is one column's name. An
 * executor refuses a pipe it does not know with `TAILRACE_QUERY_UNSUPPORTED`, so that pipes can be added.
 */
export type PipeNode =
  | { readonly type: 'stats'; readonly aggregates: readonly Aggregate[]; readonly by: readonly GroupKey[] }
  | { readonly type: 'sort'; readonly keys: readonly { readonly name: FieldPath; readonly descending: boolean }[] }
  | { readonly type: 'limit'; readonly count: number }
  /** `as` names the columns, one for each field, where any is called otherwise than its field. */
  | { readonly type: 'fields'; readonly fields: readonly FieldPath[]; readonly as?: readonly string[] }
  /** Groups messages by their template: count, share, an example. */
  | { readonly type: 'patterns'; readonly limit: number }
  /** New names for columns of a table, all at once. */
  | { readonly type: 'rename'; readonly columns: readonly { readonly from: string; readonly to: string }[] }
  /** Each record with those around it by `(timestamp, id)`, whatever they are; worked out by `answerInStages`. */
  | { readonly type: 'context'; readonly before: number; readonly after: number }
  /** All records that share a trace id with one of these; worked out by `answerInStages`. */
  | { readonly type: 'join-trace' };

/** A parsed query. */
export interface Query {
  /** The words it was parsed from. */
  readonly source: string;
  readonly filter: FilterNode;
  readonly pipes: readonly PipeNode[];
  /** Said to the person who asked: that text was searched as plain text, for example. */
  readonly notes: readonly string[];
  /** Why the text was searched as plain text, where it did not parse. */
  readonly problem?: QueryProblem;
}

/** What is wrong with a query's text, and where. */
export interface QueryProblem {
  /** One sentence for people. */
  readonly message: string;
  /** Offsets into the text, the end exclusive, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
}
