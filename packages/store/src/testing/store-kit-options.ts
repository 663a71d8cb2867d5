import type { Store } from '../store.ts';

/** What the kit needs to know of a store. */
export interface StoreKitOptions {
  /** Names the store in the test's output. */
  readonly name: string;
  /** Opens a store on a folder of its own; an empty one at first, and the same again after `close()`. */
  readonly open: (folder: string) => Promise<Store> | Store;
  /** Whether what was appended is there again after `close()` and `open()`; true by default. */
  readonly keeps?: boolean;
  /** Moves what the store holds to where it stays (compaction), so that queries meet old and new records. */
  readonly settle?: (store: Store) => Promise<void>;
  /** Queries of the corpus that the store refuses with `TAILRACE_QUERY_UNSUPPORTED` instead of answering. */
  readonly refuses?: readonly string[];
}
