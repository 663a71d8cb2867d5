import { type FilterNode, compilePredicate } from '@tailrace/query';
import { planRetention, type RetentionPlan, type RetentionPolicy } from '@tailrace/store';
import { RAW } from './bounds-sql.ts';
import { ARRIVED_COLUMN, columnList, quoted, READ_COLUMNS } from './columns.ts';
import { type Database, lockSql } from './database.ts';
import { dayOfName, startOfDay } from './days.ts';
import { filterToSql } from './filter-sql.ts';
import { partitionNames, textOf } from './partitions.ts';
import type { Session } from './session.ts';
import { fixedSql, joinSql, sql, type Sql } from './sql.ts';
import { LOCKS, type Tables } from './tables.ts';
import { timeSql } from './time-sql.ts';
import { not } from './truth.ts';
import { recordOfRow } from './wire-row.ts';

/** What a round of retention deleted. */
export interface Retained {
  /** Partitions that were dropped whole. */
  readonly partitions: number;
  /** Records that were deleted one by one; those of dropped partitions are not counted. */
  readonly records: number;
  /** Bytes of the partitions that were dropped. */
  readonly bytes: number;
}

const ARRIVED = fixedSql(quoted(ARRIVED_COLUMN));
const ID = fixedSql(quoted('id'));
/** Records that are looked at one by one are in memory so many at once. */
const MOST_LOOKED_AT = 200;

/** Deletes what a policy does not keep: whole days where nothing of them stays, else record by record. */
export async function retain(
  database: Database,
  tables: Tables,
  policy: RetentionPolicy,
  now: number,
): Promise<Retained> {
  const plan = planRetention(policy);
  const total = { partitions: 0, records: 0, bytes: 0 };
  const names = await database.use('retention', (session) => partitionNames(session, tables));
  for (const name of names) {
    await database.use('retention', async (session) => {
      await session.ask(fixedSql('BEGIN'));
      await session.ask(fixedSql("SET LOCAL lock_timeout = '5s'"));
      await session.ask(lockSql(LOCKS.retain, tables.lockKey, false));
      const gone = await retainPartition(session, tables, name, plan, now);
      await session.ask(fixedSql('COMMIT'));
      total.partitions += gone.partitions;
      total.records += gone.records;
      total.bytes += gone.bytes;
    });
  }
  if (Number.isFinite(plan.maxBytes)) {
    const dropped = await dropBeyond(database, tables, plan);
    total.partitions += dropped.partitions;
    total.bytes += dropped.bytes;
  }
  return total;
}

async function retainPartition(
  session: Session,
  tables: Tables,
  name: string,
  plan: RetentionPlan,
  now: number,
): Promise<Retained> {
  const table = tables.partition(name);
  const isGone = (await session.ask(sql`SELECT to_regclass(${textOf(table)}::text) IS NULL`))[0]?.[0] === 't';
  if (isGone || plan.steps.length === 0) return NOTHING;
  const final = plan.steps.at(-1);
  const isPast = final?.keep === undefined && final !== undefined && isOldDay(name, now - final.olderThanMillis);
  const nothingStays = ({ last }: Arrivals): boolean => isPast && (last ?? -Infinity) < now - final.olderThanMillis;
  let arrivals = await arrivalsOf(session, table);
  if (nothingStays(arrivals)) {
    // What is on its way into the day arrives first; nothing comes between the second look and the end.
    await session.ask(sql`LOCK TABLE ONLY ${tables.records} IN ACCESS EXCLUSIVE MODE`);
    arrivals = await arrivalsOf(session, table);
    if (nothingStays(arrivals)) return { partitions: 1, records: 0, bytes: await drop(session, tables, name) };
  }
  const { first } = arrivals;
  if (first === undefined) return NOTHING;
  let records = 0;
  for (const [index, step] of plan.steps.entries()) {
    const before = now - step.olderThanMillis;
    if (first >= before) break;
    const next = plan.steps[index + 1];
    const arrived = sql`${ARRIVED} < ${timeSql(before)}`;
    const stretch =
      next === undefined ? arrived : sql`${arrived} AND ${ARRIVED} >= ${timeSql(now - next.olderThanMillis)}`;
    records += await deleteAll(session, tables, table, stretch, step.keep);
  }
  return { partitions: 0, records, bytes: 0 };
}

/** When the first and the last record of a partition arrived, in epoch milliseconds. */
interface Arrivals {
  readonly first: number | undefined;
  readonly last: number | undefined;
}

