/** One thing that the contract demands, with a name that says it. */
export interface KitCheck {
  readonly name: string;
  /** Rejects where the contract is broken, with what is wrong. */
  readonly run: () => Promise<void>;
}

/** All checks of a kit for one plug-in. */
export interface Kit {
  readonly name: string;
  readonly checks: readonly KitCheck[];
  /** Closes what the checks share; call it after the last. */
  dispose(): Promise<void>;
}

/** What a test runner has to offer: vitest, Jest, Mocha and `node:test` all fit. */
export interface KitRunner {
  readonly describe: (name: string, define: () => void) => unknown;
  readonly it: (name: string, run: () => Promise<void>) => unknown;
  readonly afterAll: (run: () => Promise<void>) => unknown;
}

/**
 * Declares each check of a kit as a test.
 *
 * @example
 * import { afterAll, describe, it } from 'vitest';
 * describeKit(storeKit({ name: 'my store', open }), { describe, it, afterAll });
 */
export function describeKit(kit: Kit, { describe, it, afterAll }: KitRunner): void {
  describe(kit.name, () => {
    for (const { name, run } of kit.checks) it(name, run);
    afterAll(() => kit.dispose());
  });
}

/** Runs a kit without a test runner, check after check; answers what failed, by the name of the check. */
export async function runKit(kit: Kit): Promise<ReadonlyMap<string, unknown>> {
  const failures = new Map<string, unknown>();
  for (const { name, run } of kit.checks) {
    try {
      await run();
    } catch (error) {
      failures.set(name, error);
    }
  }
  await kit.dispose();
  return failures;
}
