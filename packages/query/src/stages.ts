import { type Clock, systemClock, TailraceError, type WireRecord } from '@tailrace/core';
import type { Answer } from './answer.ts';
import type { FilterNode, PipeNode } from './ast.ts';
import { anyOf } from './combine-filters.ts';
import { compareRecords } from './compare-cells.ts';
import { gatherContext } from './gather-context.ts';
import type { Around } from './neighbours.ts';
import { splitPipes } from './record-pipes.ts';
import { answerPlain, checkedLimit, type RecordQuery } from './run-query.ts';

/** Matches that `context` and `join-trace` start from at the most. */
export const MAX_STAGE_MATCHES = 1000;
/** Records that `context` gathers at the most. */
export const MAX_CONTEXT_RECORDS = 10_000;

type StagePipe = Extract<PipeNode, { type: 'context' | 'join-trace' }>;

/** What a question of a stage may take; to be handed on as it is. */
export interface AskOptions {
  readonly signal?: AbortSignal;
  /** What is left of the whole query's time. */
  readonly timeoutMillis?: number;
}

/** What stages are worked out with. */
export interface StageSource {
  /** Answers a query without stages, as `answerInMemory` does; it may have a cursor where it has no pipes. */
  readonly ask: (query: RecordQuery, options: AskOptions) => Promise<Answer>;
  /** Answers some records together with those around each, in any order; made of questions where it is absent. */
  readonly around?: (
    matches: readonly WireRecord[],
    around: Around,
    options: AskOptions,
  ) => Promise<readonly WireRecord[]>;
}

export interface StageOptions extends AskOptions {
  readonly clock?: Clock;
}

/** Whether a query needs `answerInStages`. */
export function hasStages(pipes: readonly PipeNode[]): boolean {
  return pipes.some(isStage);
}

/**
 * Answers a query that may have `context` and `join-trace` among its pipes, with a store's answers to simpler ones.
 *
 * A query without them is asked as it is. Otherwise the matches are asked for first, 1,000 at the most; then what is
 * around them, or what shares a trace with them, whatever it is and whenever it was; and then the pipes behind. Such
 * an answer has no cursor, and names the matches in `matches`.
 *
 * @throws TailraceError `TAILRACE_QUERY_LIMIT` for more matches, more than 10,000 records around them, or more time
 *   than `timeoutMillis`; and what `ask` throws.
 * @example
 * query(query, options = {}) {
 *   return answerInStages(query, { ask: (plain, rest) => this.#answer(plain, rest) }, options);
 * }
 */
export async function answerInStages(
  query: RecordQuery,
  source: StageSource,
  options: StageOptions = {},
): Promise<Answer> {
  const { signal, timeoutMillis } = options;
  if (!hasStages(query.pipes)) {
    return source.ask(query, { ...(signal && { signal }), ...(timeoutMillis !== undefined && { timeoutMillis }) });
  }
  return new Stages(query, source, options).answer();
}

class Stages {
  readonly #query: RecordQuery;
  readonly #source: StageSource;
  readonly #signal: AbortSignal | undefined;
  readonly #timeoutMillis: number | undefined;
  readonly #clock: Clock;
  readonly #start: number;
  readonly #order: 'newest' | 'oldest';
  /** Where the next matches are taken from: the filter that was asked, or what the stage before came to. */
  #current: { readonly filter: FilterNode; readonly held?: readonly WireRecord[] };
  #matches: readonly WireRecord[] | undefined;

  constructor(query: RecordQuery, source: StageSource, { signal, timeoutMillis, clock = systemClock }: StageOptions) {
    this.#query = query;
    this.#source = source;
    this.#signal = signal;
    this.#timeoutMillis = timeoutMillis;
    this.#clock = clock;
    this.#start = clock.monotonic();
    this.#order = query.order ?? 'newest';
    this.#current = { filter: query.filter };
  }

