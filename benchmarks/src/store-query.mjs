// Questions to the embedded store beside ripgrep and jq on the same records in one run. `pnpm bench store-query`.
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeRecord } from '@tailrace/core';
import { parseQuery } from '@tailrace/query';
import { openDuckdbStore, openStoreForReading } from '@tailrace/store-duckdb';
import { lines } from './generator.mjs';
import { machine, median, writeResult } from './report.mjs';

const RECORDS = Number(process.env.RECORDS ?? 1_000_000);
const RUNS = Number(process.env.RUNS ?? 9);
const WARM_UPS = 3;
const FROM = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

// A fresh process that answers one question: what the command line costs without a server.
if (process.argv[2] === 'one') {
  const [directory, text, from, to] = process.argv.slice(3);
  const store = await openStoreForReading({ directory });
  await ask(store, text, { from: Number(from), to: Number(to) });
  await store.close();
  process.exit(0);
}

async function ask(store, text, window) {
  const { filter, pipes } = parseQuery(text);
  const answer = await store.query({ filter, pipes, ...window, limit: 100 });
  return answer.kind === 'records' ? answer.records.length : answer.rows.length;
}

async function fill(directory, file) {
  const store = await openDuckdbStore({ directory });
  const handle = openSync(file, 'w');
  let batch = [];
  const flush = async () => {
    writeSync(handle, `${batch.join('\n')}\n`);
    await store.append(batch.map((line) => decodeRecord(line).record));
    batch = [];
  };
  for (const line of lines({ count: RECORDS, from: FROM })) {
    batch.push(line);
    if (batch.length === 5000) await flush();
  }
  if (batch.length > 0) await flush();
  closeSync(handle);
  await store.compact();
  return store;
}

function shell(command) {
  const start = performance.now();
  const output = execFileSync('sh', ['-c', `${command}; true`], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  return { millis: performance.now() - start, found: output.split('\n').length - 1 };
}

async function medianOf(measure) {
  for (let run = 0; run < WARM_UPS; run += 1) await measure();
  const times = [];
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now();
    await measure();
    times.push(performance.now() - start);
  }
  return median(times);
}

const directory = mkdtempSync(join(tmpdir(), 'tailrace-bench-'));
const file = join(directory, 'records.jsonl');
try {
  const store = await fill(join(directory, 'store'), file);
  const middle = FROM + 12 * HOUR;
  const trace = (await store.query({ filter: { type: 'everything' }, pipes: [], to: middle, limit: 1 })).records[0]
    .trace_id;
  const all = { from: FROM, to: FROM + 25 * HOUR };
  const iso = (millis) => new Date(millis).toISOString();
  const inHour = `select(.timestamp >= "${iso(middle)}" and .timestamp < "${iso(middle + HOUR)}")`;
  const questions = [
    {
      name: 'trace id over everything',
      text: `trace_id:${trace}`,
      window: all,
      target: 5,
      command: `rg -F '${trace}' ${file}`,
    },
    {
      name: 'last 100 errors in an hour',
      text: 'level>=error',
      window: { from: middle, to: middle + HOUR },
      target: 50,
      command: `rg '"level":"(error|fatal)"' ${file} | jq -c '${inHour}' | tail -n 100`,
    },
    {
      name: 'count by level per minute, 24 hours',
      text: '* | count by level, 1m | limit 10000',
      window: all,
      target: 100,
      command: `jq -r '.timestamp[0:16] + " " + .level' ${file} | sort | uniq -c`,
    },
    {
      name: 'rare text over everything',
      text: '"order 345678"',
      window: all,
      command: `rg -iF 'order 345678' ${file}`,
    },
    {
      name: 'common word, newest 100',
      text: '"slow query"',
      window: all,
      command: `rg -iF 'slow query' ${file} | tail -n 100`,
    },
    {
      name: 'regular expression over everything',
      text: '/order 34567\\d /',
      window: all,
      command: `rg 'order 34567\\d ' ${file}`,
    },
    {
      name: 'p95 of duration by service',
      text: '* | p95(duration_ms) by service',
      window: all,
      command: `jq -r '[.service, .attributes.duration_ms] | @tsv' ${file} | sort -k1,1 -k2,2n | awk '{ n[$1]++; v[$1, n[$1]] = $2 } END { for (s in n) print s, v[s, int((n[s] * 95 + 99) / 100)] }'`,
    },
  ];
  const rows = [];
  for (const { name, text, window, target, command } of questions) {
    let found = 0;
    const warm = await medianOf(async () => {
      found = await ask(store, text, window);
    });
    const self = fileURLToPath(import.meta.url);
    const cold = await medianOf(() =>
      execFileSync(process.execPath, [
        self,
        'one',
        join(directory, 'store'),
        text,
        String(window.from),
        String(window.to),
      ]),
    );
    const times = [];
    let shellFound = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const { millis, found: shown } = shell(command);
      times.push(millis);
      shellFound = shown;
    }
    const shellMillis = median(times);
    rows.push({ name, warm, cold, shellMillis, target, found, shellFound });
    console.log(rows.at(-1));
  }
  const bytes = (await store.stats()).bytes;
  await store.close();
  const ms = (value) => (value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en'));
  const text = [
    '# Questions to the embedded store, beside ripgrep and jq',
    '',
    `${RECORDS.toLocaleString('en')} records over 24 hours, the same for both: a JSON lines file for the shell, ${(bytes / RECORDS).toFixed(1)} bytes a`,
    `record in the store. Medians of ${RUNS} runs after ${WARM_UPS} to warm up, in ms. "Warm" asks a store that is open; "cold" starts a`,
    'process that opens the folder, asks, and ends (Node, DuckDB and the checksums of all segments included).',
    '',
    machine(),
    '',
    '| question | store, warm | store, cold process | shell | warm is faster by | target | found: store, shell |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ name, warm, cold, shellMillis, target, found, shellFound }) =>
        `| ${name} | ${ms(warm)} | ${ms(cold)} | ${ms(shellMillis)} | ${ms(shellMillis / warm)} × | ${target === undefined ? '' : `≥ ${target} ×`} | ${found}, ${shellFound} |`,
    ),
    '',
    'The shell commands:',
    '',
    ...questions.map(({ name, command }) => `- ${name}: \`${command.replaceAll(file, 'FILE')}\``),
  ];
  await writeResult('store-query', `${text.join('\n')}\n`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
