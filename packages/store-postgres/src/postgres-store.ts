import { type LogRecord, TailraceError, type WireRecord } from '@tailrace/core';
import { type Answer, answerInStages, type FilterNode } from '@tailrace/query';
import {
  type AppendAnswer,
  FieldCounter,
  type FieldsQuery,
  type FieldSummary,
  type QueryOptions,
  type QueryPlan,
  type Store,
  type StoreQuery,
  type StoreStats,
  type VerifyAnswer,
} from '@tailrace/store';
import { answerQuery } from './answer.ts';
import { Appender } from './appender.ts';
import { boundsOf, boundsToSql } from './bounds-sql.ts';
import { Database } from './database.ts';
import { Deadline } from './deadline.ts';
import { explainQuery } from './explain.ts';
import { contextOf, findRecord } from './look-up.ts';
import { Maintenance } from './maintenance.ts';
import { migrate } from './migrate.ts';
import type { Settings } from './options.ts';
import { Partitions } from './partitions.ts';
import { firstRecords, readPage, ScanCount } from './read-records.ts';
import type { Retained } from './retention.ts';
import type { Session } from './session.ts';
import { statsOf } from './stats.ts';
import { type Tables, tablesOf } from './tables.ts';
import { Turns } from './turns.ts';
import { verifyTables } from './verify.ts';

/** Records that the fields are told from: the newest. */
const FIELD_SAMPLE = 10_000;
const DEFAULT_FIELD_VALUES = 10;
const STREAM_PAGE = 200;
/** How long closing waits for what is under way. */
const CLOSE_GRACE_MILLIS = 15_000;
const EVERYTHING: FilterNode = { type: 'everything' };

/** A store in PostgreSQL, for more than one machine holds: any number of collectors share its tables. */
export class PostgresStore implements Store {
  readonly name: string = 'postgres';
  readonly #settings: Settings;
  readonly #tables: Tables;
  readonly #database: Database;
  readonly #partitions: Partitions;
  readonly #appender: Appender;
  readonly #maintenance: Maintenance;
  readonly #turns: Turns;
  /** Statistics of the tables that are on their way: those who ask meanwhile get the same. */
  #stats: Promise<StoreStats> | undefined;
  #closed: Promise<void> | undefined;

