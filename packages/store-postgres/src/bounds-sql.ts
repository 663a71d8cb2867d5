import { TailraceError } from '@tailrace/core';
import { compileBounds, decodeCursor, type FilterNode, type Predicate } from '@tailrace/query';
import type { StoreQuery } from '@tailrace/store';
import { quoted, RAW_COLUMN } from './columns.ts';
import { filterToSql } from './filter-sql.ts';
import { prefilterOf } from './prefilter.ts';
import { fixedSql, isBindable, joinSql, sql, type Sql, TRUE } from './sql.ts';
import type { Tables } from './tables.ts';
import { timeSql } from './time-sql.ts';
import { isExact, type Truth } from './truth.ts';

/** Which records a query is about, and in which order they come. */
export interface Bounds {
  readonly filter: FilterNode;
  readonly from?: number;
  readonly to?: number;
  readonly order: 'newest' | 'oldest';
  /** Only records behind this place. */
  readonly cursor?: string;
}

/** Bounds as SQL can tell them. */
export interface BoundsSql {
  /** Holds for every record within the bounds, and, if `isExact`, for raw ones and those within the bounds only. */
  readonly condition: Sql;
  readonly isExact: boolean;
  /** Looks at a record itself. */
  readonly accepts: Predicate;
}

export const RAW: Sql = fixedSql(quoted(RAW_COLUMN));

/** The bounds of a query. */
export function boundsOf(query: Omit<StoreQuery, 'pipes' | 'limit'>): Bounds {
  return {
    filter: query.filter,
    ...(query.from !== undefined && { from: query.from }),
    ...(query.to !== undefined && { to: query.to }),
    ...(query.cursor !== undefined && { cursor: query.cursor }),
    order: query.order ?? 'newest',
  };
}

/**
 * Writes bounds as SQL.
 *
 * @throws TailraceError `TAILRACE_BAD_CURSOR`, `TAILRACE_QUERY_UNSUPPORTED`, `TAILRACE_QUERY_SYNTAX`.
 */
export function boundsToSql(bounds: Bounds, tables: Tables): BoundsSql {
  const accepts = compileBounds(bounds);
  const truth = filterToSql(bounds.filter);
  const conditions = [...timesSql(bounds), ...placeSql(bounds), ...filterSql(bounds.filter, truth, tables)];
  return { condition: conditions.length === 0 ? TRUE : joinSql(conditions, ' AND '), isExact: isExact(truth), accepts };
}

function filterSql(filter: FilterNode, { may }: Truth, tables: Tables): readonly Sql[] {
  const prefilter = prefilterOf(filter, tables);
  return [
    ...(prefilter === undefined ? [] : [prefilter]),
    ...(may === TRUE ? [] : [sql`(${RAW} IS NOT NULL OR ${may})`]),
  ];
}

function timesSql({ from, to }: Bounds): readonly Sql[] {
  return [
    ...(from === undefined ? [] : [sql`"timestamp" >= ${timeSql(Math.ceil(from))}`]),
    ...(to === undefined ? [] : [sql`"timestamp" < ${timeSql(Math.ceil(to))}`]),
  ];
}

function placeSql({ cursor, order }: Bounds): readonly Sql[] {
  if (cursor === undefined) return [];
  const { timestamp, id } = decodeCursor(cursor);
  if (!isBindable(id)) throw new TailraceError('TAILRACE_BAD_CURSOR', 'The cursor is not one that an answer gave.');
  const place = sql`(${timeSql(timestamp)}, ${id}::text)`;
  return [order === 'newest' ? sql`("timestamp", "id") < ${place}` : sql`("timestamp", "id") > ${place}`];
}

export function orderSql(order: Bounds['order']): Sql {
  return order === 'newest' ? fixedSql('"timestamp" DESC, "id" DESC') : fixedSql('"timestamp", "id"');
}
