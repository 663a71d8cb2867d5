// `tailrace search` on a plain file beside ripgrep, rg+jq, jq and, where HL names its program, hl. `pnpm bench search-files`.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lines } from './generator.mjs';
import { machine, median, writeResult } from './report.mjs';
import { profileOf } from './search-files/profile.mjs';

/** Size of the file in bytes, 1 GB by default. */
const BYTES = Number(process.env.BYTES ?? 1_000_000_000);
const RUNS = Number(process.env.RUNS ?? 5);
/** hl's program, where there is one. */
const HL = process.env.HL;
const FROM = Date.UTC(2026, 0, 1);
const CLI = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));

function fill(file) {
  const handle = openSync(file, 'w');
  let batch = [];
  let bytes = 0;
  let last = '';
  for (const line of lines({ from: FROM })) {
    batch.push(line);
    bytes += line.length + 1;
    last = line;
    if (batch.length < 5000 && bytes < BYTES) continue;
    writeSync(handle, `${batch.join('\n')}\n`);
    batch = [];
    if (bytes >= BYTES) break;
  }
  closeSync(handle);
  return Date.parse(JSON.parse(last).timestamp);
}

/** Runs a command line to its end, its output into nothing but a count of lines. */
function run(command) {
  const start = performance.now();
  const output = execFileSync('sh', ['-c', `${command} | wc -l`], { encoding: 'utf8' });
  return { millis: performance.now() - start, found: Number(output) };
}

function isThere(program) {
  return spawnSync(program, ['--version']).status === 0;
}

