import {
  type Clock,
  checkOptions,
  type IngestRejection,
  type LogRecord,
  systemClock,
  TailraceError,
  type WireRecord,
} from '@tailrace/core';
import {
  type Answer,
  type AnswerOptions,
  answerInMemory,
  compareRecords,
  compileBounds,
  timeOf,
} from '@tailrace/query';
import { FieldCounter } from './field-counter.ts';
import { type PlanPart, planParts, type QueryPlan } from './query-plan.ts';
import { isRecordLine, recordLine } from './record-line.ts';
import type {
  AppendAnswer,
  FieldSummary,
  FieldsQuery,
  QueryOptions,
  Store,
  StoreQuery,
  StoreStats,
  VerifyAnswer,
} from './store.ts';

export interface MemoryStoreOptions {
  /** Records it takes; beyond them an append rejects with `TAILRACE_STORE_FULL`. No limit by default. */
  readonly maxRecords?: number;
  readonly clock?: Clock;
}

const DEFAULT_TIMEOUT_MILLIS = 30_000;
const DEFAULT_VALUES = 10;
const STREAM_TURN = 1000;

/**
 * Keeps records in this process's memory: for tests, and for looking at files without a server.
 *
 * It passes the store kit, except for what must survive the process. Records are kept in wire form, apart from what
 * the caller does to them later.
 */
export class MemoryStore implements Store {
  readonly name: string = 'memory';
  readonly #maxRecords: number;
  readonly #clock: Clock;
  readonly #byId = new Map<string, WireRecord>();
  /** By `(timestamp, id)`, oldest first, once `#ordered` has run. */
  #records: WireRecord[] = [];
  #isOrdered = true;
  #bytes = 0;
  #closed = false;

  constructor(options: MemoryStoreOptions = {}) {
    checkOptions('MemoryStore', options, {
      maxRecords: { type: 'integer', min: 1 },
      clock: { type: 'object' },
    });
    this.#maxRecords = options.maxRecords ?? Number.POSITIVE_INFINITY;
    this.#clock = options.clock ?? systemClock;
  }

  async append(records: readonly LogRecord[]): Promise<AppendAnswer> {
    this.#checkOpen();
    const fresh = new Map<string, string>();
    const rejected: IngestRejection[] = [];
    const duplicates: number[] = [];
    for (const [index, record] of records.entries()) {
      const line = recordLine(record, index);
      if (!isRecordLine(line)) rejected.push(line);
      else if (this.#byId.has(record.id) || fresh.has(record.id)) duplicates.push(index);
      else fresh.set(record.id, line.text);
    }
    if (this.#byId.size + fresh.size > this.#maxRecords) {
      throw new TailraceError('TAILRACE_STORE_FULL', `The store takes ${this.#maxRecords} records; nothing was kept.`);
    }
    for (const [id, line] of fresh) this.#keep(id, line);
    return { accepted: fresh.size, duplicates: duplicates.length, rejected, duplicateIndexes: duplicates };
  }

  async query(query: StoreQuery, options: QueryOptions = {}): Promise<Answer> {
    this.#checkOpen();
    // In the order that is asked for, the first records are found at once.
    const ordered = this.#ordered();
    const records = query.order === 'oldest' ? ordered : ordered.toReversed();
    return answerInMemory(query, records, this.#answerOptions(options));
  }

  async *stream(query: StoreQuery, options: QueryOptions = {}): AsyncIterable<WireRecord> {
    this.#checkOpen();
    if (query.pipes.length > 0) {
      throw new TailraceError('TAILRACE_QUERY_UNSUPPORTED', 'A stream has no pipes: ask for an answer instead.');
    }
    const accepts = compileBounds(query);
    const ordered = this.#ordered();
    const oldestFirst = query.order === 'oldest';
    let left = query.limit ?? Number.POSITIVE_INFINITY;
    for (let index = 0; index < ordered.length && left > 0; index += 1) {
      if (index % STREAM_TURN === 0) await this.#turn(options);
      const record = ordered[oldestFirst ? index : ordered.length - 1 - index];
      if (record === undefined || !accepts(record)) continue;
      left -= 1;
      yield record;
    }
  }

  async get(id: string): Promise<WireRecord | undefined> {
    this.#checkOpen();
    return this.#byId.get(id);
  }

  async context(
    id: string,
    around: { readonly before: number; readonly after: number },
  ): Promise<readonly WireRecord[] | undefined> {
    this.#checkOpen();
    const record = this.#byId.get(id);
    if (record === undefined) return undefined;
    const ordered = this.#ordered();
    const index = ordered.indexOf(record);
    return ordered.slice(Math.max(0, index - around.before), index + around.after + 1);
  }

  async fields(query: FieldsQuery = {}, options: QueryOptions = {}): Promise<readonly FieldSummary[]> {
    this.#checkOpen();
    const { filter = { type: 'everything' }, values = DEFAULT_VALUES, ...bounds } = query;
    const counter = new FieldCounter();
    for await (const record of this.stream({ filter, pipes: [], ...bounds }, options)) counter.add(record);
    return counter.summaries(values);
  }

  async explain(query: StoreQuery): Promise<QueryPlan> {
    this.#checkOpen();
    const records = this.#records.length;
    const parts = planParts(query, () => false).map(({ what }): PlanPart => ({ what, where: 'memory' }));
    const readings = [{ unit: 'records', total: records, read: records, pruned: [], records, bytes: this.#bytes }];
    return { engine: this.name, readings, statements: [], parts, notes: [] };
  }

  async stats(): Promise<StoreStats> {
    this.#checkOpen();
    const ordered = this.#ordered();
    const [first] = ordered;
    const last = ordered.at(-1);
    return {
      records: ordered.length,
      bytes: this.#bytes,
      segments: 1,
      ...(first !== undefined && { oldest: timeOf(first) }),
      ...(last !== undefined && { newest: timeOf(last) }),
      damaged: [],
    };
  }

  async verify(): Promise<VerifyAnswer> {
    this.#checkOpen();
    return { ok: true, checked: this.#records.length, problems: [] };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#byId.clear();
    this.#records = [];
  }

  #keep(id: string, line: string): void {
    const record = JSON.parse(line) as WireRecord;
    this.#byId.set(id, record);
    const last = this.#records.at(-1);
    if (last !== undefined && compareRecords(last, record) > 0) this.#isOrdered = false;
    this.#records.push(record);
    this.#bytes += Buffer.byteLength(line);
  }

  #ordered(): readonly WireRecord[] {
    if (!this.#isOrdered) {
      // A new array: a stream that is under way goes on over the old one.
      this.#records = this.#records.toSorted(compareRecords);
      this.#isOrdered = true;
    }
    return this.#records;
  }

  /** Lets others have a turn, a cancellation among them. */
  async #turn({ signal }: QueryOptions): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#checkOpen();
    if (signal?.aborted) throw new TailraceError('TAILRACE_QUERY_CANCELLED', 'The query was cancelled.');
  }

  #answerOptions({ signal, timeoutMillis = DEFAULT_TIMEOUT_MILLIS }: QueryOptions): AnswerOptions {
    return { timeoutMillis, clock: this.#clock, ...(signal !== undefined && { signal }) };
  }

  #checkOpen(): void {
    if (this.#closed) throw new TailraceError('TAILRACE_STORE_CLOSED', 'The store is closed.');
  }
}
