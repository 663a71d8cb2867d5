import { type Clock, TailraceError, type WireRecord } from '@tailrace/core';
import { type Answer, answerInStages, decodeCursor, encodeCursor, type FilterNode, splitPipes } from '@tailrace/query';
import type { FieldsQuery, FieldSummary, QueryOptions, QueryPlan, StoreQuery } from '@tailrace/store';
import { withArchived } from './archive/archived-pages.ts';
import type { FetchRequest, Lent } from './archive/fetched.ts';
import { Fetched } from './archive/fetched-notes.ts';
import type { Bloom } from './bloom.ts';
import type { Segment } from './catalog.ts';
import { FileGone } from './child.ts';
import { explainQuery } from './explain-query.ts';
import { candidates, type Holdings, sourceParts, wholeSource } from './plan.ts';
import { boundsOf, checkedLimit, nextPage, onePart, sampleSize, sortKeys } from './question.ts';
import type { Reader } from './reader.ts';
import type { PipedJob, FieldsJob } from './reader-child.ts';
import type { RecordsJob } from './read-records.ts';
import type { TableJob, TableParts } from './read-table.ts';
import type { Bounds } from './source-sql.ts';

/** A store's folder as questions see it. */
export interface FolderView {
  /** Looks again at what is there, where others write. */
  refresh(): Promise<void>;
  holdings(): Holdings;
  /** Segments that are in the archive. */
  archived(): readonly Segment[];
  /** Fetches archived segments, until they are released. */
  lend(segments: readonly Segment[], request: FetchRequest): Promise<Lent>;
  bloomOf(segment: Segment): Promise<Bloom | undefined>;
  /** Checks segments that a query failed on; answers whether any of them is damaged, and is not served from now on. */
  dismissDamaged(segments: readonly Segment[]): Promise<boolean>;
}

/** A question under way, with what was fetched for it. */
interface Asking extends QueryOptions {
  readonly fetched?: Fetched;
}

/** Records that a stream asks for at first. */
const FIRST_PAGE = 200;
const DEFAULT_FIELD_VALUES = 10;
const EVERYTHING: FilterNode = { type: 'everything' };

/** Answers questions about a folder: plans which files may hold the answer, and has query processes read them. */
export class FolderReader {
  readonly #view: FolderView;
  readonly #reader: Reader;
  readonly #clock: Clock;
  readonly #timeoutMillis: number;

  constructor(view: FolderView, reader: Reader, clock: Clock, timeoutMillis: number) {
    this.#view = view;
    this.#reader = reader;
    this.#clock = clock;
    this.#timeoutMillis = timeoutMillis;
  }

