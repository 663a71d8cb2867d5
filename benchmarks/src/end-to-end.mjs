// Stock Winston → HttpTransport → collector → synced to disk, beside JSON.stringify and bare undici in batches of 500.
//   node end-to-end.mjs [RUNS] [RECORDS]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { newRecordId } from '@tailrace/core';
import { HttpTransport } from '@tailrace/transport-http';
import { Pool } from 'undici';
import winston from 'winston';
import { runCollector } from './collector.mjs';
import { wireRecords } from './generator.mjs';
import { machine, median, writeResult } from './report.mjs';

/** Records between two turns of the event loop, as a service makes them in one request. */
const PER_TURN = 20;
const BATCH = 500;

const roles = { collector: runCollector, winston: runWinston, bare: runBare };
const role = roles[process.argv[2]];
if (role !== undefined) await role(...process.argv.slice(3));
else await compare(Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 100_000));

async function runWinston(url, records, state) {
  const transport = new HttpTransport({
    url: `${url}/v1/records`,
    delivery: { durability: 'process', spool: { directory: state }, endMillis: 120_000 },
  });
  const logger = winston.createLogger({ level: 'debug', transports: [transport] });
  const calls = new Float64Array(Number(records));
  const began = performance.now();
  let index = 0;
  for (const { level, message, attributes, service, trace_id, logger: name } of wireRecords({ count: calls.length })) {
    const before = performance.now();
    logger.log(level, message, { ...attributes, service, trace_id, logger: name });
    calls[index] = performance.now() - before;
    index += 1;
    if (index % PER_TURN === 0) await turn();
  }
  const accepted = performance.now() - began;
  await new Promise((resolve) => logger.once('finish', resolve).end());
  const seconds = (performance.now() - began) / 1_000;
  calls.sort();
  process.send({
    perSecond: calls.length / seconds,
    callP50: calls[calls.length >> 1],
    callP99: calls[Math.floor(calls.length * 0.99)],
    callMax: calls.at(-1),
    acceptedShare: accepted / 1_000 / seconds,
    books: transport.books(),
    rssMegabytes: process.resourceUsage().maxRSS / 1_024,
  });
  process.disconnect();
}

async function runBare(url, records) {
  const pool = new Pool(url, { connections: 1 });
  const count = Number(records);
  const began = performance.now();
  let lines = [];
  const post = async () => {
    const { statusCode, body } = await pool.request({
      path: '/v1/records',
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    await body.dump();
    if (statusCode !== 200) throw new Error(`The collector answered ${statusCode}.`);
    lines = [];
  };
  for (const record of wireRecords({ count })) {
    const now = Date.now();
    lines.push(JSON.stringify({ ...record, id: newRecordId(now), timestamp: new Date(now).toISOString() }));
    if (lines.length === BATCH) await post();
  }
  if (lines.length > 0) await post();
  process.send({ perSecond: count / ((performance.now() - began) / 1_000) });
  await pool.close();
  process.disconnect();
}

async function compare(runs, records) {
  const folder = await mkdtemp(join(tmpdir(), 'tailrace-end-to-end-'));
  const collector = fork(new URL(import.meta.url), ['collector', join(folder, 'store')]);
  const [{ url }] = await once(collector, 'message');
  const results = { winston: [], bare: [] };
  for (let run = 0; run < runs; run += 1) {
    for (const name of run % 2 === 0 ? ['winston', 'bare'] : ['bare', 'winston']) {
      const child = fork(new URL(import.meta.url), [name, url, String(records), join(folder, `state-${run}`)]);
      const [result] = await once(child, 'message');
      await once(child, 'exit');
      results[name].push(result);
      console.log(name, Math.round(result.perSecond), result.callP99?.toFixed(3) ?? '');
    }
  }
  const expected = records * runs * 2;
  const { records: stored } = await (await fetch(`${url}/v1/stats`)).json();
  collector.send('close');
  await once(collector, 'exit');
  await rm(folder, { recursive: true, force: true });

  const middle = (name, field) => median(results[name].map((result) => result[field]));
  const ratio = median(results.winston.map(({ perSecond }, run) => perSecond / results.bare[run].perSecond));
  const undelivered = results.winston.filter(({ books }) => books.delivered !== records).length;
  await writeResult(
    'end-to-end',
    `# From Winston to a synced disk

${machine()}

Stock Winston 3.19 with \`HttpTransport\` at durability \`process\` (each record is in the spool before it counts as
accepted), one process; a collector on the DuckDB store that answers after fdatasync, another; ${records.toLocaleString('en')} records of the
benchmarks' generator, ${PER_TURN} to a turn of the event loop, until the last one is acknowledged. Beside it
\`JSON.stringify\` and bare undici on one connection in batches of ${BATCH}, to the same collector. Medians of ${runs} interleaved
runs on a machine that client, collector and compactor share.

| | records/s | ratio to bare |
| --- | --- | --- |
| Winston → HttpTransport → synced | ${Math.round(middle('winston', 'perSecond')).toLocaleString('en')} | ${ratio.toFixed(2)} |
| stringify + bare undici → synced | ${Math.round(middle('bare', 'perSecond')).toLocaleString('en')} | 1.00 |

| the caller's side | |
| --- | --- |
| call, median | ${(middle('winston', 'callP50') * 1_000).toFixed(1)} µs |
| call, p99 | ${middle('winston', 'callP99').toFixed(3)} ms |
| call, longest | ${middle('winston', 'callMax').toFixed(1)} ms |
| peak memory of the application | ${Math.round(middle('winston', 'rssMegabytes'))} MB |
| runs in which a record was not delivered | ${undelivered} |
| stored / expected | ${stored.toLocaleString('en')} / ${expected.toLocaleString('en')} |
`,
  );
  if (stored !== expected || undelivered > 0) process.exitCode = 1;
}
