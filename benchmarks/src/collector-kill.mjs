// Kills a collector with SIGKILL at random points while records come in, 100 times, against an outside record of what
// it acknowledged: none of that may be missing afterwards, and nothing may be there twice.
//   node collector-kill.mjs [KILLS] [SEED]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newRecordId } from '@tailrace/core';
import { Pool } from 'undici';
import { readAll, runCollector } from './collector.mjs';
import { randomFrom } from './generator.mjs';
import { machine, median, writeResult } from './report.mjs';

const LANES = 4;
const KILL_WITHIN_MILLIS = 1200;

if (process.argv[2] === 'collector') await runCollector(process.argv[3]);
else await runCampaign(Number(process.argv[2] ?? 100), Number(process.argv[3] ?? 1));

async function runCampaign(kills, seed) {
  const random = randomFrom(seed);
  const directory = await mkdtemp(join(tmpdir(), 'tailrace-kill-'));
  const acknowledged = new Set();
  const starts = [];
  let unanswered = [];
  let repeated = 0;
  const began = performance.now();
  for (let round = 0; round < kills; round += 1) {
    const { child, pool, startMillis } = await start(directory);
    starts.push(startMillis);
    setTimeout(() => child.kill('SIGKILL'), random() * KILL_WITHIN_MILLIS);
    const queue = unanswered;
    repeated += queue.length;
    unanswered = [];
    await Promise.all(
      Array.from({ length: LANES }, async () => {
        while (child.exitCode === null && child.signalCode === null) {
          const batch = queue.shift() ?? newBatch(random, round);
          if (await send(pool, batch)) for (const { id } of batch) acknowledged.add(id);
          else unanswered.push(batch);
        }
      }),
    );
    unanswered.push(...queue);
    await pool.destroy();
  }

  const { child, url, pool } = await start(directory);
  for (const batch of unanswered) {
    if (!(await send(pool, batch))) throw new Error('A batch was refused after the last start.');
    for (const { id } of batch) acknowledged.add(id);
  }
  const { seen, doubled } = await readAll(url);
  const lost = [...acknowledged].filter((id) => !seen.has(id)).length;
  const strange = seen.size - [...seen].filter((id) => acknowledged.has(id)).length;
  const stats = await (await fetch(`${url}/v1/stats`)).json();
  child.send('close');
  await once(child, 'exit');
  await pool.destroy();
  await rm(directory, { recursive: true, force: true });

  const text = `# A collector that is killed while records come in

${machine()}

\`kill -9\` of a collector on the DuckDB store at a random moment within ${KILL_WITHIN_MILLIS} ms of its start, ${kills} times (seed ${seed}),
while ${LANES} connections send batches of 1 to 500 records. A batch that was not answered is sent again to the next one.

| | |
| --- | --- |
| kills | ${kills} |
| records acknowledged | ${acknowledged.size.toLocaleString('en')} |
| acknowledged records lost | ${lost} |
| records stored twice | ${doubled} |
| stored though never acknowledged | ${strange} |
| batches that were sent again | ${repeated} |
| segments in the end | ${stats.segments} |
| files found damaged | ${stats.damaged.length} |
| start after a kill, median · longest | ${Math.round(median(starts))} ms · ${Math.round(Math.max(...starts))} ms |
| took | ${Math.round((performance.now() - began) / 1000)} s |
`;
  await writeResult('collector-kill', text);
  if (lost > 0 || doubled > 0) process.exitCode = 1;
}

async function start(directory) {
  const began = performance.now();
  const child = fork(new URL(import.meta.url), ['collector', directory]);
  const started = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => undefined)]);
  if (started === undefined) throw new Error('The collector did not start again.');
  const [{ url }] = started;
  return { child, url, pool: new Pool(url, { connections: LANES }), startMillis: performance.now() - began };
}

function newBatch(random, round) {
  return Array.from({ length: 1 + Math.floor(random() * 500) }, (_, n) => ({
    id: newRecordId(),
    level: 'info',
    message: `record ${n} of a batch in round ${round}`,
    attributes: { round, fill: 'x'.repeat(Math.floor(random() * 300)) },
  }));
}

async function send(pool, batch) {
  try {
    const { statusCode, body } = await pool.request({
      path: '/v1/records',
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: batch.map((record) => JSON.stringify(record)).join('\n'),
    });
    const answer = await body.json();
    return statusCode === 200 && answer.accepted + answer.duplicates === batch.length;
  } catch {
    // Killed under our hands.
    return false;
  }
}
