import type { WireRecord } from '@tailrace/core';
import type { Answer } from '@tailrace/query';
import type { StoreQuery } from '@tailrace/store';
import type { StoreReader } from '@tailrace/store-duckdb';
import type { Around, Question, Source, StreamOptions } from './source.ts';

const BATCH = 500;

/** A store's folder, read beside whoever writes it. */
export class StoreSource implements Source {
  readonly name: string;
  readonly ownOrder = false;
  readonly #store: StoreReader;

  constructor(name: string, store: StoreReader) {
    this.name = name;
    this.#store = store;
  }

  async *stream(question: Question, options: StreamOptions): AsyncGenerator<readonly WireRecord[]> {
    let batch: WireRecord[] = [];
    const query = { ...storeQuery(question, options), pipes: [] };
    for await (const record of this.#store.stream(query, { signal: options.signal })) {
      batch.push(record);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  answer(question: Question, options: StreamOptions): Promise<Answer> {
    return this.#store.query(storeQuery(question, options), { signal: options.signal });
  }

  context(id: string, around: Around): Promise<readonly WireRecord[] | undefined> {
    return this.#store.context(id, around);
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

function storeQuery({ query, from, to }: Question, { order, limit }: StreamOptions): StoreQuery {
  return {
    filter: query.filter,
    pipes: query.pipes,
    order,
    // Every store has a limit of its own unless it is told one.
    limit: limit ?? Number.MAX_SAFE_INTEGER,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}
