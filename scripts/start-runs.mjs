// What npm start does once the collector is up: bring files in, run the sample service for ever, or once and check.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { tailrace } from './collector-process.mjs';
import { environment, root, run } from './workspace.mjs';

const REQUESTS = 1_500;

/** Imports log files into the collector; answers the exit code. */
export async function bringIn(url, files) {
  return run(process.execPath, [tailrace, 'import', ...files, '--to', url]);
}

function startService(url, data, more) {
  const main = join(root, 'examples', 'sample-service', 'src', 'main.mjs');
  const places = ['--file', join(data, 'logs', 'shop.jsonl'), '--state', join(data, 'state')];
  return spawn(process.execPath, [main, '--collector', url, ...places, ...more], {
    cwd: root,
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Runs the sample service until somebody presses Ctrl-C. */
export async function runOpenEnded({ url, tcpUrl }, data) {
  const service = startService(url, data, []);
  const ended = once(service, 'exit');
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => service.kill('SIGTERM'));
  console.log(`
  Tailrace is up.

    page        ${url}
    TCP         ${tcpUrl}
    terminal    node apps/cli/dist/main.js tail 'level>=info' ${url}
                node apps/cli/dist/main.js search 'level>=error' --since 15m ${url}
    import      node apps/cli/dist/main.js import FILE… --to ${url}
    data        ${data}

  A sample service writes records all the while. Ctrl-C stops everything.
`);
  const [code, signal] = await ended;
  if (code !== 0 && signal === null) throw new Error(`The sample service ended with exit code ${code}.`);
}

/** A bounded load; prints sent = stored = found and answers 0 where they are equal. */
export async function runOnce(url, data) {
  const before = (await json(url, '/v1/stats')).records;
  const service = startService(url, data, ['--requests', String(REQUESTS)]);
  const lines = await linesOf(service.stdout);
  const [code] = service.exitCode === null ? await once(service, 'exit') : [service.exitCode];
  if (code !== 0) throw new Error(`The sample service ended with exit code ${code}.`);
  const summary = JSON.parse(lines.at(-1));
  const sent = summary.collector.delivered;
  const stored = (await json(url, '/v1/stats')).records - before;
  const found = await countFound(url, `run:${summary.runId}`);
  const dropped = Object.entries(summary.collector.filter.dropped).map(([reason, count]) => `${count} ${reason}`);

  await run(process.execPath, [
    tailrace,
    'search',
    `run:${summary.runId} level>=error`,
    '--limit',
    '3',
    '--output',
    'pretty',
    url,
  ]);
  await run(process.execPath, [tailrace, 'search', `run:${summary.runId} | count by level`, '--output', 'pretty', url]);
  const { answered, file } = summary;
  console.log(`\n${answered} requests made ${file.delivered} records in the file, and for the collector ${sent}`);
  console.log(`besides ${dropped.join(', ') || 'none'} that the filter chain dropped and the weights stand for.`);
  console.log(`sent ${sent} ${sign(sent, stored)} stored ${stored} ${sign(stored, found)} found ${found}`);
  return sent > 0 && sent === stored && stored === found ? 0 : 1;
}

function sign(a, b) {
  return a === b ? '=' : '≠';
}

async function json(url, path) {
  const response = await fetch(new URL(path, url));
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

/** How many records a query finds, each streamed as a line. */
async function countFound(url, q) {
  const address = new URL('/v1/query', url);
  address.searchParams.set('q', q);
  address.searchParams.set('limit', '1000000');
  const response = await fetch(address, { headers: { accept: 'application/x-ndjson' } });
  return (await linesOf(Readable.fromWeb(response.body))).length;
}

async function linesOf(stream) {
  const lines = [];
  for await (const line of createInterface({ input: stream })) if (line !== '') lines.push(line);
  return lines;
}
