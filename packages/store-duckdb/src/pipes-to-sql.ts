import { type Aggregate, type FieldPath, percentilePart, type PipeNode } from '@tailrace/query';
import { BASE_COLUMNS, type BaseColumn } from './columns.ts';
import { placesOf } from './field-sql.ts';
import { type GroupCell, groupCellOf, numberOf } from './group-sql.ts';
import { Parameters, type Statement } from './parameters.ts';
import { type Bounds, type Branch, type Source, unionOf } from './source-sql.ts';
import { isTime } from './to-sql.ts';

export type StatsPipe = Extract<PipeNode, { type: 'stats' }>;

/** A weight is 1 where the record has none that counts. */
export const WEIGHT = 'CASE WHEN sample_rate > 0 AND isfinite(sample_rate) THEN sample_rate ELSE 1 END';

/**
 * Weights are sums of fractions, which differ in their last digits with the order they are added in; a rank that is
 * reached but for this part of the total counts as reached, as it does in memory.
 */
const RANK_TOLERANCE = 1e-9;

/** The part of the total that a percentile stands at: 0.95 for `p95`. */
export function percentileOf(aggregate: Aggregate): number | undefined {
  return percentilePart(aggregate.function);
}

/** A statement that answers a row per group: the keys' cells, and then its columns. */
export interface GroupStatement extends Statement {
  /** Which aggregates its columns behind the keys are, by index; the last two may be the oldest and newest time. */
  readonly aggregates: readonly number[];
  readonly hasSpan: boolean;
}

/**
 * Writes the statements of a statistic: one for all that is summed up as records come, and one more for each field with
 * percentiles where records have weights.
 */
export function statsToSql(pipe: StatsPipe, source: Source, bounds: Bounds, groupLimit: number): GroupStatement[] {
  const isWeighted = source.hotWeighted || source.segments.some(({ weighted }) => weighted);
  const weightedPercentiles = new Map<string, number[]>();
  const direct: number[] = [];
  pipe.aggregates.forEach((aggregate, index) => {
    if (!isWeighted || percentileOf(aggregate) === undefined) direct.push(index);
    else {
      const name = JSON.stringify(aggregate.field);
      weightedPercentiles.set(name, [...(weightedPercentiles.get(name) ?? []), index]);
    }
  });
  // A statement that sums nothing up is still needed for its groups.
  const isNeeded = direct.length > 0 || pipe.by.length > 0;
  return [
    ...(isNeeded ? [directStatement(pipe, direct, source, bounds, groupLimit, isWeighted)] : []),
    ...Array.from(weightedPercentiles.values(), (indexes) =>
      percentileStatement(pipe, indexes, source, bounds, groupLimit),
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

/** The smallest value whose cumulated weight reaches its part of the total, from the weights of equal values. */
function percentileStatement(
  pipe: StatsPipe,
  indexes: readonly number[],
  source: Source,
  bounds: Bounds,
  groupLimit: number,
): GroupStatement {
  const parameters = new Parameters();
  const field = pipe.aggregates[indexes[0] ?? 0]?.field ?? [];
  const scan = unionOf(source, bounds, parameters, (branch) => [
    ...keySelect(pipe, branch, parameters),
    `${numberOf(placesOf(field, branch.columns, parameters))} AS v`,
    `${WEIGHT} AS w`,
  ]);
  const keys = keyNames(pipe);
  const over = keys.length === 0 ? '' : `PARTITION BY ${keys.join(', ')}`;
  const list = (...names: string[]) => [...keys, ...names].join(', ');
  const percentiles = indexes.map((index) => {
    const aggregate = pipe.aggregates[index];
    const part = aggregate === undefined ? 0 : (percentileOf(aggregate) ?? 0);
    return `min(v) FILTER (WHERE reached >= total * ${part * (1 - RANK_TOLERANCE)})`;
  });
  const sql = `WITH equal AS (SELECT ${list('v', 'sum(w) AS w')} FROM (${scan}) WHERE v IS NOT NULL GROUP BY ${list('v')}),
    cumulated AS (SELECT ${list('v', `sum(w) OVER (${over} ORDER BY v) AS reached`, `sum(w) OVER (${over}) AS total`)} FROM equal)
    SELECT ${list(...percentiles)} FROM cumulated ${grouped(pipe)} LIMIT ${groupLimit}`;
  return { sql, parameters: parameters.values, aggregates: indexes, hasSpan: false };
}

/** Two columns for each key that is a field, one for a stretch of time. */
function keyNames(pipe: StatsPipe): string[] {
  return pipe.by.flatMap((key, index) => cellNames(key, index));
}

/** Groups come in the order of their times, which is nearly the one they are answered in. */
function orderedByTime(pipe: StatsPipe): string {
  const times = pipe.by.flatMap((key, index) => (key.type === 'time' ? [`k${index}`] : []));
  return times.length === 0 ? '' : `ORDER BY ${times.join(', ')}`;
}

function cellNames(key: StatsPipe['by'][number], index: number): string[] {
  if (key.type === 'time') return [`k${index}`];
  return isText(key.field) ? [`k${index}t`] : [`k${index}n`, `k${index}t`];
}

/** Whether a field is a text in every record that has it. */
export function isText([name = '', ...deeper]: FieldPath): boolean {
  return deeper.length === 0 && Object.hasOwn(BASE_COLUMNS, name) && BASE_COLUMNS[name as BaseColumn] === 'VARCHAR';
}

function grouped(pipe: StatsPipe): string {
  const names = keyNames(pipe);
  return names.length === 0 ? '' : `GROUP BY ${names.join(', ')}`;
}

function keySelect(pipe: StatsPipe, branch: Branch, parameters: Parameters): string[] {
  return pipe.by.flatMap((key, index) => {
    if (key.type === 'time') {
      const interval = parameters.integer(key.intervalMillis);
      const moment = 'epoch_ms(timestamp)';
      // Integer division cuts towards zero, and times before 1970 are negative.
      return [
        `CASE WHEN ${moment} >= 0 THEN ${moment} // ${interval} ELSE -((${interval} - 1 - ${moment}) // ${interval}) END AS k${index}`,
      ];
    }
    if (isText(key.field))
      return [`${groupCellOf(placesOf(key.field, branch.columns, parameters), 'none').text} AS k${index}t`];
    const cell = fieldCell(key.field, branch, parameters);
    return [`${cell.number} AS k${index}n`, `${cell.text} AS k${index}t`];
  });
}

/** A column that is text in every file is told from numbers later, in the answer; attributes may be both. */
function fieldCell(field: FieldPath, branch: Branch, parameters: Parameters): GroupCell {
  return groupCellOf(placesOf(field, branch.columns, parameters), field.length === 1 ? 'none' : 'exact');
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
