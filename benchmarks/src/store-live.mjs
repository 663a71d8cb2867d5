// A large store in the page and in the terminal while records come in: `tailrace serve` on the store's folder, a sender
// beside it, and Chromium and `tailrace search` asking. `pnpm bench store-live`.
// STORE=FOLDER takes a store that is there, as `DATA=… pnpm bench store` leaves one; otherwise one of RECORDS=1000000 is made.
// RATE=5000 records come in each second.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM_ARGUMENTS, chromium as service } from '@tailrace/services';
import { chromium } from 'playwright-core';
import { machine, median, writeResult } from './report.mjs';
import { grow } from './store/ingest.mjs';
import { sender } from './store/sender.mjs';
import { waysOf } from './store/page-questions.mjs';

const RUNS = Number(process.env.RUNS ?? 5);
const RATE = Number(process.env.RATE ?? 5_000);
const SCREENSHOTS = process.env.SCREENSHOTS;
/** What a page shows one after the other. */
const STEPS = ['answer', 'timeline and facets'];
const cli = join(import.meta.dirname, '..', '..', 'apps', 'cli', 'dist', 'main.js');
const executablePath = await service.install();

const made = process.env.STORE === undefined ? mkdtempSync(join(tmpdir(), 'tailrace-bench-')) : undefined;
const folder = process.env.STORE ?? join(made, 'store');
if (made !== undefined) {
  await grow({ directory: folder, file: join(made, 'records.jsonl'), from: 0, to: Number(process.env.RECORDS ?? 1e6) });
}

const { server, url } = await serve();
try {
  const { records, oldest, newest } = await (await fetch(`${url}/v1/stats`)).json();
  const sending = sender(url, RATE);
  const rows = [...(await inThePage(waysOf({ oldest, newest }))), ...inTheTerminal(waysOf({ oldest, newest }))];
  const sent = await sending.end();
  const { rows: found } = await query(`attributes.run:${sent.run} | count`);
  await writeResult('store-live', pageOf({ records, rows, sent, found: found[0][0] }));
} finally {
  server.kill('SIGTERM');
  await once(server, 'exit');
  if (made !== undefined) rmSync(made, { recursive: true, force: true });
}

/** Starts the collector as a user does; answers when it listens. */
async function serve() {
  const options = ['serve', '--data', folder, '--port', '0', '--tcp', 'false', '--retention', 'all forever'];
  const child = spawn(process.execPath, [cli, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const start = performance.now();
  let said = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    said += text;
    const [address] = /http:\/\/[\d.:]+/.exec(said) ?? [];
    if (address === undefined) continue;
    child.stdout.resume();
    console.log(`listens after ${(performance.now() - start).toFixed(0)} ms`);
    return { server: child, url: address };
  }
  throw new Error(`The collector ended without an address: ${said}`);
}

async function query(text) {
  const answer = await fetch(`${url}/v1/query?q=${encodeURIComponent(text)}`);
  return answer.json();
}

async function inThePage(ways) {
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_ARGUMENTS] });
  try {
    const page = await browser.newPage({ viewport: { width: 1_400, height: 900 } });
    const rows = [];
    for (const { name, text, from, to, shows } of ways) {
      const address = `${url}/?${new URLSearchParams({ q: text, from, to, live: '0' })}`;
      const times = shows.map(() => []);
      for (let run = 0; run <= RUNS; run += 1) {
        const start = performance.now();
        await page.goto(address);
        for (const [step, selector] of shows.entries()) {
          await page.locator(selector).first().waitFor({ timeout: 60_000 });
          if (run > 0) times[step].push(performance.now() - start);
        }
      }
      if (SCREENSHOTS !== undefined) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
      rows.push(...times.map((each, step) => ({ where: STEPS[step], name, millis: median(each) })));
      console.log(name, ...times.map(median));
    }
    rows.push({ where: STEPS[0], name: 'a record that comes in is seen', millis: await seenAfter(page) });
    return rows;
  } finally {
    await browser.close();
  }
}

/** From sending a record to its line in a page that follows what comes in. */
async function seenAfter(page) {
  await page.goto(`${url}/?${new URLSearchParams({ q: 'service:bench-mark' })}`);
  await page.locator('.status-tail.is-open').waitFor();
  const times = [];
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now();
    const body = JSON.stringify({ level: 'info', service: 'bench-mark', message: `mark ${run}` });
    await fetch(`${url}/v1/records`, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body });
    await page.locator('.row', { hasText: `mark ${run}` }).waitFor();
    times.push(performance.now() - start);
  }
  return median(times);
}

function inTheTerminal(ways) {
  return ways.map(({ name, text, from, to }) => {
    const window = [...(from === '' ? [] : ['--since', from]), ...(to === '' ? [] : ['--until', to])];
    const times = [];
    for (let run = 0; run <= RUNS; run += 1) {
      const start = performance.now();
      execFileSync(process.execPath, [cli, 'search', text, url, '--limit', '100', ...window], { stdio: 'pipe' });
      if (run > 0) times.push(performance.now() - start);
    }
    console.log(name, median(times));
    return { where: 'terminal', name, millis: median(times) };
  });
}

function pageOf({ records, rows, sent, found }) {
  const names = [...new Set(rows.map(({ name }) => name))];
  const cell = (name, where) => {
    const row = rows.find((each) => each.name === name && each.where === where);
    return row === undefined ? '' : row.millis.toFixed(0);
  };
  return `# A store of ${records.toLocaleString('en')} records while more come in

${machine()}

\`tailrace serve\` on the store's folder; ${RATE.toLocaleString('en')} records a second come in over HTTP all the while. Milliseconds until
the page in Chromium shows the answer, from its address being entered (so with loading the page), then its timeline and
facets; and until \`tailrace search URL --limit 100\` has ended, its start included. Medians of ${RUNS}.

| question | page: answer | with timeline and facets | terminal |
| --- | --- | --- | --- |
${names.map((name) => `| ${[name, ...[...STEPS, 'terminal'].map((where) => cell(name, where))].join(' | ')} |`).join('\n')}

Meanwhile ${sent.records.toLocaleString('en')} records were sent and acknowledged, p50 ${sent.p50.toFixed(0)} ms and p99 ${sent.p99.toFixed(0)} ms a request; ${found.toLocaleString('en')} of them are
found by the run's mark.
`;
}
