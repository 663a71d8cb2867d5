/** One thing that a contract demands, with a name that says it. */
export interface Check {
  readonly name: string;
  /** Rejects where the contract is broken, with what is wrong. */
  readonly run: () => Promise<void>;
}

/** What became of one check. */
export interface CheckResult {
  readonly name: string;
  /** Absent where the check passed. */
  readonly error?: Error;
}

/**
 * Runs checks one after another without a test runner.
 *
 * @example
 * const failed = (await runChecks(sinkKit(mine))).filter(({ error }) => error !== undefined);
 */
export async function runChecks(checks: readonly Check[]): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { name, run } of checks) {
    try {
      await run();
      results.push({ name });
    } catch (error) {
      results.push({ name, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }
  return results;
}
