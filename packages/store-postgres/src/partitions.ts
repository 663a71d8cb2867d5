import { type Database, lockSql } from './database.ts';
import { DAY_MILLIS, dayOf, dayOfName, nameOfDay, startOfDay } from './days.ts';
import { quoted, WRITTEN_COLUMNS, columnList, ARRIVED_COLUMN } from './columns.ts';
import type { Deadline } from './deadline.ts';
import { stateOf } from './failures.ts';
import type { Session } from './session.ts';
import { fixedSql, sql, type Sql } from './sql.ts';
import { LOCKS, type Tables } from './tables.ts';
import { timeText } from './time-sql.ts';

/** The suffix of the partition for records whose day has none of its own. */
export const OTHER_DAYS = 'other_days';

const UNIQUE_ID = fixedSql(quoted('id'));

/** Which days have partitions of their own. */
export interface PartitionWindow {
  readonly backDays: number;
  readonly aheadDays: number;
}

/** A lock that queries wait behind is given up after this. */
const LOCK_MILLIS = 2000;
/** What the server says where others are in the way: a lock, a circle of locks, a record that came meanwhile. */
const MAY_WAIT: ReadonlySet<string> = new Set(['55P03', '40P01', '23514']);

/** Days ahead of today that records may bring with them; what lies further on is in nobody's interest. */
const MOST_AHEAD = 31;

/** The partitions of the records' table: one a day, and one for times that no clock should say. */
export class Partitions {
  readonly #database: Database;
  readonly #tables: Tables;
  readonly #window: PartitionWindow;
  #known = new Set<number>();

  constructor(database: Database, tables: Tables, window: PartitionWindow) {
    this.#database = database;
    this.#tables = tables;
    this.#window = window;
  }

  /** The days known to have a partition, oldest first. */
  get days(): readonly number[] {
    return [...this.#known].sort((a, b) => a - b);
  }

  /** Looks at what is there, and makes the days ahead and the partition of other days. */
  async prepare(now: number): Promise<void> {
    await this.refresh();
    const today = dayOf(now);
    await this.#make(Array.from({ length: this.#window.aheadDays + 1 }, (_, index) => today + index));
  }

  /** Looks again at what is there: others make and drop partitions, too. */
  async refresh(): Promise<void> {
    this.#known = new Set(
      await this.#database.use('reading its partitions', (session) => daysOf(session, this.#tables)),
    );
  }

  /** Makes the partitions that records of some days need. */
  async ensure(days: Iterable<number>, now: number, deadline: Deadline): Promise<void> {
    const today = dayOf(now);
    const missing = [...new Set(days)].filter(
      (day) => !this.#known.has(day) && day >= today - this.#window.backDays && day <= today + MOST_AHEAD,
    );
    if (missing.length > 0) await this.#make(missing, deadline);
  }

  async #make(days: readonly number[], deadline?: Deadline): Promise<void> {
    for (const day of days) {
      if (this.#known.has(day)) continue;
      try {
        await this.#database.use('making partitions', (session) => this.#makeOne(session, day), deadline);
        this.#known.add(day);
      } catch (error) {
        // Someone reads or writes the other days for so long: the day's records go there, and move later.
        if (!MAY_WAIT.has(stateOf((error as Error).cause) ?? '')) throw error;
      }
    }
  }

  async #makeOne(session: Session, day: number): Promise<void> {
    await session.ask(fixedSql('BEGIN'));
    await session.ask(fixedSql(`SET LOCAL lock_timeout = '${LOCK_MILLIS}ms'`));
    await session.ask(lockSql(LOCKS.partition, this.#tables.lockKey, false));
    await this.#makeOther(session);
    if (!(await exists(session, this.#tables, nameOfDay(day)))) await this.#makeDay(session, day);
    await session.ask(fixedSql('COMMIT'));
  }

  async #makeOther(session: Session): Promise<void> {
    if (await exists(session, this.#tables, OTHER_DAYS)) return;
    const table = this.#tables.partition(OTHER_DAYS);
    await session.ask(sql`CREATE TABLE ${table} PARTITION OF ${this.#tables.records} DEFAULT`);
    await session.ask(sql`CREATE UNIQUE INDEX ON ${table} (${UNIQUE_ID})`);
  }

  /** The partition is filled with what waits among the other days before it becomes visible. */
  async #makeDay(session: Session, day: number): Promise<void> {
    const { records } = this.#tables;
    const table = this.#tables.partition(nameOfDay(day));
    const other = this.#tables.partition(OTHER_DAYS);
    const from = timeText(startOfDay(day));
    const to = timeText(startOfDay(day) + DAY_MILLIS);
    const within = sql`"timestamp" >= ${from}::timestamptz AND "timestamp" < ${to}::timestamptz`;
    const columns = columnList([...WRITTEN_COLUMNS, ARRIVED_COLUMN]);
    await session.ask(sql`CREATE TABLE ${table} (LIKE ${records} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`);
    await session.ask(sql`CREATE UNIQUE INDEX ON ${table} (${UNIQUE_ID})`);
    const [waiting] = await session.ask(sql`SELECT EXISTS (SELECT FROM ${other} WHERE ${within})`);
    if (waiting?.[0] === 't') {
      await session.ask(sql`LOCK TABLE ${other} IN ACCESS EXCLUSIVE MODE`);
      await session.ask(
        sql`WITH moved AS (DELETE FROM ${other} WHERE ${within} RETURNING ${columns}) INSERT INTO ${table} (${columns}) SELECT ${columns} FROM moved`,
      );
    }
    // Bounds of partitions take no parameters; these are dates of our own making.
    const bounds = fixedSql(`FROM ('${from}') TO ('${to}')`);
    await session.ask(sql`ALTER TABLE ${records} ATTACH PARTITION ${table} FOR VALUES ${bounds}`);
  }
}

/** The days that have a partition on the server now. */
export async function daysOf(session: Session, tables: Tables): Promise<readonly number[]> {
  const names = await partitionNames(session, tables);
  return names.flatMap((name) => dayOfName(name) ?? []);
}

/** The suffixes of all partitions on the server now, days in order. */
export async function partitionNames(session: Session, tables: Tables): Promise<readonly string[]> {
  const rows = await session.ask(
    sql`SELECT substr(c.relname, 9) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = ${textOf(tables.records)}::regclass ORDER BY 1`,
  );
  return rows.flatMap(([name]) => name ?? []);
}

/** Looks into the catalog itself: a session may remember that a name was absent before it waited for others. */
async function exists(session: Session, { schema }: Tables, suffix: string): Promise<boolean> {
  const [row] = await session.ask(
    sql`SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ${schema}::text AND c.relname = ${`records_${suffix}`}::text)`,
  );
  return row?.[0] === 't';
}

/** A name of a table as a text, to be cast to `regclass`. */
export function textOf(table: Sql): string {
  return table.texts.join('');
}
