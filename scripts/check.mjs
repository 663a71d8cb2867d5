// pnpm check: types, lint, format, structure, unused code, API reports, packed tarballs. `--update` rewrites the
// generated files (API reports, the architecture's picture) instead of only comparing them.
import { bootstrap } from './bootstrap.mjs';
import { stalePictures } from './architecture.mjs';
import { staleReports } from './api-report.mjs';
import { structureProblems } from './check-structure.mjs';
import { installProblems } from './check-installs.mjs';
import { tarballProblems } from './check-tarballs.mjs';
import { capture, packages } from './workspace.mjs';

const update = process.argv.includes('--update');
const only = process.argv
  .find((argument) => argument.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');

const command = (name, args) => () => {
  const { status, output } = capture(name, args);
  return status === 0 ? [] : [output.trim()];
};

/** In this order, since the later ones need what the build made. Each answers its problems as strings. */
const checks = {
  build: command('turbo', ['run', 'build', '--concurrency=2', '--output-logs=errors-only']),
  types: () =>
    packages().flatMap(({ folder, path }) => {
      const { status, output } = capture('tsc', ['-p', 'tsconfig.test.json'], { cwd: path });
      return status === 0 || output.includes('TS5058') ? [] : [`${folder}:\n${output.trim()}`];
    }),
  lint: command('oxlint', ['--type-aware', '--max-warnings=0']),
  format: command('biome', ['format', '.']),
  structure: structureProblems,
  unused: command('knip', ['--no-progress']),
  api: () =>
    update
      ? (staleReports(true), [])
      : staleReports(false).map(
          (name) => `etc/${name}.api.md is out of date: read the change, then pnpm check --update`,
        ),
  picture: () =>
    update
      ? (stalePictures(true), [])
      : stalePictures(false).map((name) => `${name} is out of date: pnpm check --update`),
  tarballs: tarballProblems,
  installs: installProblems,
};

await bootstrap();
let passed = 0;
let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  if (only !== undefined && !only.includes(name)) continue;
  const start = Date.now();
  const problems = check();
  if (problems.length === 0) passed += 1;
  else failed += 1;
  console.log(
    `${problems.length === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(10)} ${((Date.now() - start) / 1000).toFixed(1)} s`,
  );
  for (const problem of problems) console.error(problem);
}
console.log(`checks: ${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