  private constructor(settings: Settings, database: Database) {
    this.#settings = settings;
    this.#database = database;
    this.#tables = tablesOf(settings.schema);
    this.#partitions = new Partitions(database, this.#tables, {
      backDays: settings.partitionsBackDays,
      aheadDays: settings.partitionsAheadDays,
    });
    this.#appender = new Appender(database, this.#tables, this.#partitions, settings);
    this.#turns = new Turns(settings.maxConcurrentQueries);
    this.#maintenance = new Maintenance(database, this.#tables, this.#partitions, settings);
  }

  /** Looks at the tables, brings them up to date if it may, and starts. */
  static async start(settings: Settings): Promise<PostgresStore> {
    const database = databaseOf(settings);
    try {
      const store = new PostgresStore(settings, database);
      await migrate(database, store.#tables, settings.migrate);
      await store.#partitions.prepare(settings.clock.now());
      store.#maintenance.start();
      return store;
    } catch (error) {
      await database.end();
      throw error;
    }
  }

  async append(records: readonly LogRecord[]): Promise<AppendAnswer> {
    this.#checkOpen();
    return this.#appender.append(records);
  }

  async query(query: StoreQuery, options: QueryOptions = {}): Promise<Answer> {
    const { clock, maxScannedRecords } = this.#settings;
    const start = clock.monotonic();
    const answer = await this.#read('answering a query', options, (session, { signal }) => {
      const { days } = this.#partitions;
      const place = { session, tables: this.#tables, days, maxScannedRecords, signal, clock };
      return answerInStages(query, { ask: (plain) => answerQuery(place, plain) }, { signal, clock });
    });
    return { ...answer, elapsedMillis: clock.monotonic() - start };
  }

  async *stream(query: StoreQuery, options: QueryOptions = {}): AsyncGenerator<WireRecord> {
    this.#checkOpen();
    if (query.pipes.length > 0) {
      throw new TailraceError('TAILRACE_QUERY_UNSUPPORTED', 'A stream has no pipes: ask for an answer instead.');
    }
    let bounds = boundsOf(query);
    boundsToSql(bounds, this.#tables);
    let left = query.limit ?? Number.POSITIVE_INFINITY;
    let size = STREAM_PAGE;
    while (left > 0) {
      // Each page has a time limit of its own: whoever reads slowly is not to blame.
      const page = await this.#read('streaming records', options, (session) =>
        readPage(session, this.#tables, bounds, size),
      );
      for (const record of page.records.slice(0, left)) {
        if (options.signal?.aborted) throw new TailraceError('TAILRACE_QUERY_CANCELLED', 'The query was cancelled.');
        yield record;
      }
      left -= page.records.length;
      if (page.end === undefined) return;
      bounds = { ...bounds, cursor: page.end };
      size = page.nextSize;
    }
  }

  get(id: string): Promise<WireRecord | undefined> {
    return this.#read('looking up a record', {}, (session) => findRecord(session, this.#tables, id));
  }

  context(
    id: string,
    around: { readonly before: number; readonly after: number },
  ): Promise<readonly WireRecord[] | undefined> {
    return this.#read('looking up a record', {}, (session) => contextOf(session, this.#tables, id, around));
  }

  fields(query: FieldsQuery = {}, options: QueryOptions = {}): Promise<readonly FieldSummary[]> {
    const { filter = EVERYTHING, values = DEFAULT_FIELD_VALUES, ...times } = query;
    return this.#read('reading fields', options, async (session) => {
      const counter = new FieldCounter();
      const count = new ScanCount({ maxRecords: this.#settings.maxScannedRecords });
      const bounds = boundsOf({ filter, ...times });
      const { days } = this.#partitions;
      for (const record of await firstRecords(session, this.#tables, bounds, FIELD_SAMPLE, days, count))
        counter.add(record);
      return counter.summaries(values);
    });
  }

  async explain(query: StoreQuery): Promise<QueryPlan> {
    this.#checkOpen();
    return explainQuery(this.name, query, this.#tables, this.#partitions.days);
  }

  /** Waits for no query: whoever asks whether the store is well is not to wait for those who search. */
  async stats(): Promise<StoreStats> {
    this.#checkOpen();
    this.#stats ??= this.#within({}, (deadline) =>
      this.#database.read('reading statistics of its tables', deadline, (session) => statsOf(session, this.#tables)),
    ).finally(() => {
      this.#stats = undefined;
    });
    return this.#stats;
  }

  /** Reads every record once, so it may take its time: there is no limit on it. */
  verify(): Promise<VerifyAnswer> {
    return this.#read('checking its tables', { timeoutMillis: Number.POSITIVE_INFINITY }, (session) =>
      verifyTables(session, this.#tables),
    );
  }

  /** Deletes what is past retention now; the store does so by itself every ten minutes. */
  async retain(): Promise<Retained> {
    this.#checkOpen();
    return this.#maintenance.retain();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const stopCutting = this.#database.cutAfter(CLOSE_GRACE_MILLIS);
    await this.#maintenance.end();
    await this.#appender.settled();
    await this.#database.end();
    stopCutting();
  }

  async #read<Result>(
    doing: string,
    options: QueryOptions,
    work: (session: Session, deadline: Deadline) => Promise<Result>,
  ): Promise<Result> {
    this.#checkOpen();
    return this.#within(options, async (deadline) => {
      const release = await this.#turns.take(deadline.signal);
      try {
        this.#checkOpen();
        return await this.#database.read(doing, deadline, (session) => work(session, deadline));
      } finally {
        release();
      }
    });
  }

  async #within<Result>(options: QueryOptions, work: (deadline: Deadline) => Promise<Result>): Promise<Result> {
    const { clock, queryTimeoutMillis } = this.#settings;
    const deadline = new Deadline(clock, options.timeoutMillis ?? queryTimeoutMillis, options.signal);
    try {
      return await work(deadline);
    } finally {
      deadline.end();
    }
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) throw new TailraceError('TAILRACE_STORE_CLOSED', 'The store is closed.');
  }
}

/** Connections for appends and queries, and one each for retention, for partitions and for statistics of the tables. */
export function databaseOf(settings: Settings): Database {
  return new Database({
    connectionString: settings.url,
    maxConnections: settings.maxConcurrentAppends + settings.maxConcurrentQueries + 3,
    connectTimeoutMillis: settings.connectTimeoutMillis,
    isSynchronous: settings.synchronousCommit,
    ssl: settings.ssl,
    clock: settings.clock,
    diagnostics: settings.diagnostics,
  });
}
