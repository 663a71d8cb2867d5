import { type Clock, systemClock, TailraceError, type WireRecord } from '@tailrace/core';
import type { Answer } from './answer.ts';
import type { FilterNode, PipeNode } from './ast.ts';
import { compareRecords, compareText, timeOf } from './compare-cells.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { type CompareRecords, FirstRecords } from './first-records.ts';
import { compilePredicate, type Predicate } from './predicate.ts';
import { type SplitPipes, sortedBy, splitPipes, startTable, type TableMaker } from './record-pipes.ts';
import { finishTable, TABLE_ROW_LIMIT } from './table.ts';
import { applyTablePipes } from './table-pipes.ts';

/** A question about records, wherever they are. */
export interface RecordQuery {
  readonly filter: FilterNode;
  readonly pipes: readonly PipeNode[];
  /** First millisecond asked for, inclusive; open if absent. */
  readonly from?: number;
  /** End, exclusive; open if absent. */
  readonly to?: number;
  /** By `(timestamp, id)`; newest first by default. */
  readonly order?: 'newest' | 'oldest';
  /** Records (or rows of `fields`) at the most, 100 by default; a statistic's table has a limit of its own. */
  readonly limit?: number;
  /** Where an earlier answer ended. */
  readonly cursor?: string;
}

export interface AnswerOptions {
  /** Cancels the work; it then rejects with `TAILRACE_QUERY_CANCELLED`. */
  readonly signal?: AbortSignal;
  /** Past it the work rejects with `TAILRACE_QUERY_LIMIT`; no limit by default. */
  readonly timeoutMillis?: number;
  readonly clock?: Clock;
}

export const DEFAULT_RECORD_LIMIT = 100;

/** After so many records the event loop gets a turn, so that a cancellation can come through. */
const RECORDS_PER_TURN = 4096;

/** Answers a query without stages over records in any order, holding no more of them than the answer needs. */
export async function answerPlain(
  query: RecordQuery,
  records: Iterable<WireRecord> | AsyncIterable<WireRecord>,
  options: AnswerOptions = {},
): Promise<Answer> {
  const watch = new Watch(options);
  const run = new Run(query);
  await feed(records, run.accepts, (record) => run.add(record), watch);
  return run.finish(() => watch.elapsedMillis);
}

/** Gives every record to a function, in turns that leave room for others. */
export async function feedAll(
  records: Iterable<WireRecord> | AsyncIterable<WireRecord>,
  add: (record: WireRecord) => void,
  options: AnswerOptions,
): Promise<void> {
  await feed(records, () => true, add, new Watch(options));
}

/** One query being answered. */
class Run {
  readonly accepts: Predicate;
  readonly #pipes: SplitPipes;
  readonly #limit: number;
  readonly #order: CompareRecords;
  readonly #first: FirstRecords | undefined;
  readonly #table: TableMaker | undefined;

