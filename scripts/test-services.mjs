// pnpm test:services: the tests that need real servers, package by package; ends with one line of totals. Arguments
// are names of packages (`pnpm test:services format-syslog`); without any, every package that has such tests.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { definitionOf, isService, urlVariable } from './services/src/catalog.mjs';
import { kept } from './services/src/keeper.mjs';
import { packages, readJson, root, run } from './workspace.mjs';

const SUFFIX = '.services.test.ts';
const asked = process.argv.slice(2).map((name) => name.replace('@tailrace/', ''));

/** The packages with tests against servers, and the files of those tests. */
const suites = packages()
  .filter(({ name }) => asked.length === 0 || asked.includes(name))
  .map((item) => ({ ...item, files: testFiles(join(item.path, 'test/services')) }))
  .filter(({ files }) => files.length > 0);

function testFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(SUFFIX));
}

/** A file is named after the server it shares with others (`redis.services.test.ts`), which is started once for all. */
function sharedServices() {
  const names = suites.flatMap(({ files }) => files.map((file) => file.split('/').at(-1).slice(0, -SUFFIX.length)));
  return [...new Set(names)].filter((name) => isService(name) && !process.env[urlVariable(name)]);
}

/** Starts what is shared and passes it on by the environment; what is missing here is said by the tests themselves. */
async function startShared() {
  const started = [];
  for (const name of sharedServices()) {
    const definition = definitionOf(name);
    if (definition.missing() !== undefined || (await kept(name)) !== undefined) continue;
    try {
      const service = await definition.start();
      process.env[urlVariable(name)] = service.url;
      started.push(service);
      console.log(`services: ${name} at ${service.url}`);
    } catch (error) {
      // The tests start it themselves and say why that fails.
      console.log(`services: ${name} did not start: ${error.message}`);
    }
  }
  return started;
}

async function runSuite({ name, path }) {
  const file = join(path, 'test-results', 'services.json');
  rmSync(file, { force: true });
  console.log(`\n${name}`);
  const code = await run('vitest', ['run', '--root', path, '--config', join(root, 'vitest.services.ts')], {
    cwd: path,
  });
  if (!existsSync(file)) return { name, passed: 0, failed: 1, skipped: 0, reasons: [], tests: [] };
  const report = readJson(file);
  const brokenFiles = report.testResults.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  ).length;
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  const failed = report.numFailedTests + brokenFiles;
  return {
    name,
    passed: report.numPassedTests,
    // Errors outside of tests leave no failed test behind, only the exit code.
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: skipped.length,
    reasons: [...new Set(skipped.map(({ title }) => title))],
    tests: tests.map(({ fullName, status, duration }) => ({ name: fullName, status, duration })),
  };
}

const started = await startShared();
const results = [];
try {
  for (const suite of suites) results.push(await runSuite(suite));
} finally {
  for (const service of started) await service.stop();
}

const sum = (field) => results.reduce((total, result) => total + result[field], 0);
console.log('');
for (const { name, passed, failed, skipped, reasons } of results) {
  console.log(`${name.padEnd(26)} ${String(passed).padStart(4)} passed ${failed} failed ${skipped} skipped`);
  for (const reason of reasons) console.log(`  skipped: ${reason}`);
}
mkdirSync(join(root, 'test-results'), { recursive: true });
const totals = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
writeFileSync(
  join(root, 'test-results/services.json'),
  `${JSON.stringify({ ...totals, packages: results }, null, 2)}\n`,
);
console.log(`services: ${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 && (results.length > 0 || asked.length === 0) ? 0 : 1);
