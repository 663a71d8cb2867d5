// The embedded store at scale, beside ripgrep and jq on the same records in one run. `pnpm bench store`.
// SIZES=1000000,10000000,30000000 sizes the store grows to; MAIN=10000000, or else the last, is set beside the shell.
// DATA=FOLDER keeps the files for another run.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseQuery } from '@tailrace/query';
import { openDuckdbStore } from '@tailrace/store-duckdb';
import { machine, median, writeResult } from './report.mjs';
import { grow } from './store/ingest.mjs';
import { peakOf } from './store/memory.mjs';
import { questionsOver, shell } from './store/questions.mjs';
import { page } from './store/page.mjs';

const SIZES = (process.env.SIZES ?? '1000000,10000000,30000000').split(',').map(Number);
const MAIN = Number(process.env.MAIN ?? (SIZES.includes(10_000_000) ? 10_000_000 : SIZES.at(-1)));
if (!SIZES.includes(MAIN)) throw new Error(`MAIN=${MAIN} is none of SIZES=${SIZES.join(',')}.`);
const RUNS = Number(process.env.RUNS ?? 7);
const WARM_UPS = 2;

const directory = process.env.DATA ?? mkdtempSync(join(tmpdir(), 'tailrace-bench-'));
mkdirSync(directory, { recursive: true });
const file = join(directory, 'records.jsonl');

async function ask(store, { text, window }) {
  const { filter, pipes } = parseQuery(text);
  const answer = await store.query({ filter, pipes, ...window, limit: 100 }, { timeoutMillis: 120_000 });
  return answer.kind === 'records' ? answer.records.length : answer.rows.length;
}

async function timesOf(measure, runs = RUNS) {
  const times = [];
  for (let run = 0; run < WARM_UPS + runs; run += 1) {
    const start = performance.now();
    await measure();
    if (run >= WARM_UPS) times.push(performance.now() - start);
  }
  return median(times);
}

const sizes = [];
try {
  let from = 0;
  for (const size of SIZES) {
    const ingest = await grow({ directory: join(directory, 'store'), file, from, to: size });
    console.log(size, ingest);
    from = size;
    const store = await openDuckdbStore({ directory: join(directory, 'store') });
    const answers = [];
    for (const question of await questionsOver(store, file)) {
      let found = 0;
      const warm = await timesOf(async () => {
        found = await ask(store, question);
      });
      const answer = { ...question, warm, found };
      if (size === MAIN) {
        // A shell command of minutes is run once, and its cache is warm from those before.
        const times = Array.from({ length: question.isSlow ? 1 : RUNS }, () => shell(question.command));
        Object.assign(answer, { shell: median(times.map(({ millis }) => millis)), shellFound: times[0].found });
      }
      answers.push(answer);
      console.log(answer.name, warm.toFixed(1), answer.shell?.toFixed(1), found, answer.shellFound);
    }
    const reader = peakOf('reader-child');
    await store.close();
    sizes.push({ size, ingest, answers, reader });
  }
  await writeResult('store', page({ sizes, main: MAIN, runs: RUNS, file, machine: machine() }));
} finally {
  if (process.env.DATA === undefined) rmSync(directory, { recursive: true, force: true });
}