  constructor(query: RecordQuery) {
    this.#pipes = splitPipes(query.pipes);
    this.#limit = checkedLimit(query.limit);
    this.#order = query.order === 'oldest' ? compareRecords : (a, b) => compareRecords(b, a);
    const { cursor, ...bounds } = query;
    // A cursor means nothing where answers have no pages.
    this.accepts = compileBounds(cursor !== undefined && this.#isPaged ? { ...bounds, cursor } : bounds);
    this.#table = this.#pipes.table && startTable(this.#pipes.table, query);
    this.#first = this.#startRecords();
  }

  add(record: WireRecord): void {
    if (this.#first !== undefined) this.#first.add(record);
    else this.#table?.add(record);
  }

  finish(elapsedMillis: () => number): Answer {
    const records = this.#first === undefined ? [] : this.#applyRecordPipes(this.#first.inOrder());
    const shown = this.#pages ? records.slice(0, this.#limit) : records;
    const last = shown.at(-1);
    const cut = shown.length < records.length;
    const hasNext = cut && this.#isPaged && last !== undefined;
    const page = { notes: [], truncated: cut, ...(hasNext && { cursor: encodeCursor(last) }) };
    if (this.#table === undefined) {
      return { kind: 'records', records: shown, ...page, elapsedMillis: elapsedMillis() };
    }
    if (this.#first !== undefined) for (const record of shown) this.#table.add(record);
    const whole = applyTablePipes(this.#table.finish(), this.#pipes.ofTable);
    const tooLong = whole.rows.length > TABLE_ROW_LIMIT;
    const table = finishTable(tooLong ? { ...whole, rows: whole.rows.slice(0, TABLE_ROW_LIMIT) } : whole);
    return { kind: 'table', ...table, ...page, truncated: cut || tooLong, elapsedMillis: elapsedMillis() };
  }

  /** Whether the answer is a page of records, or of their fields. */
  get #pages(): boolean {
    return this.#pipes.table === undefined || this.#pipes.table.type === 'fields';
  }

  /** Whether there is a next page: records in their own order. */
  get #isPaged(): boolean {
    return this.#pages && this.#pipes.ofRecords.length === 0;
  }

  /** Records are held where their order matters; a statistic over all of them takes each as it comes. */
  #startRecords(): FirstRecords | undefined {
    const { ofRecords } = this.#pipes;
    if (ofRecords.length === 0 && !this.#pages) return undefined;
    const [first] = ofRecords;
    const compare = first?.type === 'sort' ? sortedBy(first, this.#order) : this.#order;
    const resorted = ofRecords.findIndex((pipe, index) => index > 0 && pipe.type === 'sort');
    const direct = resorted === -1 ? ofRecords : ofRecords.slice(0, resorted);
    const limits = direct.flatMap((pipe) => (pipe.type === 'limit' ? [pipe.count] : []));
    const page = this.#pages && resorted === -1 ? [this.#limit + 1] : [];
    return new FirstRecords(compare, Math.min(Number.POSITIVE_INFINITY, ...limits, ...page));
  }

  #applyRecordPipes(records: readonly WireRecord[]): readonly WireRecord[] {
    const { ofRecords } = this.#pipes;
    let result = records;
    for (const [index, pipe] of ofRecords.entries()) {
      if (pipe.type === 'limit') result = result.slice(0, pipe.count);
      // The first sort was done while the records came in.
      else if (index > 0) result = result.toSorted(sortedBy(pipe, () => 0));
    }
    return result;
  }
}

/** Stops work that was cancelled or takes too long, and lets the event loop have its turns. */
class Watch {
  readonly #signal: AbortSignal | undefined;
  readonly #timeoutMillis: number;
  readonly #clock: Clock;
  readonly #start: number;
  #records = 0;

  constructor({ signal, timeoutMillis, clock }: AnswerOptions) {
    this.#signal = signal;
    this.#timeoutMillis = timeoutMillis ?? Number.POSITIVE_INFINITY;
    this.#clock = clock ?? systemClock;
    this.#start = this.#clock.monotonic();
    this.check();
  }

  get elapsedMillis(): number {
    return this.#clock.monotonic() - this.#start;
  }

  /** Answers whether it is time for others. */
  tick(): boolean {
    this.#records += 1;
    return this.#records % RECORDS_PER_TURN === 0;
  }

  check(): void {
    if (this.#signal?.aborted) throw new TailraceError('TAILRACE_QUERY_CANCELLED', 'The query was cancelled.');
    if (this.elapsedMillis > this.#timeoutMillis) {
      const words = `The query took longer than ${this.#timeoutMillis} ms: narrow the time or the filter.`;
      throw new TailraceError('TAILRACE_QUERY_LIMIT', words);
    }
  }

  async turn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.check();
  }
}

async function feed(
  records: Iterable<WireRecord> | AsyncIterable<WireRecord>,
  accepts: Predicate,
  add: (record: WireRecord) => void,
  watch: Watch,
): Promise<void> {
  await watch.turn();
  if (Symbol.asyncIterator in records) {
    for await (const record of records) {
      if (accepts(record)) add(record);
      if (watch.tick()) await watch.turn();
    }
  } else {
    for (const record of records) {
      if (accepts(record)) add(record);
      if (watch.tick()) await watch.turn();
    }
  }
  watch.check();
}

/**
 * Compiles a query's filter together with its times and its cursor.
 *
 * @throws TailraceError `TAILRACE_BAD_CURSOR`, and what `compilePredicate` throws.
 */
export function compileBounds({ filter, from, to, cursor, order }: Omit<RecordQuery, 'pipes' | 'limit'>): Predicate {
  const passes = compilePredicate(filter);
  const place = cursor === undefined ? undefined : decodeCursor(cursor);
  if (from === undefined && to === undefined && place === undefined) return passes;
  const direction = order === 'oldest' ? 1 : -1;
  return (record) => {
    const time = timeOf(record);
    if (from !== undefined && time < from) return false;
    if (to !== undefined && time >= to) return false;
    if (place !== undefined) {
      const behind = (time - place.timestamp || compareText(record.id, place.id)) * direction;
      if (behind <= 0) return false;
    }
    return passes(record);
  };
}

/** A query's limit, or the usual one. */
export function checkedLimit(limit: number = DEFAULT_RECORD_LIMIT): number {
  if (Number.isInteger(limit) && limit >= 1) return limit;
  throw new TailraceError('TAILRACE_BAD_OPTION', `A query's limit is a whole number from 1, not ${limit}.`);
}
