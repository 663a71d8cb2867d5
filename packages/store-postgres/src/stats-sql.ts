import { type Aggregate, type FieldPath, percentilePart, type PipeNode } from '@tailrace/query';
import { RAW } from './bounds-sql.ts';
import { placeOf } from './field-sql.ts';
import { isTime } from './filter-sql.ts';
import { FALSE, fixedSql, joinSql, sql, type Sql } from './sql.ts';
import { NUMERAL_SQL } from './value-test-sql.ts';

export type StatsPipe = Extract<PipeNode, { type: 'stats' }>;

/** A value as records are grouped and told apart by: a number, or else a text. */
export interface Cell {
  readonly number: Sql;
  readonly text: Sql;
  /** Whether the server cannot tell which of the two it is. */
  readonly isUnsure: Sql;
}

const NO_NUMBER = fixedSql('NULL::float8');
const NO_TEXT = fixedSql('NULL::text');

/** A weight is 1 where the record has none that counts. */
export const WEIGHT: Sql = fixedSql(
  `CASE WHEN "sample_rate" > 0 AND "sample_rate" < 'Infinity' THEN "sample_rate" ELSE 1 END`,
);

/** Texts that JavaScript writes for a number: up to 15 digits, of which every double keeps each. */
const EXACT = fixedSql(`'^(0|-?[1-9][0-9]{0,14}|-?(0|[1-9][0-9]{0,6})\\.[0-9]{0,5}[1-9])$'`);
/** Numerals that it never writes: zeros in front, or behind a point. */
const NEVER_EXACT = fixedSql(`'^-?0[0-9]|^-0$|^[^eE]*\\.[0-9]*0$'`);

/** Weights add up to other last digits in another order; a rank that is reached but for this part counts as reached. */
const RANK_TOLERANCE = 1e-9;

/** The cell of a field; `undefined` where the server cannot be asked for it. */
export function cellOf(field: FieldPath): Cell | undefined {
  const place = placeOf(field);
  switch (place.kind) {
    case 'nowhere':
      return { number: NO_NUMBER, text: NO_TEXT, isUnsure: FALSE };
    case 'text':
      // The answer's reader tells numbers among them: equal texts are equal cells.
      return { number: NO_NUMBER, text: place.value, isUnsure: FALSE };
    case 'number':
      return { number: sql`${place.value}::float8`, text: NO_TEXT, isUnsure: FALSE };
    case 'json': {
      const { value } = place;
      const type = sql`jsonb_typeof(${value})`;
      const text = sql`(${value} #>> '{}')`;
      return {
        number: sql`CASE ${type} WHEN 'number' THEN ${value}::float8 WHEN 'string' THEN CASE WHEN ${text} ~ ${EXACT} THEN ${text}::float8 END END`,
        text: sql`CASE ${type} WHEN 'string' THEN CASE WHEN ${text} !~ ${EXACT} THEN ${text} END WHEN 'boolean' THEN ${text} END`,
        isUnsure: sql`(CASE WHEN ${type} = 'string' THEN ${text} ~ ${NUMERAL_SQL} AND ${text} !~ ${EXACT} AND ${text} !~ ${NEVER_EXACT} ELSE FALSE END)`,
      };
    }
    default:
      return undefined;
  }
}

