import { nearestName } from '@tailrace/core';
import type { Aggregate, AggregateFunction, FieldPath } from './ast.ts';
import { printField } from './resolve-field.ts';

/** Every statistic, and whether it is of a field. */
export const AGGREGATE_FUNCTIONS: Readonly<Record<AggregateFunction, { readonly ofField: boolean }>> = {
  count: { ofField: false },
  records: { ofField: false },
  rate: { ofField: false },
  sum: { ofField: true },
  avg: { ofField: true },
  min: { ofField: true },
  max: { ofField: true },
  p50: { ofField: true },
  p75: { ofField: true },
  p90: { ofField: true },
  p95: { ofField: true },
  p99: { ofField: true },
  unique: { ofField: true },
};

/** The columns of `| patterns`. */
export const PATTERN_COLUMNS = ['count', 'share', 'pattern', 'example'] as const;

/** The name of the column of a time bucket. */
export const TIME_COLUMN = 'time';

export function isAggregateFunction(name: string): name is AggregateFunction {
  return Object.hasOwn(AGGREGATE_FUNCTIONS, name);
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