  async query(query: StoreQuery, options: QueryOptions = {}): Promise<Answer> {
    const start = this.#clock.monotonic();
    const fetched = new Fetched();
    const { onRestore } = options;
    const ask = (plain: StoreQuery, rest: QueryOptions) =>
      this.#answer(plain, { ...rest, ...(onRestore !== undefined && { onRestore }), fetched });
    const within = { timeoutMillis: this.#timeoutMillis, clock: this.#clock, ...options };
    const answer = await answerInStages(query, { ask }, within);
    const notes = [...answer.notes, ...fetched.notes];
    return { ...answer, notes, elapsedMillis: this.#clock.monotonic() - start };
  }

  async *stream(query: StoreQuery, options: QueryOptions = {}): AsyncGenerator<WireRecord> {
    if (query.pipes.length > 0) {
      throw new TailraceError('TAILRACE_QUERY_UNSUPPORTED', 'A stream has no pipes: ask for an answer instead.');
    }
    const { limit = Number.POSITIVE_INFINITY } = query;
    let left = limit;
    let behind = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    let page = FIRST_PAGE;
    while (left > 0) {
      const size = Math.min(left, page);
      const bounds = { ...boundsOf(query), ...(behind !== undefined && { behind }) };
      const records = await this.#records(bounds, size, options);
      for (const record of records) {
        if (options.signal?.aborted) throw new TailraceError('TAILRACE_QUERY_CANCELLED', 'The query was cancelled.');
        yield record;
      }
      left -= records.length;
      const last = records.at(-1);
      if (last === undefined || records.length < size) return;
      behind = { timestamp: Date.parse(last.timestamp), id: last.id };
      page = nextPage(records);
    }
  }

  async get(id: string): Promise<WireRecord | undefined> {
    const filter: FilterNode = { type: 'compare', field: ['id'], operator: '=', value: id };
    // Ids that differ in case only are equal to the query, but not the same.
    const records = await this.#records({ filter, order: 'newest' }, 16, {});
    return records.find((record) => record.id === id);
  }

  async context(
    id: string,
    around: { readonly before: number; readonly after: number },
  ): Promise<readonly WireRecord[] | undefined> {
    const record = await this.get(id);
    if (record === undefined) return undefined;
    const behind = { timestamp: Date.parse(record.timestamp), id };
    const side = (order: Bounds['order'], limit: number) =>
      limit > 0 ? this.#records({ filter: EVERYTHING, order, behind }, limit, {}) : Promise.resolve([]);
    const [before, after] = await Promise.all([side('newest', around.before), side('oldest', around.after)]);
    return [...before.toReversed(), record, ...after];
  }

  async explain(query: StoreQuery): Promise<QueryPlan> {
    await this.#view.refresh();
    const bloomOf = (segment: Segment) => this.#view.bloomOf(segment);
    const readable = { holdings: this.#view.holdings(), archived: this.#view.archived(), bloomOf };
    return explainQuery(query, boundsOf(query), readable);
  }

  fields(query: FieldsQuery = {}, options: QueryOptions = {}): Promise<readonly FieldSummary[]> {
    const bounds = boundsOf({ ...query, filter: query.filter ?? EVERYTHING, pipes: [] });
    const where = this.#view.holdings().segments.length > 0 ? 'here' : 'everywhere';
    const job = (files: Holdings): [string, FieldsJob] => [
      'fields',
      {
        records: { parts: sourceParts(files), bounds, limit: sampleSize(files) },
        values: query.values ?? DEFAULT_FIELD_VALUES,
      },
    ];
    // The newest records tell the fields; older ones are fetched only where there are no others.
    return this.#read(bounds, options, job, where);
  }

  async #answer(query: StoreQuery, options: Asking): Promise<Answer> {
    const { ofRecords, table, ofTable } = splitPipes(query.pipes);
    const limit = checkedLimit(query.limit);
    const bounds = boundsOf(query);
    const isPage = table === undefined || table.type === 'fields';
    const limits = ofRecords.flatMap((pipe) => (pipe.type === 'limit' ? [pipe.count] : []));
    if (table !== undefined && table.type !== 'fields' && limits.length === 0) {
      const job = (files: Holdings): TableJob => ({ source: wholeSource(files), bounds, first: table, rest: ofTable });
      const parts = await this.#read<TableParts>(bounds, options, (files) => ['table', job(files)]);
      return { kind: 'table', ...parts, notes: [], elapsedMillis: 0 };
    }
    if (query.pipes.length === 0) return this.#page(query, bounds, limit, options);
    if (query.cursor !== undefined && isPage && ofRecords.length === 0 && ofTable.length === 0) {
      Object.assign(bounds, { behind: decodeCursor(query.cursor) });
    }
    const needed = Math.min(...limits, ...(isPage ? [limit + 1] : []));
    const sort = sortKeys(ofRecords);
    const { cursor: _, ...whole } = query;
    return this.#read<Answer>(bounds, options, (files): [string, PipedJob] => [
      'piped',
      {
        records: { parts: sort.length === 0 ? sourceParts(files) : onePart(files), bounds, limit: needed, sort },
        query: { ...whole, filter: EVERYTHING },
      },
    ]);
  }