/** The number that a field's value is or spells, for sums and percentiles. */
export function numberOf(field: FieldPath): Sql | undefined {
  if (isTime(field)) return MOMENT;
  const place = placeOf(field);
  const spelled = (text: Sql): Sql => sql`CASE WHEN ${text} ~ ${NUMERAL_SQL} THEN ${text}::float8 END`;
  switch (place.kind) {
    case 'nowhere':
      return NO_NUMBER;
    case 'text':
      return spelled(place.value);
    case 'number':
      return sql`${place.value}::float8`;
    case 'json': {
      const { value } = place;
      return sql`CASE jsonb_typeof(${value}) WHEN 'number' THEN ${value}::float8 WHEN 'string' THEN ${spelled(sql`(${value} #>> '{}')`)} END`;
    }
    default:
      return undefined;
  }
}

/** Epoch milliseconds. */
const MOMENT = fixedSql('(extract(epoch FROM "timestamp") * 1000)::float8');

/** A statement that answers a row per group: two columns for each key, and then its values. */
export interface GroupStatement {
  readonly sql: Sql;
  /** Which aggregates its values are, by index. */
  readonly aggregates: readonly number[];
  /** Behind the values: the oldest and the newest time, and whether anything in the group is unsure. */
  readonly hasNotes: boolean;
}

/**
 * Writes the statements of a statistic over records within a condition; `undefined` where the server cannot compute it.
 */
export function statsToSql(
  pipe: StatsPipe,
  table: Sql,
  condition: Sql,
  groupLimit: number,
): readonly GroupStatement[] | undefined {
  const keys = keySelect(pipe);
  if (keys === undefined) return undefined;
  const isPercentile = (index: number): boolean => percentileOf(pipe.aggregates[index]) !== undefined;
  const indexes = pipe.aggregates.map((_, index) => index);
  const direct = directStatement(
    pipe,
    keys,
    indexes.filter((index) => !isPercentile(index)),
    table,
    condition,
    groupLimit,
  );
  const fields = new Map<string, number[]>();
  for (const index of indexes.filter(isPercentile)) {
    const name = JSON.stringify(pipe.aggregates[index]?.field);
    fields.set(name, [...(fields.get(name) ?? []), index]);
  }
  const percentiles = Array.from(fields.values(), (of) =>
    percentileStatement(pipe, keys, of, table, condition, groupLimit),
  );
  const all = [direct, ...percentiles];
  return all.every((statement) => statement !== undefined) ? all : undefined;
}

/** The part of the total that a percentile stands at: 0.95 for `p95`. */
function percentileOf(aggregate: Aggregate | undefined): number | undefined {
  return aggregate === undefined ? undefined : percentilePart(aggregate.function);
}

interface KeySelect {
  readonly columns: readonly Sql[];
  readonly unsure: readonly Sql[];
}

function keySelect(pipe: StatsPipe): KeySelect | undefined {
  const columns: Sql[] = [];
  const unsure: Sql[] = [];
  for (const [index, key] of pipe.by.entries()) {
    const names = { n: fixedSql(`k${index}n`), t: fixedSql(`k${index}t`) };
    if (key.type === 'time') {
      columns.push(sql`floor(${MOMENT} / ${key.intervalMillis}::float8) AS ${names.n}`, sql`${NO_TEXT} AS ${names.t}`);
      continue;
    }
    // The time as a text is made here, of the one the server groups by.
    if (isTime(key.field)) {
      columns.push(sql`${MOMENT} AS ${names.n}`, sql`${NO_TEXT} AS ${names.t}`);
      continue;
    }
    const cell = cellOf(key.field);
    if (cell === undefined) return undefined;
    columns.push(sql`${cell.number} AS ${names.n}`, sql`${cell.text} AS ${names.t}`);
    if (cell.isUnsure !== FALSE) unsure.push(cell.isUnsure);
  }
  return { columns, unsure };
}

function directStatement(
  pipe: StatsPipe,
  keys: KeySelect,
  indexes: readonly number[],
  table: Sql,
  condition: Sql,
  groupLimit: number,
): GroupStatement | undefined {
  const values: Sql[] = [];
  const unsure: Sql[] = [sql`${RAW} IS NOT NULL`, ...keys.unsure];
  for (const index of indexes) {
    const aggregate = pipe.aggregates[index];
    if (aggregate?.field === undefined) continue;
    if (aggregate.function === 'unique' && !isTime(aggregate.field)) {
      const cell = cellOf(aggregate.field);
      if (cell === undefined) return undefined;
      values.push(sql`${cell.number} AS ${fixedSql(`v${index}n`)}`, sql`${cell.text} AS ${fixedSql(`v${index}t`)}`);
      if (cell.isUnsure !== FALSE) unsure.push(cell.isUnsure);
      continue;
    }
    const number = numberOf(aggregate.field);
    if (number === undefined) return undefined;
    values.push(sql`${number} AS ${fixedSql(`v${index}`)}`);
  }
  const inner = joinSql(
    [
      ...keys.columns,
      ...values,
      sql`${WEIGHT} AS w`,
      sql`${MOMENT} AS moment`,
      sql`(${joinSql(unsure, ' OR ')}) AS unsure`,
    ],
    ', ',
  );
  const outer = joinSql(
    [
      ...keyNames(pipe),
      ...indexes.map((index) => fixedSql(aggregateSql(pipe.aggregates[index], index))),
      fixedSql('min(moment), max(moment), bool_or(unsure)'),
    ],
    ', ',
  );
  return {
    sql: sql`SELECT ${outer} FROM (SELECT ${inner} FROM ${table} WHERE ${condition}) AS r ${grouped(pipe)} LIMIT ${groupLimit}::int8`,
    aggregates: indexes,
    hasNotes: true,
  };
}

/** The smallest value whose cumulated weight reaches its part of the total, from the weights of equal values. */
function percentileStatement(
  pipe: StatsPipe,
  keys: KeySelect,
  indexes: readonly number[],
  table: Sql,
  condition: Sql,
  groupLimit: number,
): GroupStatement | undefined {
  const number = numberOf(pipe.aggregates[indexes[0] ?? 0]?.field ?? []);
  if (number === undefined) return undefined;
  const names = keyNames(pipe);
  const list = (...more: readonly string[]): Sql => joinSql([...names, ...more.map(fixedSql)], ', ');
  const over = names.length === 0 ? fixedSql('') : sql`PARTITION BY ${joinSql(names, ', ')}`;
  const inner = joinSql([...keys.columns, sql`${number} AS v`, sql`${WEIGHT} AS w`], ', ');
  const results = indexes.map((index) => {
    const part = percentileOf(pipe.aggregates[index]) ?? 0;
    return sql`min(v) FILTER (WHERE reached >= total * ${part * (1 - RANK_TOLERANCE)}::float8)`;
  });
  return {
    sql: sql`WITH equal AS (SELECT ${list('v', 'sum(w) AS w')} FROM (SELECT ${inner} FROM ${table} WHERE ${condition}) AS r WHERE v IS NOT NULL GROUP BY ${list('v')}),
      cumulated AS (SELECT ${list('v')}, sum(w) OVER (${over} ORDER BY v) AS reached, sum(w) OVER (${over}) AS total FROM equal)
      SELECT ${joinSql([...names, ...results], ', ')} FROM cumulated ${grouped(pipe)} LIMIT ${groupLimit}::int8`,
    aggregates: indexes,
    hasNotes: false,
  };
}

function keyNames(pipe: StatsPipe): Sql[] {
  return pipe.by.flatMap((_, index) => [fixedSql(`k${index}n`), fixedSql(`k${index}t`)]);
}

function grouped(pipe: StatsPipe): Sql {
  return pipe.by.length === 0 ? fixedSql('') : sql`GROUP BY ${joinSql(keyNames(pipe), ', ')}`;
}

function aggregateSql(aggregate: Aggregate | undefined, index: number): string {
  const value = `v${index}`;
  switch (aggregate?.function) {
    case 'count':
    case 'rate':
      return 'coalesce(sum(w), 0)';
    case 'records':
      return 'count(*)';
    case 'sum':
      return `sum(${value} * w)`;
    case 'avg':
      return `sum(${value} * w) / sum(w) FILTER (WHERE ${value} IS NOT NULL)`;
    case 'min':
      return `min(${value})`;
    case 'max':
      return `max(${value})`;
    default:
      if (aggregate?.field !== undefined && isTime(aggregate.field)) return `count(DISTINCT ${value})`;
      return `count(DISTINCT ROW(${value}n, ${value}t)) FILTER (WHERE ${value}n IS NOT NULL OR ${value}t IS NOT NULL)`;
  }
}