async function arrivalsOf(session: Session, table: Sql): Promise<Arrivals> {
  const [row] = await session.ask(
    sql`SELECT extract(epoch FROM min(${ARRIVED})) * 1000, extract(epoch FROM max(${ARRIVED})) * 1000 FROM ${table}`,
  );
  const [first, last] = (row ?? []).map((value) => (value === null ? undefined : Number(value)));
  return { first, last };
}

/** Deletes records that a filter does not keep; those that columns do not hold are looked at first. */
async function deleteAll(
  session: Session,
  tables: Tables,
  table: Sql,
  stretch: Sql,
  keep: FilterNode | undefined,
): Promise<number> {
  if (keep === undefined) return deleteWhere(session, tables, table, stretch);
  const { sure } = not(filterToSql(keep));
  const keeps = compilePredicate(keep);
  let deleted = await deleteWhere(session, tables, table, sql`${stretch} AND ${RAW} IS NULL AND ${sure}`);
  for (let after = ''; ; ) {
    const rows = await session.ask(
      sql`SELECT ${columnList(READ_COLUMNS)} FROM ${table} WHERE ${stretch} AND ${RAW} IS NOT NULL AND ${ID} > ${after}::text ORDER BY ${ID} LIMIT ${MOST_LOOKED_AT}::int8`,
    );
    const records = rows.map(recordOfRow);
    const ids = records.filter((record) => !keeps(record)).map(({ id }) => id);
    if (ids.length > 0) deleted += await deleteWhere(session, tables, table, sql`${ID} = ANY(${ids}::text[])`);
    if (rows.length < MOST_LOOKED_AT) return deleted;
    after = records.at(-1)?.id ?? after;
  }
}

async function deleteWhere(session: Session, tables: Tables, table: Sql, condition: Sql): Promise<number> {
  const rows = await session.ask(
    sql`WITH gone AS (DELETE FROM ${table} WHERE ${condition} RETURNING ${ID}),
      noted AS (DELETE FROM ${tables.strays} s USING gone g WHERE s."id" = g."id")
      SELECT count(*) FROM gone`,
  );
  return Number(rows[0]?.[0]);
}

/** A day that is not over for the policy gets new records; it is not dropped, even if it is empty. */
function isOldDay(name: string, before: number): boolean {
  const day = dayOfName(name);
  return day !== undefined && startOfDay(day + 1) <= before;
}

async function drop(session: Session, tables: Tables, name: string): Promise<number> {
  const table = tables.partition(name);
  const [size] = await session.ask(sql`SELECT pg_total_relation_size(${textOf(table)}::regclass)`);
  const day = dayOfName(name) ?? 0;
  const times = joinSql(
    [sql`"timestamp" >= ${timeSql(startOfDay(day))}`, sql`"timestamp" < ${timeSql(startOfDay(day + 1))}`],
    ' AND ',
  );
  await session.ask(sql`DELETE FROM ${tables.strays} WHERE ${times}`);
  await session.ask(sql`DROP TABLE ${table}`);
  return Number(size?.[0]);
}

/** Drops the oldest days until the rest is within the bytes; today stays. */
async function dropBeyond(database: Database, tables: Tables, plan: RetentionPlan): Promise<Retained> {
  return database.use('retention', async (session) => {
    await session.ask(fixedSql('BEGIN'));
    await session.ask(fixedSql("SET LOCAL lock_timeout = '5s'"));
    await session.ask(lockSql(LOCKS.retain, tables.lockKey, false));
    const sizes: { readonly name: string; readonly bytes: number }[] = [];
    for (const name of await partitionNames(session, tables)) {
      const [row] = await session.ask(
        sql`SELECT pg_total_relation_size(${textOf(tables.partition(name))}::regclass), EXISTS (SELECT FROM ${tables.partition(name)})`,
      );
      if (row?.[1] === 't') sizes.push({ name, bytes: Number(row[0]) });
    }
    let bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
    const total = { partitions: 0, records: 0, bytes: 0 };
    for (const size of sizes.filter(({ name }) => dayOfName(name) !== undefined).slice(0, -1)) {
      if (bytes <= plan.maxBytes) break;
      total.bytes += await drop(session, tables, size.name);
      total.partitions += 1;
      bytes -= size.bytes;
    }
    await session.ask(fixedSql('COMMIT'));
    return total;
  });
}

const NOTHING: Retained = { partitions: 0, records: 0, bytes: 0 };