const directory = mkdtempSync(join(tmpdir(), 'tailrace-bench-'));
const file = join(directory, 'records.jsonl');
try {
  const end = fill(file);
  const size = statSync(file).size;
  const middle = FROM + Math.floor((end - FROM) / 2);
  const iso = (millis) => new Date(millis).toISOString();
  const window = { since: iso(middle), until: iso(middle + 900_000) };
  const trace = JSON.parse(
    execFileSync('sh', ['-c', `head -n 100000 '${file}' | tail -n 1`], { encoding: 'utf8' }),
  ).trace_id;
  const tailrace = (words) => `'${process.execPath}' '${CLI}' search ${words} '${file}'`;
  const questions = [
    {
      name: 'errors, all of them',
      tailrace: tailrace(`'level>=error'`),
      'rg + jq': `rg '"level":"(error|fatal)"' '${file}' | jq -c 'select(.severity >= 17)'`,
      hl: `'${HL}' -P --raw -l e '${file}'`,
    },
    {
      name: 'a text that is in one line of two thousand',
      tailrace: tailrace(`'"order 34"'`),
      'rg + jq': `rg -iF 'order 34' '${file}' | jq -c 'select(.message | ascii_downcase | contains("order 34"))'`,
      hl: `'${HL}' -P --raw -q 'message ~= "order 34"' '${file}'`,
    },
    {
      name: 'a trace id',
      tailrace: tailrace(`'trace_id:${trace}'`),
      'rg + jq': `rg -F '${trace}' '${file}' | jq -c 'select(.trace_id == "${trace}")'`,
      hl: `'${HL}' -P --raw -f 'trace_id=${trace}' '${file}'`,
    },
    {
      name: 'a regular expression',
      tailrace: tailrace(`'/order 34567\\d /'`),
      'rg + jq': `rg 'order 34567\\d ' '${file}' | jq -c 'select(.message | test("order 34567\\\\d "))'`,
      hl: `'${HL}' -P --raw -q 'message ~~= "order 34567[0-9] "' '${file}'`,
    },
    {
      name: 'a status and a level',
      tailrace: tailrace(`'status:502 level:error connection'`),
      'rg + jq': `rg -i connection '${file}' | jq -c 'select(.attributes.status == 502 and .level == "error")'`,
      hl: `'${HL}' -P --raw -l e -q 'message ~= "connection" and attributes.status = 502' '${file}'`,
    },
    {
      name: 'errors of a quarter of an hour',
      tailrace: tailrace(`'level>=error' --since ${window.since} --until ${window.until}`),
      'rg + jq': `rg '"level":"(error|fatal)"' '${file}' | jq -c 'select(.timestamp >= "${window.since}" and .timestamp < "${window.until}")'`,
      hl: `'${HL}' -P --raw -l e --since ${window.since} --until ${window.until} '${file}'`,
    },
    {
      name: 'the last 100 errors',
      tailrace: tailrace(`'level>=error' -n 100`),
      'rg + jq': `rg '"level":"(error|fatal)"' '${file}' | tail -n 100 | jq -c .`,
      hl: `'${HL}' -P --raw -l e '${file}' | tail -n 100`,
    },
    {
      name: 'slow ones by a number',
      tailrace: tailrace(`'duration_ms>380'`),
      'rg + jq': `jq -c 'select(.attributes.duration_ms > 380)' '${file}'`,
      hl: `'${HL}' -P --raw -q 'attributes.duration_ms > 380' '${file}'`,
      heavy: true,
    },
    {
      name: 'count by level',
      tailrace: tailrace(`'* | count by level'`),
      'rg + jq': `jq -r .level '${file}' | sort | uniq -c`,
      heavy: true,
    },
  ];
  const peers = ['rg + jq', ...(HL !== undefined && isThere(HL) ? ['hl'] : [])];
  const names = ['tailrace', ...peers];
  // Once, so that the file is in memory for all.
  run(`cat '${file}'`);
  const rows = [];
  for (const question of questions) {
    const times = new Map(names.map((name) => [name, []]));
    const found = new Map();
    for (let turn = 0; turn < (question.heavy ? Math.min(RUNS, 3) : RUNS); turn += 1) {
      for (const name of names) {
        if (question[name] === undefined) continue;
        const { millis, found: count } = run(question[name]);
        times.get(name).push(millis);
        found.set(name, count);
      }
    }
    const medians = Object.fromEntries(
      names.map((name) => [name, times.get(name).length > 0 ? median(times.get(name)) : undefined]),
    );
    const best = Math.min(...peers.flatMap((name) => medians[name] ?? []));
    const profile = profileOf(question.tailrace);
    rows.push({ question, medians, found, ratio: best / medians.tailrace, profile });
    console.log(question.name, medians, Object.fromEntries(found));
  }
  const ms = (value) => (value === undefined ? '—' : Math.round(value).toLocaleString('en'));
  const text = [
    '# Searching a plain file, beside ripgrep, jq and hl',
    '',
    `${(size / 1e9).toFixed(2)} GB of JSON lines in wire form, in memory. Whole processes, from start to end, their output counted by wc;`,
    `interleaved, medians of ${RUNS} runs (3 of the heavy ones), in ms. The last column is the better of the others beside tailrace:`,
    'above 1 tailrace is faster.',
    '',
    machine(),
    '',
    `| question | ${names.join(' | ')} | × the better | found: ${names.join(', ')} |`,
    `| --- | ${names.map(() => '---').join(' | ')} | --- | --- |`,
    ...rows.map(
      ({ question, medians, found, ratio }) =>
        `| ${question.name} | ${names.map((name) => ms(medians[name])).join(' | ')} | ${ratio.toFixed(2)} | ${names.map((name) => found.get(name) ?? '—').join(', ')} |`,
    ),
    '',
    "Where tailrace's main thread spends its time, by the engine's samples:",
    '',
    '| question | |',
    '| --- | --- |',
    ...rows.map(({ question, profile }) => {
      const shares = profile.map(({ name, share }) => `${name} ${(share * 100).toFixed(0)} %`);
      return `| ${question.name} | ${shares.join(' · ')} |`;
    }),
    '',
    'The commands:',
    '',
    ...rows.flatMap(({ question }) =>
      names.flatMap((name) =>
        question[name] === undefined
          ? []
          : `- ${name}: \`${question[name]
              .replaceAll(file, 'FILE')
              .replaceAll(process.execPath, 'node')
              .replaceAll(CLI, 'tailrace')
              .replaceAll(HL ?? 'hl', 'hl')
              .replaceAll("'node' 'tailrace'", 'tailrace')
              .replaceAll("'FILE'", 'FILE')
              .replaceAll("'hl'", 'hl')
              .replaceAll('|', '\\|')}\``,
      ),
    ),
  ];
  await writeResult('search-files', `${text.join('\n')}\n`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
