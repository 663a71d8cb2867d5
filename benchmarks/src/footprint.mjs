// What a package costs before anything is logged: the time to load it, and the memory of a transport that waits.
//   node footprint.mjs [--runs=7] [--no-write]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine, median, writeResult } from './report.mjs';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** Packages whose load is timed; the first is what everybody has already. */
const PACKAGES = [
  'winston',
  '@tailrace/core',
  '@tailrace/delivery',
  '@tailrace/format-json',
  '@tailrace/transport-file',
  '@tailrace/transport-http',
  '@tailrace/transport-websocket',
  '@tailrace/transport-tcp',
  '@tailrace/transport-elasticsearch',
  '@tailrace/transport-sentry',
  'undici',
  'ws',
  '@elastic/elasticsearch',
  '@sentry/node',
  'pino',
];

/** Makes a transport of each kind, none of which has anything to do. */
const TRANSPORTS = {
  'winston File': "new (require('winston').transports.File)({ filename: folder + '/stock.log' })",
  'winston Http': "new (require('winston').transports.Http)({ host: '127.0.0.1', port: 9 })",
  FileTransport: "new (require('@tailrace/transport-file').FileTransport)({ filename: folder + '/ours.log' })",
  HttpTransport: "new (require('@tailrace/transport-http').HttpTransport)({ url: 'http://127.0.0.1:9' })",
  WebsocketTransport: "new (require('@tailrace/transport-websocket').WebsocketTransport)({ url: 'ws://127.0.0.1:9' })",
  TcpTransport: "new (require('@tailrace/transport-tcp').TcpTransport)({ url: 'tcp://127.0.0.1:9' })",
  SentryTransport: "new (require('@tailrace/transport-sentry').SentryTransport)({ dsn: 'http://key@127.0.0.1:9/1' })",
  ElasticsearchTransport:
    "new (require('@tailrace/transport-elasticsearch').ElasticsearchTransport)({ node: 'http://127.0.0.1:9' })",
};
/** So many of a kind, each under a name of its own, that one's share can be told from chance. */
const OF_A_KIND = 20;

function ask(script, ...flags) {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-footprint-'));
  const environment = { ...process.env, TAILRACE_STATE_DIR: folder };
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...flags, '-e', `const folder = ${JSON.stringify(folder)};\n${script}`],
    { cwd: FOLDER, env: environment, encoding: 'utf8' },
  );
  rmSync(folder, { recursive: true, force: true });
  const answer = Number(stdout);
  if (stdout === '' || Number.isNaN(answer)) throw new Error(stderr);
  return answer;
}

const loading = (name) =>
  ask(`const began = performance.now();
require(${JSON.stringify(name)});
process.stdout.write(String(performance.now() - began), () => process.exit());`);

const waiting = (make) =>
  ask(
    `${make.replace(/^new \((.*?)\)\(/, 'const Transport = ($1); const options = (')};
const warm = new Transport(options);
setTimeout(() => {
  gc();
  const before = process.memoryUsage();
  const made = Array.from({ length: ${OF_A_KIND} }, (_, n) => new Transport({ ...options, name: 'n' + n }));
  setTimeout(() => {
    gc();
    const after = process.memoryUsage();
    const used = ({ heapUsed, external }) => heapUsed + external;
    process.stdout.write(String((used(after) - used(before)) / made.length / 1024), () => process.kill(process.pid, 9));
  }, 300);
}, 300);`,
    '--expose-gc',
  );

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '7' }, 'no-write': { type: 'boolean', default: false } },
});
const runs = Number(values.runs);
const medianOf = (measure) => median(Array.from({ length: runs }, measure));

const loads = PACKAGES.map((name) => `| ${name} | ${medianOf(() => loading(name)).toFixed(0)} |`);
const kilobytes = Object.entries(TRANSPORTS).map(
  ([name, make]) => `| ${name} | ${medianOf(() => waiting(make)).toFixed(0)} |`,
);
const page = `# Before anything is logged

Medians of ${runs} processes each. ${machine()}

| package | ms to load with \`require\`, with all it needs |
| --- | --- |
${loads.join('\n')}

| transport that waits | KiB of heap and buffers |
| --- | --- |
${kilobytes.join('\n')}

A transport's share is that of ${OF_A_KIND} of a kind in one process, after the first.
`;
if (values['no-write']) console.log(page);
else await writeResult('footprint', page);
