// @tailrace/winston beside stock winston, pino, bunyan, LogTape and winston-daily-rotate-file: lines in a file, calls into
// a stream that takes everything, disabled levels, bursts, a steady load, imports. One process for each logger and case,
// interleaved.
//   node winston.mjs [RUNS] [LINES]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CASES } from './winston/cases.mjs';
import { importMillis, installedBytes } from './winston/footprint.mjs';
import { LOGGERS } from './winston/loggers.mjs';
import { burst, disabled, file, paced, stream } from './winston/measures.mjs';
import { report } from './winston/page.mjs';

const MEASURES = { burst, disabled, file, paced, stream };
const BURST = 200_000;
const PACKAGES = ['winston', '@tailrace/winston', 'pino', 'bunyan', '@logtape/logtape'];

const [, , role, ...given] = process.argv;
if (role === 'measure') {
  const [measure, name, caseName, count, filename] = given;
  process.send(await MEASURES[measure](name, caseName, Number(count), filename));
  process.exit(0);
}
await compare(Number(role ?? 7), Number(given[0] ?? 300_000));

async function compare(runs, count) {
  const withFile = Object.keys(LOGGERS);
  const withStream = withFile.filter((name) => LOGGERS[name].stream !== undefined);
  const rows = [
    ...Object.keys(CASES).map((caseName) => ({ measure: 'file', caseName, names: withFile, count })),
    ...Object.keys(CASES).map((caseName) => ({ measure: 'stream', caseName, names: withStream, count: count * 2 })),
    { measure: 'disabled', caseName: 'disabled', names: withStream, count },
    { measure: 'burst', caseName: 'burst', names: withFile, count: BURST, runs: 1 },
    { measure: 'paced', caseName: 'paced', names: withFile, count, runs: 3 },
  ];
  for (const row of rows) row.results = await interleaved(row, row.runs ?? runs);
  const footprints = PACKAGES.map((name) => ({ name, ...installedBytes(name), millis: imports(name, runs) }));
  await report({ rows, footprints, runs, count, burst: BURST });
}

function imports(name, runs) {
  return Array.from({ length: runs }, () => importMillis(name)).sort((a, b) => a - b)[runs >> 1];
}

async function interleaved({ measure, caseName, names, count }, runs) {
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let run = 0; run < runs; run += 1) {
    for (const name of run % 2 === 0 ? names : names.toReversed()) {
      const folder = mkdtempSync(join(tmpdir(), 'tailrace-winston-'));
      results[name].push(await inOwnProcess([measure, name, caseName, String(count), join(folder, 'app.log')]));
      rmSync(folder, { recursive: true, force: true });
    }
  }
  console.log(measure, caseName, JSON.stringify(Object.fromEntries(names.map((name) => [name, results[name][0]]))));
  return results;
}

async function inOwnProcess(argv) {
  const child = fork(new URL(import.meta.url), ['measure', ...argv], {
    execArgv: ['--expose-gc'],
    // Some say on the console that they are deprecated.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const exited = once(child, 'exit');
  let result;
  child.on('message', (message) => (result = message));
  const [code] = await exited;
  if (result === undefined) throw new Error(`${argv.join(' ')} ended with ${code} and no result.`);
  return result;
}
