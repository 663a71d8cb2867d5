// pnpm test:faults: every fault against every transport, in its long form: the delivery's own faults, the table of
// guarantees, and the campaign of killed, ended and cut off processes. Ends with one line of totals.
//
//   --update          writes the table of guarantees and the campaign's results anew
//   --only=http,file  only these transports are killed
//   --kills=N         kills for each transport; 180 by default
//   --store-kills=N   kills of the embedded store's writer, compactor and reader; 60 by default, 1000 by night
//   --seed=N          where the kills are drawn from; 1 by default
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { campaignPage } from './campaign-page.mjs';
import { readJson, root, run } from './workspace.mjs';

const update = process.argv.includes('--update');
const passedOn = process.argv.slice(2).filter((argument) => argument.startsWith('--') && argument.includes('='));
const totals = { passed: 0, failed: 0 };

/** Runs tests of one package in their long form, and adds them up. */
async function tested(folder, files, extra = []) {
  const path = join(root, folder);
  const report = join(path, 'test-results', 'faults.json');
  rmSync(report, { force: true });
  const env = { TAILRACE_FAULTS: 'long', TAILRACE_TEST_REPORT: 'faults' };
  const code = await run('vitest', ['run', ...files, ...extra], { cwd: path, env });
  if (!existsSync(report)) {
    totals.failed += 1;
    return;
  }
  const { numPassedTests, numFailedTests } = readJson(report);
  totals.passed += numPassedTests;
  totals.failed += Math.max(numFailedTests, code === 0 ? 0 : 1);
}

if ((await run('turbo', ['run', 'build', '--filter=@tailrace/faults...', '--output-logs=errors-only'])) !== 0) {
  console.log('faults: 0 passed, 1 failed');
  process.exit(1);
}
await tested('packages/delivery', ['test/spool', 'test/guarantees']);
await tested('faults', ['test/guarantees.test.ts'], update ? ['-u'] : []);

const campaign = join(root, 'faults', 'test-results', 'campaign.json');
rmSync(campaign, { force: true });
await run(process.execPath, [join(root, 'faults', 'dist', 'main.js'), ...passedOn]);
if (existsSync(campaign)) {
  const result = readJson(campaign);
  for (const { ok } of result.verdicts) totals[ok ? 'passed' : 'failed'] += 1;
  if (update) writeFileSync(join(root, 'benchmarks', 'results', 'faults.md'), campaignPage(result));
} else {
  totals.failed += 1;
}
console.log(`faults: ${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 ? 0 : 1);
