import type { Store } from '../store.ts';
import { accessChecks } from './access-checks.ts';
import { appendChecks } from './append-checks.ts';
import type { Kit } from './kit.ts';
import { lifecycleChecks } from './lifecycle-checks.ts';
import { pagingChecks } from './paging-checks.ts';
import { queryChecks } from './query-checks.ts';
import { Session } from './session.ts';

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

/**
 * Makes the checks that every store passes: appends, duplicates, durability, the conformance corpus, paging, times,
 * cancellation, look-ups, and closing.
 *
 * What a query's answer should be comes from the executor in memory of `@tailrace/query`.
 */
export function storeKit(options: StoreKitOptions): Kit {
  const session = new Session(options);
  return {
    name: `${options.name} keeps the contract of a store`,
    checks: [
      ...appendChecks(session),
      ...queryChecks(session),
      ...pagingChecks(session),
      ...accessChecks(session),
      ...lifecycleChecks(session),
    ],
    dispose: () => session.dispose(),
  };
}
