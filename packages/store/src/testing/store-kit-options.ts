import type { Store, StoreQuery } from '../store.ts';

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
  /**
   * Which queries the store cannot answer: each of them must be refused with `TAILRACE_QUERY_UNSUPPORTED`, never
   * answered, and every other answered rightly. None by default.
   */
  readonly unsupported?: (query: StoreQuery) => boolean;
  /** How many queries of the corpus may be unsupported; 0 by default. */
  readonly maxUnsupported?: number;
  /**
   * How far a percentile may be off, as a part of the records: at 0.01 the answer to `p95` lies from `p94` to `p96`.
   * 0 by default: percentiles are exact.
   */
  readonly percentileBound?: number;
}
