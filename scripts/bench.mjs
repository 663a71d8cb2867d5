// pnpm bench NAME: runs benchmarks/src/NAME.mjs, which writes benchmarks/results/NAME.md.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { must, root, run } from './workspace.mjs';

const folder = join(root, 'benchmarks', 'src');
const scripts = readdirSync(folder).map((file) => file.replace(/\.mjs$/, ''));
const pages = readdirSync(join(root, 'benchmarks', 'results')).map((file) => file.replace(/\.md$/, ''));
// Some write a page for each of several: outage-http, outage-tcp.
const names = scripts.filter((script) =>
  pages.some((page) => page === script || (page.startsWith(`${script}-`) && !scripts.includes(page))),
);
const [name, ...rest] = process.argv.slice(2);
if (name === undefined || !existsSync(join(folder, `${name}.mjs`))) {
  console.error(`pnpm bench NAME, where NAME is one of ${names.join(', ')}.`);
  process.exit(2);
}
await bootstrap();
await must('turbo', ['run', 'build', '--output-logs=errors-only']);
process.exit(await run(process.execPath, [join(folder, `${name}.mjs`), ...rest]));
