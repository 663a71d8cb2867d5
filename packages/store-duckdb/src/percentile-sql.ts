import { type Aggregate, percentilePart } from '@tailrace/query';
import { placesOf } from './field-sql.ts';
import { grouped, keyNames, keySelect, type StatsPipe } from './group-keys-sql.ts';
import { numberOf } from './group-sql.ts';
import { Parameters, type Statement } from './parameters.ts';
import { type Bounds, type Source, unionOf } from './source-sql.ts';

/** A weight is 1 where the record has none that counts. */
export const WEIGHT = 'CASE WHEN sample_rate > 0 AND isfinite(sample_rate) THEN sample_rate ELSE 1 END';

/**
 * Weights are sums of fractions, which differ in their last digits with the order they are added in; a rank that is
 * reached but for this part of the total counts as reached, as it does in memory.
 */
export const RANK_TOLERANCE = 1e-9;

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
 * How percentiles are found; the answers are the same.
 *
 * - `sort` holds every value, and takes no weights.
 * - `count` holds each different value once: durations and sizes repeat.
 * - `narrow` reads twice, and holds only the values near the percentiles.
 */
export type PercentileMethod = 'sort' | 'count' | 'narrow';

/** Percentiles of one field that are found together. */
interface Percentiles {
  readonly pipe: StatsPipe;
  /** The aggregates, by index. */
  readonly indexes: readonly number[];
  readonly source: Source;
  readonly bounds: Bounds;
  readonly groupLimit: number;
  readonly isWeighted: boolean;
}

/** Writes the statement that finds the percentiles of a field by counting. */
export function percentileStatement(percentiles: Percentiles, method: PercentileMethod): GroupStatement {
  const { pipe, indexes, groupLimit } = percentiles;
  const parameters = new Parameters();
  const scan = scanOf(percentiles, parameters);
  const ranked = method === 'narrow' ? narrowed(percentiles, scan) : counted(percentiles, scan);
  const columns = ranksOf(percentiles).map((rank) => `min(v) FILTER (WHERE reached >= total * ${rank})`);
  const sql = `WITH ${ranked} SELECT ${[...keyNames(pipe), ...columns].join(', ')} FROM cumulated ${grouped(pipe)} LIMIT ${groupLimit}`;
  return { sql, parameters: parameters.values, aggregates: indexes, hasSpan: false };
}

/** Counts the different values of each group, and those there are in all; they tell whether values repeat. */
export function repetitionStatement(percentiles: Percentiles): Statement {
  const parameters = new Parameters();
  const scan = scanOf(percentiles, parameters);
  const names = [...keyNames(percentiles.pipe), 'v'].join(', ');
  const sql = `SELECT count(*), sum(n) FROM (SELECT count(*) AS n FROM (${scan}) GROUP BY ${names})`;
  return { sql, parameters: parameters.values };
}

function scanOf({ pipe, indexes, source, bounds, isWeighted }: Percentiles, parameters: Parameters): string {
  const field = pipe.aggregates[indexes[0] ?? 0]?.field ?? [];
  return unionOf(source, bounds, parameters, (branch) => [
    ...keySelect(pipe, branch, parameters),
    `${numberOf(placesOf(field, branch.columns, parameters))} AS v`,
    ...(isWeighted ? [`${WEIGHT} AS w`] : []),
  ]);
}

function ranksOf({ pipe, indexes }: Percentiles): number[] {
  return indexes.map((index) => {
    const aggregate = pipe.aggregates[index];
    return (aggregate === undefined ? 0 : (percentileOf(aggregate) ?? 0)) * (1 - RANK_TOLERANCE);
  });
}

/** The smallest value whose cumulated weight reaches its part of the total, from the weights of equal values. */
function counted({ pipe, isWeighted }: Percentiles, scan: string): string {
  const keys = keyNames(pipe);
  const over = keys.length === 0 ? '' : `PARTITION BY ${keys.join(', ')}`;
  const list = (...names: string[]) => [...keys, ...names].join(', ');
  // Groups without a value are groups too, and a weight counts where there is a value.
  const weight = 'sum(w) FILTER (WHERE v IS NOT NULL)';
  return `equal AS (SELECT ${list('v', `${weightOf(isWeighted)} AS w`)} FROM (${scan}) GROUP BY ${list('v')}),
    cumulated AS (SELECT ${list('v', `${weight} OVER (${over} ORDER BY v) AS reached`, `${weight} OVER (${over}) AS total`)} FROM equal)`;
}

/**
 * The same for the values of those buckets alone in which a percentile lies.
 *
 * Each doubling of the value has {@link BUCKETS_PER_DOUBLING} buckets; there are few of them, whatever the values are.
 */
function narrowed(percentiles: Percentiles, scan: string): string {
  const { pipe, isWeighted } = percentiles;
  const keys = keyNames(pipe);
  const list = (...names: string[]) => [...keys, ...names].join(', ');
  const over = (...names: string[]) => (keys.length + names.length === 0 ? '' : `PARTITION BY ${list(...names)}`);
  const isWanted = ranksOf(percentiles).map(
    (rank) => `(reached >= total * ${rank} AND (below IS NULL OR below < total * ${rank}))`,
  );
  const weight = weightOf(isWeighted);
  const isSame = ['bucket', ...keys].map((name) => `read.${name} IS NOT DISTINCT FROM wanted.${name}`);
  const ofRead = [...keys, 'v', 'bucket'].map((name) => `read.${name} AS ${name}`);
  return `read AS NOT MATERIALIZED (SELECT *, ${BUCKET} AS bucket FROM (${scan}) WHERE v IS NOT NULL),
    coarse AS (SELECT ${list('bucket', `${weight} AS w`)} FROM read GROUP BY ${list('bucket')}),
    summed AS (SELECT ${list('bucket', `sum(w) OVER (${over()} ORDER BY bucket) AS reached`, `sum(w) OVER (${over()}) AS total`)} FROM coarse),
    ranked AS (SELECT *, lag(reached) OVER (${over()} ORDER BY bucket) AS below FROM summed),
    wanted AS (SELECT * FROM ranked WHERE ${isWanted.join(' OR ')}),
    fine AS (SELECT ${ofRead.join(', ')}, any_value(below) AS below, any_value(total) AS total, ${weight} AS w
      FROM read JOIN wanted ON ${isSame.join(' AND ')} GROUP BY ${[...keys, 'v', 'bucket'].map((name) => `read.${name}`).join(', ')}),
    cumulated AS (SELECT ${list('v', 'total', `coalesce(below, 0) + sum(w) OVER (${over('bucket')} ORDER BY v) AS reached`)} FROM fine)`;
}

function weightOf(isWeighted: boolean): string {
  return isWeighted ? 'sum(w)' : 'count(*)::DOUBLE';
}

/** About two hundredths of a value wide. */
const BUCKETS_PER_DOUBLING = 32;
/** Beyond the doublings of any number, so that buckets of positive and negative numbers are apart. */
const DOUBLINGS = 1100;

const distance = (sql: string): string =>
  `(${DOUBLINGS * BUCKETS_PER_DOUBLING} + floor(greatest(-${DOUBLINGS}, least(${DOUBLINGS}, log2(${sql}))) * ${BUCKETS_PER_DOUBLING})::INTEGER + 1)`;

const BUCKET = `CASE WHEN v > 0 THEN ${distance('v')} WHEN v < 0 THEN -${distance('-v')} ELSE 0 END`;
