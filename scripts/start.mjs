// npm start: installs, builds, starts the collector on the embedded store with the sample service behind it.
//   --once          a bounded run that checks sent = stored = found and ends by itself
//   --import FILE…  brings log files in
//   --port N --data DIR
//   --store URL     keeps records in PostgreSQL (postgres://…) or Elasticsearch (elasticsearch://…)
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { bringIn, runOnce, runOpenEnded } from './start-runs.mjs';
import { must, root } from './workspace.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    once: { type: 'boolean', default: false },
    import: { type: 'boolean', default: false },
    port: { type: 'string' },
    data: { type: 'string' },
    store: { type: 'string' },
  },
});
const files = positionals.map((file) => resolve(file));
if (files.length > 0 && !values.import) {
  console.error('To bring in log files: npm start -- --import FILE…');
  process.exit(2);
}

await bootstrap();
await must('turbo', [
  'run',
  'build',
  '--concurrency=2',
  '--output-logs=errors-only',
  '--filter=@tailrace/cli...',
  '--filter=@tailrace/example-sample-service...',
]);

const { startCollectorProcess } = await import('./collector-process.mjs');
const data = values.data ?? (values.once ? mkdtempSync(join(tmpdir(), 'tailrace-once-')) : join(root, 'data'));
mkdirSync(data, { recursive: true });
const collector = await startCollectorProcess({
  data: join(data, 'store'),
  port: values.port ?? (values.once ? '0' : '8717'),
  store: values.store,
});
let code = 0;
try {
  if (files.length > 0) code = await bringIn(collector.url, files);
  if (values.once) code = Math.max(code, await runOnce(collector.url, data));
  else await runOpenEnded(collector, data);
} finally {
  await collector.stop();
  if (values.once && values.data === undefined) rmSync(data, { recursive: true, force: true });
}
process.exit(code);
