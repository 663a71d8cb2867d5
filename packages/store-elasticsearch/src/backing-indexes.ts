import { TailraceError } from '@tailrace/core';
import { failureOf, type Server } from './server.ts';

/** An index behind the data stream. */
export interface BackingIndex {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** Ids that one search asks for. */
const MAX_IDS = 5000;

/** Knows the indexes behind a data stream, and looks into the older ones for ids. */
export class BackingIndexes {
  readonly #server: Server;
  readonly #stream: string;
  /** Oldest first; the last is written. */
  #known: readonly BackingIndex[] = [];

  constructor(server: Server, stream: string) {
    this.#server = server;
    this.#stream = stream;
  }

  get all(): readonly BackingIndex[] {
    return this.#known;
  }

  get older(): readonly BackingIndex[] {
    return this.#known.slice(0, -1);
  }

  get written(): string | undefined {
    return this.#known.at(-1)?.name;
  }

  /**
   * Makes sure that the name is a data stream's, or nobody's yet: behind an alias are indexes of others, which are not
   * ours to delete.
   *
   * @throws TailraceError `TAILRACE_STORE_FAILED` where it is an alias or an index.
   */
  async refuseOthers(): Promise<void> {
    const { status, body } = await this.#server.ask({
      method: 'GET',
      path: `/_resolve/index/${encodeURIComponent(this.#stream)}`,
    });
    // Servers may lack this, or not allow it.
    if (status >= 300) return;
    const { aliases = [], indices = [] } = body as Readonly<Record<string, readonly { readonly name: string }[]>>;
    const isNamed = ({ name }: { readonly name: string }) => name === this.#stream;
    const kind = aliases.some(isNamed) ? 'an alias' : indices.some(isNamed) ? 'an index' : undefined;
    if (kind === undefined) return;
    const words = `'${this.#stream}' is no data stream of Elasticsearch but ${kind}: take another name as 'dataStream'.`;
    throw new TailraceError('TAILRACE_STORE_FAILED', words);
  }

  /** Asks anew; there are none before the first record. */
  async refresh(signal?: AbortSignal): Promise<readonly BackingIndex[]> {
    const answer = await this.#server.ask(
      {
        method: 'GET',
        path: `/${encodeURIComponent(this.#stream)}/_settings`,
        query: { filter_path: '*.settings.index.creation_date', expand_wildcards: 'all' },
      },
      signal,
    );
    if (answer.status === 404) {
      this.#known = [];
      return this.#known;
    }
    if (answer.status >= 300) throw failureOf(answer);
    const found = answer.body as Readonly<Record<string, { settings: { index: { creation_date: string } } }>>;
    this.#known = Object.entries(found)
      .map(([name, { settings }]) => ({ name, createdAt: Number(settings.index.creation_date) }))
      .toSorted((a, b) => generationOf(a.name) - generationOf(b.name) || a.createdAt - b.createdAt);
    return this.#known;
  }

  /** Which of these ids older indexes hold; the written one refuses its own by itself. */
  async olderHolders(ids: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const holders = new Map<string, string>();
    const [last, written] = [this.older.at(-1), this.written];
    if (last === undefined || written === undefined || ids.length === 0) return holders;
    const query = { ignore_unavailable: true };
    // What was written last before a roll-over may not be searchable yet; where nothing is new this costs nothing.
    await this.#server.must({ method: 'POST', path: `/${encodeURIComponent(last.name)}/_refresh`, query }, signal);
    for (let start = 0; start < ids.length; start += MAX_IDS) {
      const values = ids.slice(start, start + MAX_IDS);
      const { body } = await this.#server.must(
        {
          method: 'POST',
          path: `/${encodeURIComponent(this.#stream)}/_search`,
          query: { ...query, allow_partial_search_results: false, filter_path: 'hits.hits._id,hits.hits._index' },
          body: {
            size: values.length,
            _source: false,
            track_total_hits: false,
            query: { bool: { filter: [{ ids: { values } }], must_not: [{ term: { _index: written } }] } },
          },
        },
        signal,
      );
      const { hits } = body as { hits?: { hits?: readonly { readonly _id: string; readonly _index: string }[] } };
      for (const { _id, _index } of hits?.hits ?? []) holders.set(_id, _index);
    }
    return holders;
  }
}

/** The number at the end of an index's name. */
function generationOf(name: string): number {
  return Number(/-(\d{6,})$/.exec(name)?.[1] ?? 0);
}
