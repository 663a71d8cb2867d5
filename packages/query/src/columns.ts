import { nearestName } from '@tailrace/core';
import type { Aggregate, AggregateFunction, FieldPath } from './ast.ts';
import { printField } from './resolve-field.ts';

/** Every statistic but percentiles, and whether it is of a field. */
const PLAIN_FUNCTIONS = {
  count: { ofField: false },
  records: { ofField: false },
  rate: { ofField: false },
  sum: { ofField: true },
  avg: { ofField: true },
  min: { ofField: true },
  max: { ofField: true },
  unique: { ofField: true },
} as const satisfies Partial<Record<AggregateFunction, { readonly ofField: boolean }>>;

/** The percentiles that are offered; there are all from p0 to p100. */
const COMMON_PERCENTILES = ['p50', 'p75', 'p90', 'p95', 'p99', 'p99.9'] as const;

/** The statistics that are offered to people. */
export const AGGREGATE_NAMES: readonly AggregateFunction[] = [
  'count',
  'records',
  'rate',
  'sum',
  'avg',
  'min',
  'max',
  ...COMMON_PERCENTILES,
  'unique',
];

const PERCENTILE = /^p(?:100(?:\.0{1,6})?|\d{1,2}(?:\.\d{1,6})?)$/;

/** The columns of `| patterns`. */
export const PATTERN_COLUMNS = ['count', 'share', 'pattern', 'example'] as const;

/** The name of the column of a time bucket. */
export const TIME_COLUMN = 'time';

/** Reads a statistic's name as people write it, in any case; `undefined` where there is none of it. */
export function readAggregateFunction(name: string): AggregateFunction | undefined {
  const word = name.toLowerCase();
  if (Object.hasOwn(PLAIN_FUNCTIONS, word)) return word as keyof typeof PLAIN_FUNCTIONS;
  // The number's own text: p099.90 is p99.9.
  return PERCENTILE.test(word) ? `p${Number(word.slice(1))}` : undefined;
}

/** Whether a statistic is of a field. */
export function isOfField(name: AggregateFunction): boolean {
  return !Object.hasOwn(PLAIN_FUNCTIONS, name) || PLAIN_FUNCTIONS[name as keyof typeof PLAIN_FUNCTIONS].ofField;
}

/** The part of the total weight that a percentile's rank stands at: 0.95 for `p95`; `undefined` for every other statistic. */
export function percentilePart(name: AggregateFunction): number | undefined {
  return PERCENTILE.test(name) ? Number(name.slice(1)) / 100 : undefined;
}

/** The column's name for a statistic that was given none: `count`, `p95(duration_ms)`. */
export function aggregateName(aggregate: Pick<Aggregate, 'function' | 'field'>, inTable: boolean): string {
  if (aggregate.field === undefined) return aggregate.function;
  return `${aggregate.function}(${groupName(aggregate.field, inTable)})`;
}

/** The column's name for a field that rows are grouped by, or that is shown. */
export function groupName(field: FieldPath, inTable: boolean): string {
  return inTable ? (field[0] ?? '') : printField(field);
}

/** Words about a column that is not there. */
export function noColumn(name: string, columns: readonly string[]): string {
  const nearest = nearestName(name, columns);
  const hint = nearest === undefined ? `It has ${columns.join(', ')}.` : `Did you mean '${nearest}'?`;
  return `The table has no column '${name}'. ${hint}`;
}
