import { type ContractKit, contractKit } from '@tailrace/core/testing';
import { accessChecks } from './access-checks.ts';
import { appendChecks } from './append-checks.ts';
import { attackChecks } from './attack-checks.ts';
import { explainChecks } from './explain-checks.ts';
import { lifecycleChecks } from './lifecycle-checks.ts';
import { pagingChecks } from './paging-checks.ts';
import { queryChecks } from './query-checks.ts';
import { Session } from './session.ts';
import type { StoreKitOptions } from './store-kit-options.ts';

/**
 * Makes the checks that every store passes: appends, duplicates, durability, the conformance corpus, paging, times,
 * cancellation, look-ups, and closing.
 *
 * What a query's answer should be comes from the executor in memory of `@tailrace/query`.
 *
 * @example
 * import { afterAll, describe, it } from 'vitest';
 * storeKit({ name: 'my store', open }).register({ describe, it, afterAll });
 */
export function storeKit(options: StoreKitOptions): ContractKit {
  const session = new Session(options);
  const checks = [
    ...appendChecks(session),
    ...queryChecks(session),
    ...attackChecks(session),
    ...pagingChecks(session),
    ...accessChecks(session),
    ...explainChecks(session),
    ...lifecycleChecks(session),
  ];
  return contractKit(`${options.name} keeps the contract of a store`, checks, () => session.dispose());
}
