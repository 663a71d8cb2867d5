// Kills an application with SIGKILL at random points while it logs through Winston to a collector, 100 times. A record
// counts as acknowledged when its receipt has settled and another process (this one) has been told so.
//   node application-kill.mjs [KILLS] [SEED]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { createRecord } from '@tailrace/core';
import { HttpTransport } from '@tailrace/transport-http';
import { readAll, runCollector } from './collector.mjs';
import { randomFrom } from './generator.mjs';
import { machine, writeResult } from './report.mjs';

const roles = { collector: runCollector, application: runApplication, last: runLast };
const role = roles[process.argv[2]];
if (role !== undefined) await role(...process.argv.slice(3));
else await runCampaign(Number(process.argv[2] ?? 100), Number(process.argv[3] ?? 1));

function transportTo(url, state) {
  return new HttpTransport({
    url: `${url}/v1/records`,
    delivery: { durability: 'process', spool: { directory: state }, batch: { ageMillis: 20 } },
  });
}

/** Logs until it is killed, and tells its parent which records it may count on. */
async function runApplication(url, state, round) {
  const transport = transportTo(url, state);
  for (let index = 0; ; index += 1) {
    const record = createRecord({
      level: 'info',
      message: `record ${index} of round ${round}`,
      attributes: { round, index },
    });
    const receipt = transport.record(record);
    void receipt.settled.then(() => process.send(receipt.id));
    if (index % 10 === 9) await turn();
  }
}

/** Adopts what the killed ones left and delivers it. */
async function runLast(url, state) {
  const transport = transportTo(url, state);
  const { pending } = await transport.flush(120_000);
  const books = transport.books();
  await new Promise((resolve) => transport.end(resolve));
  process.send({ pending, books });
  process.disconnect();
}

async function runCampaign(kills, seed) {
  const random = randomFrom(seed);
  const folder = await mkdtemp(join(tmpdir(), 'tailrace-kill-'));
  const state = join(folder, 'state');
  const collector = fork(new URL(import.meta.url), ['collector', join(folder, 'store')]);
  const [{ url }] = await once(collector, 'message');
  const acknowledged = new Set();
  const began = performance.now();
  for (let round = 0; round < kills; round += 1) {
    const child = fork(new URL(import.meta.url), ['application', url, state, String(round)]);
    child.on('message', (id) => acknowledged.add(id));
    await once(child, 'message');
    setTimeout(() => child.kill('SIGKILL'), random() * 300);
    await once(child, 'close');
  }
  const last = fork(new URL(import.meta.url), ['last', url, state]);
  const [{ pending, books }] = await once(last, 'message');
  const { seen, doubled } = await readAll(url);
  const lost = [...acknowledged].filter((id) => !seen.has(id)).length;
  const { duplicates } = await duplicatesOf(url);
  collector.send('close');
  await once(collector, 'exit');
  await rm(folder, { recursive: true, force: true });
  await writeResult(
    'application-kill',
    `# An application that is killed while it logs

${machine()}

\`kill -9\` of an application at a random moment within 300 ms of its first acknowledged record, ${kills} times (seed ${seed}).
It logs as fast as it can through \`HttpTransport\` at durability \`process\` to a collector on the DuckDB store. Each run
adopts what the one before left in the spool. Another process keeps the ids of the records whose receipts settled.

| | |
| --- | --- |
| kills | ${kills} |
| records acknowledged | ${acknowledged.size.toLocaleString('en')} |
| acknowledged records lost | ${lost} |
| records stored twice | ${doubled} |
| stored in all, those included whose acknowledgement was killed on its way | ${seen.size.toLocaleString('en')} |
| sent again after a kill, and recognised by the collector | ${duplicates.toLocaleString('en')} |
| left for the last run to adopt | ${books.adopted.toLocaleString('en')} |
| left undelivered at the end | ${pending} |
| took | ${Math.round((performance.now() - began) / 1_000)} s |
`,
  );
  if (lost > 0 || doubled > 0 || pending > 0) process.exitCode = 1;
}

/** What the collector's own metrics say of records that it had already. */
async function duplicatesOf(url) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const found = /^\w*duplicate\w*(?:\{[^}]*\})? (\d+)/m.exec(text);
  return { duplicates: Number(found?.[1] ?? 0) };
}
