import type { IngestAnswer, LogRecord } from '@tailrace/core';
import type { Store } from '@tailrace/store';
import { openDuckdbStore } from '@tailrace/store-duckdb';
import type { Destination } from './destination.ts';

/** A store's folder; while it is open here no server can write it. */
export class StoreDestination implements Destination {
  readonly name: string;
  readonly #store: Store;

  private constructor(name: string, store: Store) {
    this.name = name;
    this.#store = store;
  }

  static async open(directory: string): Promise<StoreDestination> {
    return new StoreDestination(directory, await openDuckdbStore({ directory }));
  }

  deliver(records: readonly LogRecord[]): Promise<IngestAnswer> {
    return this.#store.append(records);
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}
