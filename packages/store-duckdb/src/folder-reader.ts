import { type Clock, TailraceError, type WireRecord } from '@tailrace/core';
import {
  type Answer,
  answerInStages,
  DEFAULT_RECORD_LIMIT,
  decodeCursor,
  encodeCursor,
  type FilterNode,
  splitPipes,
} from '@tailrace/query';
import type { FieldsQuery, FieldSummary, QueryOptions, StoreQuery } from '@tailrace/store';
import type { Bloom } from './bloom.ts';
import type { Segment } from './catalog.ts';
import { FileGone } from './child.ts';
import { candidates, type Holdings, sourceParts, wholeSource } from './plan.ts';
import type { Reader } from './reader.ts';
import type { PipedJob, FieldsJob } from './reader-child.ts';
import type { RecordsJob, SortPipe, SourcePart } from './read-records.ts';
import type { TableJob, TableParts } from './read-table.ts';
import type { Bounds } from './source-sql.ts';

/** A store's folder as questions see it. */
export interface FolderView {
  /** Looks again at what is there, where others write. */
  refresh(): Promise<void>;
  holdings(): Holdings;
  bloomOf(segment: Segment): Promise<Bloom | undefined>;
  /** Checks segments that a query failed on; answers whether any of them is damaged, and is not served from now on. */
  dismissDamaged(segments: readonly Segment[]): Promise<boolean>;
}

/** Records that a stream asks for at once: few at first, then as many as have about so many bytes. */
const FIRST_PAGE = 200;
const LARGEST_PAGE = 4000;
const PAGE_BYTES = 4 * 1024 * 1024;
/** Records that the fields are told from: the newest, fewer where they are large. */
const FIELD_SAMPLE = 10_000;
const SMALLEST_SAMPLE = 100;
const SAMPLE_BYTES = 32 * 1024 * 1024;
/** What Parquet makes of logs, roughly. */
const COMPRESSION = 10;
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
    const ask = (plain: StoreQuery, rest: QueryOptions) => this.#answer(plain, rest);
    const within = { timeoutMillis: this.#timeoutMillis, clock: this.#clock, ...options };
    const answer = await answerInStages(query, { ask }, within);
    return { ...answer, elapsedMillis: this.#clock.monotonic() - start };
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

  fields(query: FieldsQuery = {}, options: QueryOptions = {}): Promise<readonly FieldSummary[]> {
    const bounds = boundsOf({ ...query, filter: query.filter ?? EVERYTHING, pipes: [] });
    return this.#read(bounds, options, (files): [string, FieldsJob] => [
      'fields',
      {
        records: { parts: sourceParts(files), bounds, limit: sampleSize(files) },
        values: query.values ?? DEFAULT_FIELD_VALUES,
      },
    ]);
  }

  async #answer(query: StoreQuery, options: QueryOptions): Promise<Answer> {
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

  async #page(query: StoreQuery, bounds: Bounds, limit: number, options: QueryOptions): Promise<Answer> {
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

  #records(bounds: Bounds, limit: number, options: QueryOptions): Promise<WireRecord[]> {
    return this.#read(bounds, options, (files): [string, RecordsJob] => [
      'records',
      { parts: sourceParts(files), bounds, limit },
    ]);
  }

  /**
   * Asks a query process. A file may be gone by the time it is read, or turn out to be damaged; then the question is
   * asked once more, of what is there.
   */
  async #read<Output>(
    bounds: Bounds,
    options: QueryOptions,
    jobOf: (files: Holdings) => [string, unknown],
  ): Promise<Output> {
    const start = this.#clock.monotonic();
    const timeoutMillis = options.timeoutMillis ?? this.#timeoutMillis;
    for (let attempt = 1; ; attempt += 1) {
      await this.#view.refresh();
      const files = await candidates(this.#view.holdings(), bounds, (segment) => this.#view.bloomOf(segment));
      const [operation, job] = jobOf(files);
      const left = Math.max(1, timeoutMillis - (this.#clock.monotonic() - start));
      try {
        return await this.#reader.run<Output>(operation, job, { signal: options.signal, timeoutMillis: left });
      } catch (error) {
        if (attempt === ATTEMPTS || !(await this.#mayHelp(error, files))) throw publicError(error);
      }
    }
  }

  async #mayHelp(error: unknown, files: Holdings): Promise<boolean> {
    if (error instanceof FileGone) return true;
    if (!(error instanceof TailraceError) || error.code !== 'TAILRACE_STORE_FAILED') return false;
    return this.#view.dismissDamaged(files.segments);
  }
}

/** As many records as are about {@link PAGE_BYTES}, judged by a few of those before. */
function nextPage(records: readonly WireRecord[]): number {
  const some = records.slice(0, 20);
  const bytes = JSON.stringify(some).length / some.length;
  return Math.max(1, Math.min(LARGEST_PAGE, Math.floor(PAGE_BYTES / bytes)));
}

function sampleSize({ segments }: Holdings): number {
  const bytes = segments.reduce((sum, { summary }) => sum + summary.bytes, 0);
  const records = segments.reduce((sum, { summary }) => sum + summary.records, 0);
  if (records === 0) return FIELD_SAMPLE;
  const typical = (bytes / records) * COMPRESSION;
  return Math.max(SMALLEST_SAMPLE, Math.min(FIELD_SAMPLE, Math.floor(SAMPLE_BYTES / typical)));
}

const ATTEMPTS = 3;

function publicError(error: unknown): unknown {
  if (!(error instanceof FileGone)) return error;
  return new TailraceError('TAILRACE_STORE_FAILED', `Files vanished while they were read: ${error.message}`, {
    cause: error,
  });
}

function boundsOf(query: StoreQuery): Bounds {
  return {
    filter: query.filter,
    ...(query.from !== undefined && { from: query.from }),
    ...(query.to !== undefined && { to: query.to }),
    order: query.order ?? 'newest',
  };
}

/** Sorting is stable, so the keys of a later sort come before those of an earlier one, up to the first limit. */
function sortKeys(pipes: readonly { readonly type: 'sort' | 'limit' }[]): SortPipe['keys'][number][] {
  const keys: SortPipe['keys'][number][] = [];
  for (const pipe of pipes as readonly (SortPipe | { readonly type: 'limit' })[]) {
    if (pipe.type === 'limit') break;
    keys.unshift(...pipe.keys);
  }
  return keys;
}

function onePart(files: Holdings): SourcePart[] {
  return [{ ...wholeSource(files), minTime: 0, maxTime: 0 }];
}

function checkedLimit(limit: number = DEFAULT_RECORD_LIMIT): number {
  if (Number.isInteger(limit) && limit >= 1) return limit;
  throw new TailraceError('TAILRACE_BAD_OPTION', `A query's limit is a whole number from 1, not ${limit}.`);
}
