// Sums up what the packages' test runs reported.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packages, readJson, root } from './workspace.mjs';

/** Whatever has tests: the packages, and the scripts themselves. */
export function tested() {
  return [...packages(), { name: 'scripts', path: join(root, 'scripts') }];
}

/** Prints a line for each package and one of totals; answers how many tests failed. */
export function printTotals() {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, path } of tested()) {
    const file = join(path, 'test-results', 'report.json');
    if (!existsSync(file)) continue;
    const report = readJson(file);
    const seconds = report.testResults.reduce((sum, { startTime, endTime }) => sum + (endTime - startTime) / 1000, 0);
    const failed =
      report.numFailedTests +
      report.testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0).length;
    total.passed += report.numPassedTests;
    total.failed += failed;
    total.skipped += report.numPendingTests + report.numTodoTests;
    console.log(
      `${name.padEnd(24)} ${String(report.numPassedTests).padStart(5)} passed ${String(failed).padStart(3)} failed ${seconds.toFixed(1).padStart(7)} s`,
    );
  }
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed;
}
