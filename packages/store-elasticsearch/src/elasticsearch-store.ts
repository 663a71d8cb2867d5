import { type LogRecord, TailraceError, type WireRecord } from '@tailrace/core';
import type { Answer } from '@tailrace/query';
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
import { Answerer } from './answers/answerer.ts';
import { Appender } from './appender.ts';
import { BackingIndexes } from './backing-indexes.ts';
import { ColumnChoice } from './document/columns.ts';
import { explainQuery } from './explain.ts';
import { neighbours } from './neighbours.ts';
import { prepare, requestLimit } from './prepare.ts';
import { Refresher } from './refresher.ts';
import { Retainer, type Retained } from './retainer.ts';
import { Searcher } from './searcher.ts';
import type { Server } from './server.ts';
import type { Settings } from './settings.ts';
import { statsOf } from './stats.ts';
import { verifyStream } from './verify.ts';

const DEFAULT_VALUES = 10;

/** Records in a data stream of Elasticsearch, each under its id. */
export class ElasticsearchStore implements Store {
  readonly name: string = 'elasticsearch';
  readonly #server: Server;
  readonly #settings: Settings;
  readonly #backing: BackingIndexes;
  readonly #choice: ColumnChoice;
  readonly #refresher: Refresher;
  readonly #searcher: Searcher;
  readonly #answerer: Answerer;
  readonly #appender: Appender;
  readonly #retainer: Retainer;
  readonly #reported = new Set<string>();
  #prepared: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(server: Server, settings: Settings) {
    const { dataStream } = settings;
    this.#server = server;
    this.#settings = settings;
    this.#backing = new BackingIndexes(server, dataStream);
    this.#choice = new ColumnChoice(settings.maxColumns);
    this.#refresher = new Refresher(server, dataStream);
    this.#searcher = new Searcher(server, dataStream);
    this.#answerer = new Answerer(this.#searcher, settings);
    this.#appender = new Appender(server, settings, this.#backing, this.#choice, () => this.#prepare());
    this.#retainer = new Retainer(server, settings, this.#backing, this.#searcher);
  }

  /** Puts the data stream's template in place and starts; the server is the store's from now on. */
  static async start(server: Server, settings: Settings): Promise<ElasticsearchStore> {
    const store = new ElasticsearchStore(server, settings);
    try {
      await store.#prepare();
      store.#appender.limitRequests((await requestLimit(server)) ?? Number.POSITIVE_INFINITY);
      store.#retainer.start();
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async append(records: readonly LogRecord[]): Promise<AppendAnswer> {
    this.#checkOpen();
    try {
      return await this.#appender.append(records);
    } finally {
      this.#refresher.noteAppend();
    }
  }

  async query(query: StoreQuery, options: QueryOptions = {}): Promise<Answer> {
    await this.#ready(options);
    return this.#answerer.query(query, options);
  }

  async *stream(query: StoreQuery, options: QueryOptions = {}): AsyncIterable<WireRecord> {
    this.#checkOpen();
    if (query.pipes.length > 0) {
      throw new TailraceError('TAILRACE_QUERY_UNSUPPORTED', 'A stream has no pipes: ask for an answer instead.');
    }
    await this.#ready(options);
    // A stream takes as long as its reader does: each page has the time of a query, as a request has.
    const deadline = this.#answerer.deadline({ timeoutMillis: 2 ** 31, ...options });
    try {
      yield* this.#answerer.records(query, deadline);
    } catch (error) {
      throw deadline.judge(error);
    } finally {
      deadline.end();
    }
  }

  async get(id: string): Promise<WireRecord | undefined> {
    await this.#ready({});
    return this.#find(id);
  }

  async context(
    id: string,
    around: { readonly before: number; readonly after: number },
  ): Promise<readonly WireRecord[] | undefined> {
    await this.#ready({});
    const record = await this.#find(id);
    if (record === undefined) return undefined;
    const [before, after] = await Promise.all([
      neighbours(this.#answerer, record, 'newest', around.before),
      neighbours(this.#answerer, record, 'oldest', around.after),
    ]);
    return [...before.toReversed(), record, ...after];
  }

  async fields(query: FieldsQuery = {}, options: QueryOptions = {}): Promise<readonly FieldSummary[]> {
    await this.#ready(options);
    const { filter = { type: 'everything' }, values = DEFAULT_VALUES, ...bounds } = query;
    const counter = new FieldCounter();
    const deadline = this.#answerer.deadline(options);
    try {
      const looked = { filter, pipes: [], ...bounds, limit: this.#settings.maxFieldRecords };
      for await (const record of this.#answerer.records(looked, deadline)) counter.add(record);
      return counter.summaries(values);
    } catch (error) {
      throw deadline.judge(error);
    } finally {
      deadline.end();
    }
  }

  async explain(query: StoreQuery): Promise<QueryPlan> {
    this.#checkOpen();
    return explainQuery(query, this.name, (await this.#backing.refresh()).length);
  }

  async stats(): Promise<StoreStats> {
    await this.#ready({});
    const deadline = this.#answerer.deadline({});
    try {
      return await statsOf(
        this.#server,
        this.#searcher,
        this.#settings.dataStream,
        await this.#backing.refresh(),
        deadline,
      );
    } finally {
      deadline.end();
    }
  }

  async verify(): Promise<VerifyAnswer> {
    await this.#ready({});
    const deadline = this.#answerer.deadline({ timeoutMillis: 2 ** 31 });
    try {
      return await verifyStream(this.#server, this.#searcher, this.#settings.dataStream, deadline);
    } finally {
      deadline.end();
    }
  }

  /** Removes what is past retention now, and begins a new index where that is due; the store does so by itself, too. */
  async retain(): Promise<Retained> {
    this.#checkOpen();
    return this.#retainer.retain();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#retainer.end();
    await this.#server.close();
  }

  async #find(id: string): Promise<WireRecord | undefined> {
    const filter = { type: 'compare', field: ['id'], operator: '=', value: id } as const;
    const deadline = this.#answerer.deadline({});
    try {
      // Ids are compared as they are written, and a filter ignores case.
      for await (const record of this.#answerer.records({ filter, pipes: [] }, deadline))
        if (record.id === id) return record;
      return undefined;
    } finally {
      deadline.end();
    }
  }

  /** One at a time: whoever comes meanwhile may bring columns that the one under way does not know of. */
  #prepare(): Promise<void> {
    const next = this.#prepared.then(() =>
      prepare(this.#server, this.#settings, this.#backing, this.#choice, (message) => this.#report(message)),
    );
    this.#prepared = next.catch(() => undefined);
    return next;
  }

  /** What a server lacks is said once. */
  #report(message: string): void {
    if (this.#reported.has(message)) return;
    this.#reported.add(message);
    this.#settings.diagnostics.report({ name: 'sink.setup', source: this.name, message });
  }

  /** What was acknowledged before is found from now on. */
  async #ready(options: QueryOptions): Promise<void> {
    this.#checkOpen();
    // Where the caller bounds no time, a server that does not answer is what ends it.
    const deadline = this.#answerer.deadline({ timeoutMillis: 2 ** 31, ...options });
    try {
      deadline.check();
      await deadline.race(this.#refresher.refresh());
    } finally {
      deadline.end();
    }
    this.#checkOpen();
  }

  #checkOpen(): void {
    if (this.#closed) throw new TailraceError('TAILRACE_STORE_CLOSED', 'The store is closed.');
  }
}
