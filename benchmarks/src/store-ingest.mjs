// Ingest into the embedded store: lines as they come from the network are parsed, validated, deduplicated, made
// durable and compacted, all at once. Run it with `pnpm bench store-ingest`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeRecord } from '@tailrace/core';
import { openDuckdbStore } from '@tailrace/store-duckdb';
import { lines } from './generator.mjs';
import { machine, median, writeResult } from './report.mjs';

const RECORDS = Number(process.env.RECORDS ?? 1_000_000);
const RUNS = Number(process.env.RUNS ?? 5);
const BATCH = 2000;
const IN_FLIGHT = 8;

function makeBatches() {
  const batches = [];
  let batch = [];
  let bytes = 0;
  for (const line of lines({ count: RECORDS })) {
    batch.push(line);
    bytes += line.length;
    if (batch.length === BATCH) {
      batches.push(batch.join('\n'));
      batch = [];
    }
  }
  if (batch.length > 0) batches.push(batch.join('\n'));
  return { batches, bytesPerRecord: bytes / RECORDS };
}

async function run(batches) {
  const directory = await mkdtemp(join(tmpdir(), 'tailrace-bench-'));
  const store = await openDuckdbStore({ directory });
  try {
    let next = 0;
    let accepted = 0;
    const latencies = [];
    const start = performance.now();
    const processor = process.cpuUsage();
    const client = async () => {
      while (next < batches.length) {
        const body = batches[next];
        next += 1;
        const sent = performance.now();
        const records = [];
        for (const line of body.split('\n')) {
          const decoded = decodeRecord(line);
          if (decoded.ok) records.push(decoded.record);
        }
        const answer = await store.append(records);
        accepted += answer.accepted;
        latencies.push(performance.now() - sent);
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, client));
    const acknowledged = performance.now() - start;
    const used = process.cpuUsage(processor);
    await store.compact();
    const compacted = performance.now() - start;
    const stats = await store.stats();
    if (accepted !== RECORDS || stats.records !== RECORDS)
      throw new Error(`${accepted} accepted, ${stats.records} stored.`);
    latencies.sort((a, b) => a - b);
    return {
      acknowledged: (RECORDS / acknowledged) * 1000,
      compacted: (RECORDS / compacted) * 1000,
      bytes: stats.bytes / RECORDS,
      processorMicros: (used.user + used.system) / RECORDS,
      p99: latencies[Math.floor(latencies.length * 0.99)],
    };
  } finally {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  }
}

const { batches, bytesPerRecord } = makeBatches();
const runs = [];
for (let index = 0; index < RUNS; index += 1) {
  runs.push(await run(batches));
  console.log(runs.at(-1));
}
const whole = (value) => Math.round(value).toLocaleString('en');
const of = (name) => median(runs.map((one) => one[name]));
const text = [
  '# Ingest into the embedded store',
  '',
  `${whole(RECORDS)} records of ${bytesPerRecord.toFixed(0)} bytes of JSON on average, in batches of ${whole(BATCH)}, ${IN_FLIGHT} in flight.`,
  'Each line is parsed, validated, deduplicated by id and acknowledged after a synced write; the compactor makes Parquet',
  'segments at the same time, in a process of its own, on the same processors.',
  '',
  machine(),
  '',
  `| what (median of ${RUNS} runs) | value | target |`,
  '| --- | --- | --- |',
  `| records/s, acknowledged | ${whole(of('acknowledged'))} | ≥ 100,000 |`,
  `| records/s until everything is compacted | ${whole(of('compacted'))} | |`,
  `| processor time a record in the process that writes, parse and validation included | ${of('processorMicros').toFixed(1)} µs | |`,
  `| bytes a record on disk, indexes included | ${of('bytes').toFixed(1)} | ≤ 60 |`,
  `| of the size as JSON | ${(of('bytes') / bytesPerRecord).toFixed(3)} | ≤ 0.2 |`,
  `| 99th percentile of a batch, parse to acknowledgement | ${of('p99').toFixed(0)} ms | |`,
  '',
  `Runs, acknowledged records/s: ${runs.map((one) => whole(one.acknowledged)).join(', ')}.`,
];
await writeResult('store-ingest', `${text.join('\n')}\n`);
