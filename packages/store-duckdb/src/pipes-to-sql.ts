import type { Aggregate } from '@tailrace/query';
import { placesOf } from './field-sql.ts';
import { fieldCell, grouped, keyNames, keySelect, orderedByTime, type StatsPipe } from './group-keys-sql.ts';
import { numberOf } from './group-sql.ts';
import { Parameters } from './parameters.ts';
import {
  type GroupStatement,
  percentileOf,
  type PercentileMethod,
  percentileStatement,
  RANK_TOLERANCE,
  WEIGHT,
} from './percentile-sql.ts';
import { type Bounds, type Branch, type Source, unionOf } from './source-sql.ts';
import { isTime } from './to-sql.ts';

/** Whether a record may have a weight other than 1. */
export function isWeightedSource(source: Source): boolean {
  return source.hotWeighted || source.segments.some(({ weighted }) => weighted);
}

/**
 * Writes the statements of a statistic: one for all that is summed up as records come, and one more for each field with
 * percentiles, unless those are sorted out with the rest.
 */
export function statsToSql(
  pipe: StatsPipe,
  source: Source,
  bounds: Bounds,
  groupLimit: number,
  method: PercentileMethod,
): GroupStatement[] {
  const isWeighted = isWeightedSource(source);
  const ofField = new Map<string, number[]>();
  const direct: number[] = [];
  pipe.aggregates.forEach((aggregate, index) => {
    if (method === 'sort' || percentileOf(aggregate) === undefined) direct.push(index);
    else {
      const name = JSON.stringify(aggregate.field);
      ofField.set(name, [...(ofField.get(name) ?? []), index]);
    }
  });
  // A statement that sums nothing up is still needed for its groups, unless those that count have them all.
  const isNeeded = direct.length > 0 || (pipe.by.length > 0 && method !== 'count');
  return [
    ...(isNeeded ? [directStatement(pipe, direct, source, bounds, groupLimit, isWeighted)] : []),
    ...Array.from(ofField.values(), (indexes) =>
      percentileStatement({ pipe, indexes, source, bounds, groupLimit, isWeighted }, method),
    ),
  ];
}

function directStatement(
  pipe: StatsPipe,
  indexes: readonly number[],
  source: Source,
  bounds: Bounds,
  groupLimit: number,
  isWeighted: boolean,
): GroupStatement {
  const parameters = new Parameters();
  const hasSpan = pipe.aggregates.some((aggregate) => aggregate.function === 'rate');
  const scan = unionOf(source, bounds, parameters, (branch) => [
    ...keySelect(pipe, branch, parameters),
    ...indexes.flatMap((index) => valueSelect(pipe.aggregates[index], index, branch, parameters)),
    // A select list is never empty, also where records are only counted.
    isWeighted ? `${WEIGHT} AS w` : '1 AS w',
    ...(hasSpan ? ['epoch_ms(timestamp) AS moment'] : []),
  ]);
  const columns = [
    ...keyNames(pipe),
    ...indexes.map((index) => aggregateSql(pipe.aggregates[index], index, isWeighted)),
    ...(hasSpan ? ['min(moment)', 'max(moment)'] : []),
  ];
  const sql = `SELECT ${columns.join(', ')} FROM (${scan}) ${grouped(pipe)} ${orderedByTime(pipe)} LIMIT ${groupLimit}`;
  return { sql, parameters: parameters.values, aggregates: indexes, hasSpan };
}

function valueSelect(
  aggregate: Aggregate | undefined,
  index: number,
  branch: Branch,
  parameters: Parameters,
): string[] {
  if (aggregate?.field === undefined) return [];
  if (aggregate.function === 'unique' && !isTime(aggregate.field)) {
    const cell = fieldCell(aggregate.field, branch, parameters);
    return [`${cell.number} AS v${index}n`, `${cell.text} AS v${index}t`];
  }
  return [`${numberOf(placesOf(aggregate.field, branch.columns, parameters))} AS v${index}`];
}

function aggregateSql(aggregate: Aggregate | undefined, index: number, isWeighted: boolean): string {
  if (aggregate === undefined) return 'NULL';
  const value = `v${index}`;
  switch (aggregate.function) {
    case 'count':
    case 'rate':
      return isWeighted ? 'coalesce(sum(w), 0)' : 'count(*)';
    case 'records':
      return 'count(*)';
    case 'sum':
      return isWeighted ? `sum(${value} * w)` : `sum(${value})`;
    case 'avg':
      return isWeighted ? `sum(${value} * w) / sum(w) FILTER (WHERE ${value} IS NOT NULL)` : `avg(${value})`;
    case 'min':
      return `min(${value})`;
    case 'max':
      return `max(${value})`;
    case 'unique':
      if (aggregate.field !== undefined && isTime(aggregate.field)) return `count(DISTINCT ${value})`;
      return `count(DISTINCT row(${value}n, ${value}t)) FILTER (WHERE ${value}n IS NOT NULL OR ${value}t IS NOT NULL)`;
    default: {
      const part = percentileOf(aggregate) ?? 0;
      return `quantile_disc(${value}, ${part * (1 - RANK_TOLERANCE)})`;
    }
  }
}
