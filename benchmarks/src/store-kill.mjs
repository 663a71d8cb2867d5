// Kills a process that appends to the embedded store, 100 times at random moments (starts, recovery and compaction
// included), and judges from outside: what was acknowledged must be there, once. Run it with `pnpm bench store-kill`.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDuckdbStore } from '@tailrace/store-duckdb';
import { randomFrom } from './generator.mjs';
import { machine, writeResult } from './report.mjs';

const KILLS = Number(process.env.KILLS ?? 100);
const BATCH = 50;

if (process.argv[2] === 'append') {
  await append(process.argv[3], process.argv[4]);
} else {
  await judge();
}

/** Appends until killed; every third batch is sent twice, as a client does that saw no answer. */
async function append(directory, prefix) {
  const store = await openDuckdbStore({
    directory,
    walRotateBytes: 200_000,
    unlinkGraceMillis: 10,
    groupCommitMillis: 2,
  });
  let next = 0;
  const client = async () => {
    for (;;) {
      const records = Array.from({ length: BATCH }, () => {
        next += 1;
        const id = `${prefix}-${next}`;
        return {
          id,
          timestamp: Date.now(),
          level: 'info',
          severity: 9,
          message: `record ${id} of a run that may end at any time`,
        };
      });
      await store.append(records);
      process.send(records.map(({ id }) => id));
      if (next % 3 === 0) await store.append(records);
    }
  };
  await Promise.all([client(), client(), client(), client()]);
}

async function runAndKill(directory, prefix, millis) {
  const child = fork(fileURLToPath(import.meta.url), ['append', directory, prefix], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const acknowledged = [];
  child.on('message', (ids) => {
    for (const id of ids) acknowledged.push(id);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), millis);
  const [status, signal] = await once(child, 'close');
  clearTimeout(timer);
  if (signal !== 'SIGKILL') throw new Error(`The process ended by itself: ${status ?? signal}.`);
  return acknowledged;
}

async function judge() {
  const directory = await mkdtemp(join(tmpdir(), 'tailrace-kill-'));
  const random = randomFrom(Number(process.env.SEED ?? 7));
  const acknowledged = new Set();
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      for (const id of await runAndKill(directory, `run${kill}`, 150 + random() * 1500)) acknowledged.add(id);
      if (kill % 10 === 9) console.log(`${kill + 1} kills, ${acknowledged.size} records acknowledged`);
    }
    const store = await openDuckdbStore({ directory });
    await store.compact();
    const count = new Map();
    for await (const { id } of store.stream({ filter: { type: 'everything' }, pipes: [] }))
      count.set(id, (count.get(id) ?? 0) + 1);
    const lost = [...acknowledged].filter((id) => !count.has(id)).length;
    const doubled = [...count.values()].filter((times) => times > 1).length;
    const { segments, damaged } = await store.stats();
    const problems = (await store.verify()).problems.filter(({ reason }) => !reason.startsWith('A crash left'));
    await store.close();
    const rejected = await readdir(join(directory, 'rejected'));
    const text = [
      '# kill -9 of a process that appends to the embedded store',
      '',
      `${KILLS} kills at random moments; four appends of ${BATCH} records in flight, the store compacting all the time.`,
      'Whoever killed keeps the list of acknowledged ids, and judges by a stream of everything.',
      '',
      machine(),
      '',
      '| what | count |',
      '| --- | --- |',
      `| acknowledged | ${acknowledged.size.toLocaleString('en')} |`,
      `| stored (what was not acknowledged may be stored too) | ${count.size.toLocaleString('en')} |`,
      `| acknowledged and lost | ${lost} |`,
      `| stored twice | ${doubled} |`,
      `| segments | ${segments} |`,
      `| problems that \`verify\` finds | ${problems.length} |`,
      `| files of rejected lines | ${rejected.length} |`,
    ];
    await writeResult('store-kill', `${text.join('\n')}\n`);
    if (lost > 0 || doubled > 0 || problems.length > 0) {
      console.error(damaged, problems);
      process.exitCode = 1;
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