  async answer(): Promise<Answer> {
    let rest = this.#query.pipes;
    checkPipes(rest);
    checkedLimit(this.#query.limit);
    for (let place = rest.findIndex(isStage); place !== -1; place = rest.findIndex(isStage)) {
      const stage = rest[place] as StagePipe;
      const before = rest.slice(0, place);
      rest = rest.slice(place + 1);
      const wanted = stage.type === 'context' ? this.#wantedOf(rest) : Number.POSITIVE_INFINITY;
      const matches = await this.#choose(stage, before, wanted);
      this.#matches ??= matches;
      this.#current =
        stage.type === 'context'
          ? { filter: EVERYTHING, held: await this.#gather(matches, stage, wanted) }
          : { filter: sharingTrace(matches) };
    }
    const { limit } = this.#query;
    const answer = await this.#ask({ pipes: rest, ...(limit !== undefined && { limit }) });
    return this.#finished(answer);
  }

  /** How many of the records that `context` gathers can be in the answer, where the first of them are all it shows. */
  #wantedOf(rest: readonly PipeNode[]): number {
    const end = rest.findIndex(({ type }) => type !== 'limit');
    const limits = (end === -1 ? rest : rest.slice(0, end)).flatMap((pipe) =>
      pipe.type === 'limit' ? pipe.count : [],
    );
    const isPage = end === -1 || rest[end]?.type === 'fields';
    return Math.min(Number.POSITIVE_INFINITY, ...limits, ...(isPage ? [checkedLimit(this.#query.limit) + 1] : []));
  }

  /** The records that a stage starts from, in the order of time. */
  async #choose(stage: StagePipe, before: readonly PipeNode[], wanted: number): Promise<readonly WireRecord[]> {
    // The first records around matches are around the first matches, unless these were chosen by something else.
    const isInOrder = before.every(({ type }) => type === 'limit');
    const limit = Math.min(MAX_STAGE_MATCHES + 1, isInOrder ? wanted : Number.POSITIVE_INFINITY);
    const answer = await this.#ask({ pipes: before, limit });
    if (answer.kind !== 'records') throw new TypeError('A source answered records with a table.');
    if (answer.records.length > MAX_STAGE_MATCHES) {
      const words = `${stage.type} starts from ${MAX_STAGE_MATCHES} records at the most, and more match`;
      throw limitError(`${words}: narrow the time or the filter, or put '| limit 100' before it.`);
    }
    const direction = this.#order === 'newest' ? -1 : 1;
    return answer.records.toSorted((a, b) => compareRecords(a, b) * direction);
  }

  async #gather(matches: readonly WireRecord[], around: Around, wanted: number): Promise<readonly WireRecord[]> {
    const most = Math.min(wanted, MAX_CONTEXT_RECORDS + 1);
    let records: readonly WireRecord[];
    if (this.#source.around === undefined) {
      const ask = (query: RecordQuery) => this.#source.ask(query, this.#left());
      records = await gatherContext(matches, { before: around.before, after: around.after }, this.#order, most, ask);
    } else {
      const direction = this.#order === 'newest' ? -1 : 1;
      const found = matches.length === 0 ? [] : await this.#source.around(matches, around, this.#left());
      records = found.toSorted((a, b) => compareRecords(a, b) * direction).slice(0, most);
    }
    if (records.length > MAX_CONTEXT_RECORDS) {
      const words = `context gathers ${MAX_CONTEXT_RECORDS} records at the most`;
      throw limitError(`${words}: ask for fewer around each, or put '| limit 100' before it.`);
    }
    return records;
  }

  #ask({ pipes, limit }: { readonly pipes: readonly PipeNode[]; readonly limit?: number }): Promise<Answer> {
    const { filter, held } = this.#current;
    const plain = { filter, pipes, order: this.#order, ...(limit !== undefined && { limit }) };
    if (held !== undefined) return answerPlain(plain, held, { ...this.#left(), clock: this.#clock });
    const { from, to } = this.#query;
    // What a stage adds may have happened at any time.
    const times =
      this.#matches === undefined ? { ...(from !== undefined && { from }), ...(to !== undefined && { to }) } : {};
    return this.#source.ask({ ...plain, ...times }, this.#left());
  }

  #left(): AskOptions {
    const signal = this.#signal;
    if (signal?.aborted) throw new TailraceError('TAILRACE_QUERY_CANCELLED', 'The query was cancelled.');
    if (this.#timeoutMillis === undefined) return { ...(signal && { signal }) };
    const left = this.#timeoutMillis - (this.#clock.monotonic() - this.#start);
    if (left <= 0) {
      throw limitError(`The query took longer than ${this.#timeoutMillis} ms: narrow the time or the filter.`);
    }
    return { timeoutMillis: left, ...(signal && { signal }) };
  }

  /** Pages are of matches, and these are not what is shown: there is no cursor. */
  #finished(answer: Answer): Answer {
    const { notes, truncated } = answer;
    const meta = { notes, truncated, elapsedMillis: this.#clock.monotonic() - this.#start };
    if (answer.kind === 'table') {
      const { columns, rows, records } = answer;
      return { kind: 'table', columns, rows, ...(records && { records }), ...meta };
    }
    const found = new Set(this.#matches?.map(({ id }) => id));
    const matches = answer.records.flatMap(({ id }) => (found.has(id) ? [id] : []));
    return { kind: 'records', records: answer.records, matches, ...meta };
  }
}

const EVERYTHING: FilterNode = { type: 'everything' };

function isStage(pipe: PipeNode): pipe is StagePipe {
  return pipe.type === 'context' || pipe.type === 'join-trace';
}

/** Throws what an executor would throw, before anything is asked. */
function checkPipes(pipes: readonly PipeNode[]): void {
  const last = pipes.findLastIndex(isStage);
  const { table } = splitPipes(pipes.slice(0, last).filter((pipe) => !isStage(pipe)));
  if (table !== undefined) {
    const words = `'${pipes[last]?.type}' is of records, and '${table.type}' before it makes a table.`;
    throw new TailraceError('TAILRACE_QUERY_UNSUPPORTED', words);
  }
  splitPipes(pipes.slice(last + 1));
}

/** Records of the same traces; a match without a trace stays by itself. */
function sharingTrace(matches: readonly WireRecord[]): FilterNode {
  const traces = new Set(matches.flatMap(({ trace_id: trace }) => (trace ? [trace] : [])));
  const alone = matches.flatMap(({ id, trace_id: trace }) => (trace ? [] : [id]));
  const filters: FilterNode[] = [];
  if (traces.size > 0) filters.push({ type: 'in', field: ['trace_id'], values: [...traces] });
  if (alone.length > 0) filters.push({ type: 'in', field: ['id'], values: alone });
  return filters.length === 0 ? { type: 'not', filter: EVERYTHING } : anyOf(filters);
}

function limitError(words: string): TailraceError {
  return new TailraceError('TAILRACE_QUERY_LIMIT', words);
}
