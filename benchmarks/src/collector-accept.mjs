// How many records a second the collector takes over HTTP, beside the time a store needs: batches of 500 on a store that
// only counts. The client runs in a process of its own, so that two cores do two things.
import { fork } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { startCollector } from '@tailrace/collector';
import { Pool } from 'undici';
import { lines } from './generator.mjs';
import { machine, median, writeResult } from './report.mjs';

const BATCH = 500;
const RUNS = 5;
const RUN_MILLIS = 2000;
const CONNECTIONS = 4;

if (process.argv[2] === 'client') await runClient(process.argv[3], process.argv[4]);
else await runServer();

async function runServer() {
  let stored = 0;
  const store = {
    name: 'counting',
    append: async (records) => {
      stored += records.length;
      return { accepted: records.length, duplicates: 0, rejected: [] };
    },
    stats: async () => ({ records: stored, bytes: 0, segments: 0, damaged: [] }),
  };
  const collector = await startCollector({ store, port: 0 });
  const rows = [];
  for (const encoding of ['identity', 'gzip']) {
    const figures = [];
    for (let run = 0; run <= RUNS; run += 1) {
      const cpu = process.cpuUsage();
      const { records, millis } = await client(collector.url, encoding);
      const used = process.cpuUsage(cpu);
      // The first run warms up.
      if (run > 0) figures.push({ rate: (records / millis) * 1000, cpuMicros: (used.user + used.system) / records });
    }
    rows.push({
      encoding,
      rate: median(figures.map(({ rate }) => rate)),
      cpu: median(figures.map(({ cpuMicros }) => cpuMicros)),
    });
  }
  await collector.close();
  const table = rows.map(
    ({ encoding, rate, cpu }) => `| ${encoding} | ${Math.round(rate).toLocaleString('en')} | ${cpu.toFixed(2)} |`,
  );
  const text = `# The collector's ingest, without a store

${machine()}

Batches of ${BATCH} records of about 400 bytes over ${CONNECTIONS} connections, client and collector in a process
each. Medians of ${RUNS} runs of ${RUN_MILLIS / 1000} s; the store only counts.

| encoding | records/s | µs of processor a record, collector alone |
| --- | --- | --- |
${table.join('\n')}
`;
  await writeResult('collector-accept', text);
}

function client(url, encoding) {
  return new Promise((resolve, reject) => {
    const child = fork(new URL(import.meta.url), ['client', url, encoding]);
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (code) => code !== 0 && reject(new Error(`The client ended with ${code}.`)));
  });
}

async function runClient(url, encoding) {
  const all = [...lines({ count: BATCH * 20 })];
  const bodies = Array.from({ length: 20 }, (_, batch) => {
    const text = all.slice(batch * BATCH, (batch + 1) * BATCH).join('\n');
    return encoding === 'gzip' ? gzipSync(text) : Buffer.from(text);
  });
  const pool = new Pool(url, { connections: CONNECTIONS });
  const headers = {
    'content-type': 'application/x-ndjson',
    ...(encoding === 'gzip' && { 'content-encoding': 'gzip' }),
  };
  let records = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, lane) => {
      for (let turn = lane; performance.now() - started < RUN_MILLIS; turn += 1) {
        const { statusCode, body } = await pool.request({
          path: '/v1/records',
          method: 'POST',
          headers,
          body: bodies[turn % 20],
        });
        const answer = await body.json();
        if (statusCode !== 200 || answer.accepted !== BATCH)
          throw new Error(`${statusCode}: ${JSON.stringify(answer).slice(0, 200)}`);
        records += BATCH;
      }
    }),
  );
  process.send({ records, millis: performance.now() - started });
  await pool.close();
  process.disconnect();
}
