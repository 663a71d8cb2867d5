// npm test: installs, builds, runs every test that needs no outside server, and ends with one line of totals.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { printTotals } from './test-totals.mjs';
import { packages, run } from './workspace.mjs';

await bootstrap();
for (const { path } of packages()) rmSync(join(path, 'test-results'), { recursive: true, force: true });
const code = await run('turbo', ['run', 'test', '--concurrency=2', '--continue', '--output-logs=errors-only', ...process.argv.slice(2)]);
const failed = printTotals();
process.exit(code !== 0 ? code : failed > 0 ? 1 : 0);
