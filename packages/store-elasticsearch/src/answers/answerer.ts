import type { Clock, WireRecord } from '@tailrace/core';
import {
  type Answer,
  answerInMemory,
  answerInStages,
  applyTablePipes,
  compileBounds,
  finishTable,
  type RecordQuery,
  splitPipes,
  TABLE_ROW_LIMIT,
} from '@tailrace/query';
import type { QueryOptions, StoreQuery } from '@tailrace/store';
import { Deadline } from '../deadline.ts';
import type { Searcher } from '../searcher.ts';
import type { Settings } from '../settings.ts';
import { type Candidates, candidatesOf } from './bounds.ts';
import { planGroups } from './group-plan.ts';
import { recordsNeeded, rootsNeeded } from './needed.ts';
import { readGroups } from './read-groups.ts';

const PAGE = 2000;

/** Answers queries: on the server where that is exact, else from the records that it finds. */
export class Answerer {
  readonly #searcher: Searcher;
  readonly #settings: Settings;
  readonly #clock: Clock;

  constructor(searcher: Searcher, settings: Settings) {
    this.#searcher = searcher;
    this.#settings = settings;
    this.#clock = settings.clock;
  }

  query(query: StoreQuery, options: QueryOptions): Promise<Answer> {
    const { queryTimeoutMillis, clock } = this.#settings;
    return answerInStages(
      query,
      { ask: (plain, rest) => this.#answer(plain, rest) },
      { timeoutMillis: queryTimeoutMillis, ...options, clock },
    );
  }

  /** Streams passing records in order, page by page, behind a deadline of the caller's. */
  async *records(query: StoreQuery, deadline: Deadline): AsyncIterable<WireRecord> {
    const accepts = compileBounds(query);
    const { query: asked, order } = candidatesOf({ ...query, pipes: [] });
    let left = query.limit ?? Number.POSITIVE_INFINITY;
    const first = Math.min(PAGE, Number.isFinite(left) ? left : PAGE);
    for await (const page of this.#searcher.records({ query: asked, order }, deadline, first)) {
      for (const record of page) {
        if (!accepts(record)) continue;
        deadline.check();
        yield record;
        left -= 1;
        if (left <= 0) return;
      }
    }
  }

  deadline(options: QueryOptions): Deadline {
    const { queryTimeoutMillis, maxRecordsRead } = this.#settings;
    return new Deadline(options, { timeoutMillis: queryTimeoutMillis, maxRecords: maxRecordsRead }, this.#clock);
  }

  async #answer(query: RecordQuery, options: QueryOptions): Promise<Answer> {
    const start = this.#clock.monotonic();
    const deadline = this.deadline(options);
    try {
      const candidates = candidatesOf(query);
      const answer =
        (await this.#table(query, candidates, deadline)) ?? (await this.#inMemory(query, candidates, deadline));
      return { ...answer, elapsedMillis: this.#clock.monotonic() - start };
    } catch (error) {
      throw deadline.judge(error);
    } finally {
      deadline.end();
    }
  }

  /** The table of a statistic, where the server can make it. */
  async #table(query: RecordQuery, candidates: Candidates, deadline: Deadline): Promise<Answer | undefined> {
    const { ofRecords, table, ofTable } = splitPipes(query.pipes);
    if (table?.type !== 'stats' || ofRecords.length > 0) return undefined;
    const plan = planGroups(table, candidates.condition);
    const raw = plan && (await readGroups(this.#searcher, plan, candidates, query, deadline));
    if (raw === undefined) return undefined;
    const whole = applyTablePipes(raw, ofTable);
    const truncated = whole.rows.length > TABLE_ROW_LIMIT;
    const shown = finishTable(truncated ? { ...whole, rows: whole.rows.slice(0, TABLE_ROW_LIMIT) } : whole);
    return { kind: 'table', ...shown, notes: [], truncated, elapsedMillis: 0 };
  }

  /** What the executor in memory makes of the records that the server found; of the first of them where these decide. */
  #inMemory(query: RecordQuery, { query: asked, order }: Candidates, deadline: Deadline): Promise<Answer> {
    const needed = recordsNeeded(query);
    const accepts = compileBounds(boundsOf(query));
    const search = { query: asked, order, roots: rootsNeeded(query) };
    const searcher = this.#searcher;
    const found = async function* (): AsyncIterable<WireRecord> {
      let left = needed;
      const first = Math.min(PAGE, needed);
      for await (const page of searcher.records(search, deadline, first)) {
        for (const record of page) {
          if (!accepts(record)) continue;
          yield record;
          left -= 1;
          if (left <= 0) return;
        }
      }
    };
    return answerInMemory(query, found(), { signal: deadline.signal, clock: this.#clock });
  }
}

/** A cursor means nothing where answers have no pages. */
function boundsOf({ pipes, cursor, ...rest }: RecordQuery): Omit<RecordQuery, 'pipes' | 'limit'> {
  const { ofRecords, table } = splitPipes(pipes);
  const isPaged = ofRecords.length === 0 && (table === undefined || table.type === 'fields');
  return cursor !== undefined && isPaged ? { ...rest, cursor } : rest;
}