  async #page(query: StoreQuery, bounds: Bounds, limit: number, options: Asking): Promise<Answer> {
    const behind = query.cursor === undefined ? {} : { behind: decodeCursor(query.cursor) };
    const found = await this.#records({ ...bounds, ...behind }, limit + 1, options);
    const records = found.slice(0, limit);
    const last = records.at(-1);
    const truncated = found.length > records.length;
    return {
      kind: 'records',
      records,
      notes: [],
      elapsedMillis: 0,
      truncated,
      ...(truncated && last !== undefined && { cursor: encodeCursor(last) }),
    };
  }

  async #records(bounds: Bounds, limit: number, options: Asking): Promise<WireRecord[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#recordsOnce(bounds, limit, options);
      } catch (error) {
        if (attempt === ATTEMPTS || !(error instanceof FileGone)) throw publicError(error);
      }
    }
  }

  async #recordsOnce(bounds: Bounds, limit: number, options: Asking): Promise<WireRecord[]> {
    const job = (files: Holdings): [string, RecordsJob] => ['records', { parts: sourceParts(files), bounds, limit }];
    let away: readonly Segment[] = [];
    const jobHere = (files: Holdings, then: readonly Segment[]) => {
      away = then;
      return job(files);
    };
    const found = await this.#read<WireRecord[]>(bounds, options, jobHere, 'here');
    const archived = await this.#archivedFor(away, bounds);
    const asking = { ...options, fetched: options.fetched ?? new Fetched() };
    return withArchived(found, archived, bounds, limit, (segments) =>
      this.#lent(segments, asking, (lent) => {
        const [operation, input] = job({ segments: lent, hot: [] });
        return this.#run(operation, input, options, this.#timeoutOf(options));
      }),
    );
  }

  /**
   * Asks a query process. A file may be gone by the time it is read, or turn out to be damaged; then the question is
   * asked once more, of what is there.
   */
  async #read<Output>(
    bounds: Bounds,
    options: Asking,
    jobOf: (files: Holdings, away: readonly Segment[]) => [string, unknown],
    where: 'here' | 'everywhere' = 'everywhere',
  ): Promise<Output> {
    let left = this.#timeoutOf(options);
    for (let attempt = 1; ; attempt += 1) {
      await this.#view.refresh();
      // Both in one turn: a segment that moves into the archive meanwhile is in one of them, and not in both.
      const [holdings, away] = [this.#view.holdings(), this.#view.archived()];
      const files = await candidates(holdings, bounds, (segment) => this.#view.bloomOf(segment));
      const archived = where === 'here' ? [] : await this.#archivedFor(away, bounds);
      try {
        return await this.#lent(archived, options, async (lent) => {
          const [operation, job] = jobOf({ ...files, segments: inOrder([...files.segments, ...lent], bounds) }, away);
          const start = this.#clock.monotonic();
          try {
            return await this.#run<Output>(operation, job, options, left);
          } finally {
            left = Math.max(1, left - (this.#clock.monotonic() - start));
          }
        });
      } catch (error) {
        if (attempt === ATTEMPTS || !(await this.#mayHelp(error, files))) throw publicError(error);
      }
    }
  }

  #run<Output>(operation: string, job: unknown, { signal }: QueryOptions, timeoutMillis: number): Promise<Output> {
    return this.#reader.run<Output>(operation, job, { signal, timeoutMillis });
  }

  #timeoutOf({ timeoutMillis }: QueryOptions): number {
    return timeoutMillis ?? this.#timeoutMillis;
  }

  /** The archived segments that may have records within bounds, in their order. */
  async #archivedFor(segments: readonly Segment[], bounds: Bounds): Promise<readonly Segment[]> {
    if (segments.length === 0) return segments;
    return (await candidates({ segments, hot: [] }, bounds, (segment) => this.#view.bloomOf(segment))).segments;
  }

  /** Works with archived segments as long as they are here. */
  async #lent<Output>(
    segments: readonly Segment[],
    { signal, onRestore, fetched }: Asking,
    work: (segments: readonly Segment[]) => Promise<Output>,
  ): Promise<Output> {
    if (segments.length === 0) return work([]);
    const lent = await this.#view.lend(segments, { signal, onRestore, bytesBefore: fetched?.lentBytes ?? 0 });
    fetched?.note(segments, lent);
    try {
      return await work(lent.segments);
    } finally {
      lent.release();
    }
  }

  async #mayHelp(error: unknown, files: Holdings): Promise<boolean> {
    if (error instanceof FileGone) return true;
    if (!(error instanceof TailraceError) || error.code !== 'TAILRACE_STORE_FAILED') return false;
    return this.#view.dismissDamaged(files.segments);
  }
}

function inOrder(segments: readonly Segment[], { order }: Bounds): Segment[] {
  return [...segments].sort((a, b) =>
    order === 'newest' ? b.summary.maxTime - a.summary.maxTime : a.summary.minTime - b.summary.minTime,
  );
}

const ATTEMPTS = 3;

function publicError(error: unknown): unknown {
  if (!(error instanceof FileGone)) return error;
  return new TailraceError('TAILRACE_STORE_FAILED', `Files vanished while they were read: ${error.message}`, {
    cause: error,
  });
}
