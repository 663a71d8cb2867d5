import { type WireRecord, TailraceError } from '@tailrace/core';
import type { Deadline } from './deadline.ts';
import { recordOfSource } from './document/read-document.ts';
import type { Dsl } from './dsl/condition.ts';
import { ID, TIME } from './dsl/document-fields.ts';
import { failureOf, isAbsentEndpoint, type Server, unavailable } from './server.ts';

/** What is searched for. */
export interface Search {
  readonly query: Dsl;
  readonly order: 'newest' | 'oldest';
  /** The fields at the top that are needed; all where it is absent. */
  readonly roots?: readonly string[] | undefined;
}

/** What a search answered, as far as it is looked at. */
export interface SearchAnswer {
  readonly hits?: { readonly total?: { readonly value: number }; readonly hits?: readonly Hit[] };
  // oxlint-disable-next-line typescript/no-explicit-any -- shaped by what was asked for
  readonly aggregations?: any;
  readonly pit_id?: string;
  readonly timed_out?: boolean;
}

interface Hit {
  readonly _id: string;
  readonly _source?: unknown;
  readonly sort: readonly unknown[];
}

/** The largest page that Elasticsearch gives by default. */
const MAX_PAGE = 10_000;
const PIT_MINUTES = 2;

/** A view of the data stream that does not change while it is paged through, where the server has such. */
export interface View {
  readonly id: string | undefined;
}

/** Searches the data stream: pages in the order of time and id, and aggregations. */
export class Searcher {
  readonly #server: Server;
  readonly #path: string;
  #hasViews = true;

  constructor(server: Server, dataStream: string) {
    this.#server = server;
    this.#path = `/${encodeURIComponent(dataStream)}`;
  }

  /** One search; nothing where there is no data stream yet. */
  async search(body: object, deadline: Deadline, view?: View): Promise<SearchAnswer> {
    deadline.check();
    const answer = await this.#server
      .ask(
        {
          method: 'POST',
          path: view?.id === undefined ? `${this.#path}/_search` : '/_search',
          query: { allow_partial_search_results: false },
          body: view?.id === undefined ? body : { ...body, pit: { id: view.id, keep_alive: `${PIT_MINUTES}m` } },
        },
        deadline.signal,
      )
      .catch((error: unknown) => {
        throw deadline.judge(error);
      });
    if (answer.status === 404 && view?.id === undefined) return {};
    if (answer.status === 404) throw VIEW_GONE;
    if (answer.status >= 300) throw searchFailure(answer);
    const found = answer.body as SearchAnswer;
    if (found.timed_out === true) throw unavailable('it answered a part only');
    return found;
  }

  /** All records that a search finds, page by page, in order; the caller looks at each once more. */
  async *records(search: Search, deadline: Deadline, firstPage: number): AsyncIterable<readonly WireRecord[]> {
    const direction = search.order === 'oldest' ? 'asc' : 'desc';
    const sort = [
      { [TIME]: { order: direction, unmapped_type: 'date', format: 'epoch_millis' } },
      { [ID]: { order: direction, unmapped_type: 'keyword' } },
    ];
    let after: readonly unknown[] | undefined;
    let view: View | undefined;
    let size = Math.min(MAX_PAGE, firstPage);
    try {
      for (;;) {
        const { roots, query } = search;
        const source = roots === undefined ? {} : { _source: [...BASE, ...roots] };
        const body = { size, query, sort, track_total_hits: false, ...source, ...(after && { search_after: after }) };
        const found = await this.search(body, deadline, view).catch((error: unknown) => {
          if (error !== VIEW_GONE) throw error;
          return undefined;
        });
        if (found === undefined) {
          // A reader took its time, or the server was started anew: pages go on by time and id alone.
          [view, after] = [NO_VIEW, after?.slice(0, sort.length)];
          continue;
        }
        const { hits: { hits = [] } = {} } = found;
        deadline.spend(hits.length);
        const records = hits.flatMap(({ _source }) => recordOfSource(_source, roots !== undefined) ?? []);
        if (records.length > 0) yield records;
        if (hits.length < size) return;
        after = hits.at(-1)?.sort;
        size = Math.min(MAX_PAGE, size * 4);
        view ??= await this.open(deadline);
      }
    } finally {
      if (view !== undefined) await this.close(view);
    }
  }

  async open(deadline: Deadline): Promise<View> {
    if (!this.#hasViews) return NO_VIEW;
    const answer = await this.#server
      .ask({ method: 'POST', path: `${this.#path}/_pit`, query: { keep_alive: `${PIT_MINUTES}m` } }, deadline.signal)
      .catch((error: unknown) => {
        throw deadline.judge(error);
      });
    // Pages go by time and id, which is right without a view, too: only what comes meanwhile is seen.
    if (isAbsentEndpoint(answer)) this.#hasViews = false;
    if (answer.status >= 300) return NO_VIEW;
    return { id: (answer.body as { readonly id: string }).id };
  }

  /** Lets a view go; one that is not let go ends by itself. */
  async close({ id }: View): Promise<void> {
    if (id === undefined) return;
    await this.#server.ask({ method: 'DELETE', path: '/_pit', body: { id } }).catch(() => undefined);
  }
}

const NO_VIEW: View = { id: undefined };
/** Thrown and caught where a view ended by itself. */
const VIEW_GONE = unavailable('the view that was looked at is gone');
/** What every record has, and what stands for a record that is kept as text. */
const BASE = [TIME, ID, 'level', 'severity', 'tailrace.record'];

function searchFailure(answer: { status: number; body: unknown; retryAfterMillis: number | undefined }): TailraceError {
  const failure = failureOf(answer);
  if (answer.status !== 400) return failure;
  return new TailraceError('TAILRACE_QUERY_LIMIT', `Elasticsearch refused the query; narrow it. ${failure.message}`);
}
