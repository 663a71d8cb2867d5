// npm test: installs, builds, runs every test that needs no outside server, and ends with one line of totals.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { printTotals, tested } from './test-totals.mjs';
import { run } from './workspace.mjs';

await bootstrap();
for (const { path } of tested()) rmSync(join(path, 'test-results'), { recursive: true, force: true });
const code = await run('turbo', [
  'run',
  'test',
  '--concurrency=2',
  '--continue',
  '--output-logs=errors-only',
  ...process.argv.slice(2),
]);
const scripts = await run('vitest', ['run', '--config', 'scripts/vitest.config.mjs']);
const failed = printTotals();
process.exit(code !== 0 ? code : scripts !== 0 ? scripts : failed > 0 ? 1 : 0);
