// Entries of 400 bytes through a transport's spool: appended in groups of 500, read back, acknowledged.
//   node spool.mjs [RUNS] [ENTRIES]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newRecordId } from '@tailrace/core';
import { openSpool } from '@tailrace/delivery';
import { machine, median, writeResult } from './report.mjs';

const GROUP = 500;
const BODY_BYTES = 400;

const runs = Number(process.argv[2] ?? 5);
const entries = Number(process.argv[3] ?? 300_000);

function groups(count) {
  const made = [];
  for (let n = 0; n < count; n += GROUP) {
    made.push(
      Array.from({ length: GROUP }, () => {
        const timestamp = Date.now();
        return { id: newRecordId(timestamp), timestamp, severity: 9, route: '', body: 'x'.repeat(BODY_BYTES) };
      }),
    );
  }
  return made;
}

async function timed(count, action) {
  const began = performance.now();
  await action();
  return count / ((performance.now() - began) / 1_000);
}

async function appended(spool, list, durability, abreast) {
  for (let at = 0; at < list.length; at += abreast) {
    await Promise.all(list.slice(at, at + abreast).map((group) => spool.append(group, durability)));
  }
}

async function readBack(spool) {
  for (;;) {
    const read = await spool.read({ records: GROUP, bytes: 1024 * 1024 });
    if (read.length === 0) return;
    spool.acknowledge(read.map(({ position }) => position));
  }
}

async function measure() {
  const directory = await mkdtemp(join(tmpdir(), 'tailrace-spool-'));
  const open = (destination) => openSpool({ directory, name: 'benchmark', destination });
  const all = groups(entries);
  const few = all.slice(0, Math.ceil(all.length / 10));
  const spool = await open('process');
  const result = { process: await timed(entries, () => appended(spool, all, 'process', 1)) };
  result.read = await timed(entries, () => readBack(spool));
  await spool.close();
  const synced = await open('disk');
  result.disk = await timed(few.length * GROUP, () => appended(synced, few, 'disk', 1));
  await synced.close();
  const again = await open('disk');
  result.adopted = again.counts().adopted;
  result.diskAbreast = await timed(few.length * GROUP, () => appended(again, few, 'disk', 8));
  await again.close();
  await rm(directory, { recursive: true, force: true });
  if (result.adopted !== few.length * GROUP) throw new Error(`${result.adopted} were taken over.`);
  return result;
}

const results = [];
for (let run = 0; run < runs; run += 1) results.push(await measure());
const middle = (field) => Math.round(median(results.map((result) => result[field]))).toLocaleString('en');

await writeResult(
  'spool',
  `# A transport's spool

Entries of ${BODY_BYTES} bytes in groups of ${GROUP}, medians of ${runs} runs of ${entries.toLocaleString('en')} entries. ${machine()}

| what | reach | entries/s |
| --- | --- | --- |
| append, in the kernel (\`process\`) | ≥ 200,000 | ${middle('process')} |
| read back and acknowledge | | ${middle('read')} |
| append, synced to disk (\`disk\`), one group after another | | ${middle('disk')} |
| the same, eight groups at once share a sync | | ${middle('diskAbreast')} |
`,
);
