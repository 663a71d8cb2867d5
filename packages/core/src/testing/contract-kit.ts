/** One named check of a contract. */
export interface ContractCheck {
  /** A sentence: what must hold. */
  readonly name: string;
  /** Throws, or rejects, where it does not hold. */
  readonly run: () => void | Promise<void>;
}

/** How one check ended. */
export interface ContractFinding {
  readonly name: string;
  readonly ok: boolean;
  readonly error?: unknown;
}

/** What a kit needs of a test runner: vitest, Jest, mocha and node:test all have it. */
export interface TestRunner {
  readonly describe: (name: string, define: () => void) => unknown;
  readonly it: (name: string, run: () => void | Promise<void>) => unknown;
  /** Needed by kits whose checks share something that is to be closed, as a store. */
  readonly afterAll?: (run: () => void | Promise<void>) => unknown;
}

/** A contract as a list of checks that any test runner, or none, can run. */
export interface ContractKit {
  readonly name: string;
  readonly checks: readonly ContractCheck[];
  /** Declares every check as a test. */
  register(runner: TestRunner): void;
  /** Runs every check without a runner; answers how each ended. */
  findings(): Promise<readonly ContractFinding[]>;
  /** Runs every check without a runner; rejects with an `AggregateError` that names those that do not hold. */
  run(): Promise<void>;
  /** Closes what the checks share; only for those who run single checks. */
  dispose(): Promise<void>;
}

/**
 * Makes a kit of checks.
 *
 * @param dispose - Closes what the checks share, after the last of them.
 */
export function contractKit(
  name: string,
  checks: readonly ContractCheck[],
  dispose?: () => void | Promise<void>,
): ContractKit {
  const findings = async (): Promise<readonly ContractFinding[]> => {
    const found: ContractFinding[] = [];
    for (const check of checks) {
      try {
        await check.run();
        found.push({ name: check.name, ok: true });
      } catch (error) {
        found.push({ name: check.name, ok: false, error });
      }
    }
    await dispose?.();
    return found;
  };
  return {
    name,
    checks,
    register({ describe, it, afterAll }) {
      describe(name, () => {
        for (const check of checks) it(check.name, () => check.run());
        if (dispose === undefined) return;
        if (afterAll === undefined) throw new TypeError(`${name}: its checks share something, so it needs afterAll.`);
        afterAll(dispose);
      });
    },
    findings,
    async dispose() {
      await dispose?.();
    },
    async run() {
      const failed = (await findings()).filter(({ ok }) => !ok);
      if (failed.length === 0) return;
      const words = failed.map((finding) => `- ${finding.name}: ${String(finding.error)}`).join('\n');
      throw new AggregateError(
        failed.map(({ error }) => error),
        `${name} breaks its contract:\n${words}`,
      );
    },
  };
}
