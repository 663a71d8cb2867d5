// A destination is away for 10 s while stock Winston logs 50,000 records/s.
//   node outage.mjs [--transport=http|tcp|websocket|elasticsearch|sentry|file] [--client=NAME,…] [--rate=50000] [--seconds=10]
//                   [--delivery='{"batch":{"records":500}}'] [--runs=3] [--durability=process|memory] [--watch] [--no-write]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { clientsOf, logFolder, openClient, recordPool } from './clients.mjs';
import { forkRawServer, runRawServer } from './raw-server.mjs';
import { machine, median, writeResult } from './report.mjs';

const BEFORE_SECONDS = 2;
const AFTER_SECONDS = 3;
const TICK_MILLIS = 5;
/** Their batches travel side by side: order is that of times and ids. */
const UNORDERED = new Set(['sentry']);
/** How long a client that lost records may take to fall silent. */
const PATIENCE_SECONDS = 60;

const SCRIPT = new URL(import.meta.url);
const [role, ...given] = process.argv.slice(2);
if (role === 'server') runRawServer(...given);
else if (role === 'app') await runApp(...given);
else await main();

async function main() {
  const { values } = parseArgs({
    options: {
      transport: { type: 'string', default: 'http' },
      client: { type: 'string' },
      rate: { type: 'string', default: '50000' },
      seconds: { type: 'string', default: '10' },
      runs: { type: 'string', default: '3' },
      durability: { type: 'string', default: 'process' },
      delivery: { type: 'string', default: '{}' },
      watch: { type: 'boolean', default: false },
      'no-write': { type: 'boolean', default: false },
    },
  });
  const settings = { ...values, rate: Number(values.rate), seconds: Number(values.seconds), runs: Number(values.runs) };
  const clients = values.client?.split(',') ?? clientsOf(values.transport);
  const results = {};
  for (let run = 0; run < settings.runs; run += 1) {
    for (const client of clients) {
      // A peer is shown once: it is not what is measured for its spread.
      if (run > 0 && client !== 'tailrace') continue;
      const result = await measure(client, settings);
      results[client] = [...(results[client] ?? []), result];
      console.log(client, JSON.stringify(result));
    }
  }
  if (!values['no-write']) await report(settings, results);
  const own = results.tailrace ?? [];
  if (own.some(({ lost, misplaced }) => lost > 0 || (misplaced > 0 && !UNORDERED.has(values.transport)))) {
    process.exitCode = 1;
  }
}

async function runApp(transport, client, port, rate, seconds, durability, delivery, state, watch) {
  const perSecond = Number(rate);
  const total = perSecond * Number(seconds);
  const { logger, backlog, books, end } = await openClient(client, transport, Number(port), {
    durability,
    state,
    delivery: JSON.parse(delivery),
  });
  const pool = recordPool();
  const calls = new Uint32Array(10_000);
  const loop = monitorEventLoopDelay({ resolution: 1 });
  const began = performance.now();
  const watching = watch === 'true' ? watchMemory(began, backlog) : undefined;
  process.send('begins');
  loop.enable();
  let n = 0;
  while (n < total) {
    // A machine that holds the process up must not have it make up for all of that in one turn.
    const most = n + perSecond / 10;
    const due = Math.min(total, most, Math.floor(((performance.now() - began) / 1_000) * perSecond));
    for (; n < due; n += 1) {
      const { level, message, meta } = pool[n % pool.length];
      const before = performance.now();
      logger.log(level, message, { ...meta, n });
      calls[Math.min(calls.length - 1, Math.floor((performance.now() - before) * 1_000))] += 1;
    }
    await sleep(TICK_MILLIS);
  }
  const logged = performance.now();
  loop.disable();
  const { user, system } = process.cpuUsage();
  process.send('logged');
  // Nothing hurries it: when it tries the destination again is the client's own affair.
  if (backlog !== undefined) while (backlog() > 0) await sleep(10);
  process.send('caught up');
  await once(process, 'message');
  await end();
  clearInterval(watching);
  process.send({
    rate: Math.round(total / ((logged - began) / 1_000)),
    callP99: percentile(calls, total, 0.99) / 1_000,
    loopP99: loop.percentile(99) / 1e6,
    loopMax: loop.max / 1e6,
    books: books?.(),
    rssMegabytes: process.resourceUsage().maxRSS / 1_024,
    cpuMicros: (user + system) / total,
  });
  process.disconnect();
}

function percentile(histogram, total, share) {
  let below = 0;
  return histogram.findIndex((count) => (below += count) >= total * share);
}

function watchMemory(began, backlog) {
  return setInterval(
    () => {
      const megabytes = Object.entries(process.memoryUsage()).map(
        ([kind, bytes]) => `${kind} ${Math.round(bytes / 2 ** 20)}`,
      );
      console.log(((performance.now() - began) / 1_000).toFixed(1), megabytes.join(' '), 'backlog', backlog?.());
    },
    Number(process.env.EVERY ?? 500),
  );
}

async function measure(client, { transport, rate, seconds, durability, delivery, watch }) {
  const state = await mkdtemp(join(tmpdir(), 'tailrace-outage-'));
  const server = forkRawServer(SCRIPT, transport, logFolder(state));
  const { port } = await server.ask('up');
  const logging = BEFORE_SECONDS + seconds + AFTER_SECONDS;
  const total = rate * logging;
  const app = fork(
    SCRIPT,
    ['app', transport, client, port, rate, logging, durability, delivery, state, watch].map(String),
  );
  const exited = once(app, 'exit');
  const told = [];
  let heard = () => {};
  app.on('message', (message) => {
    told.push(message);
    heard();
  });
  app.on('exit', () => heard());
  const hear = async (deadlineSeconds) => {
    const late = AbortSignal.timeout(deadlineSeconds * 1_000);
    while (told.length === 0 && app.exitCode === null && app.signalCode === null && !late.aborted) {
      await Promise.race([new Promise((resolve) => (heard = resolve)), sleep(250)]);
    }
    return told.shift();
  };
  await hear(PATIENCE_SECONDS);
  await sleep(BEFORE_SECONDS * 1_000);
  await server.ask('down');
  await sleep(seconds * 1_000);
  await server.ask('up');
  const back = performance.now();
  // A client that is slowed down by the outage has not logged everything by now.
  await hear(10 * logging);
  await hear(PATIENCE_SECONDS * 4);
  const caughtUp = await settled(server, total, back);
  if (app.connected) app.send('end');
  const result = await hear(PATIENCE_SECONDS);
  if (app.exitCode === null) setTimeout(() => app.kill('SIGKILL'), 5_000).unref();
  await exited;
  const { records, repeats, misplaced } = await server.ask('count');
  server.end();
  await rm(state, { recursive: true, force: true });
  return { ...(result ?? { crashed: true }), total, lost: total - records, repeats, misplaced, caughtUp };
}

/** Seconds from the return to the last new record; a client that lost some is done when nothing came for 5 s. */
async function settled(server, total, back) {
  let last = performance.now();
  for (let before = -1; ; ) {
    const { records } = await server.ask('count');
    const now = performance.now();
    if (records !== before) last = now;
    if (records >= total || now - last > 5_000) return (last - back) / 1_000;
    before = records;
    await sleep(25);
  }
}

async function report({ transport, rate, seconds, durability }, results) {
  const rows = Object.entries(results).map(([client, runs]) => {
    const worst = (field) => Math.max(...runs.map((run) => run[field] ?? Number.NaN));
    const middle = (field, digits) => median(runs.map((run) => run[field] ?? Number.NaN)).toFixed(digits);
    const lost = `${worst('lost').toLocaleString('en')} (${((worst('lost') / runs[0].total) * 100).toFixed(0)} %)`;
    const name = runs.some(({ crashed }) => crashed) ? `${client} (crashed)` : client;
    return `| ${name} | ${lost} | ${worst('repeats')} | ${worst('misplaced')} | ${worst('rssMegabytes').toFixed(0)} | ${middle('rate', 0)} | ${middle('callP99', 3)} | ${middle('loopP99', 1)} | ${middle('caughtUp', 1)} | ${middle('cpuMicros', 1)} |`;
  });
  const { total } = Object.values(results)[0][0];
  await writeResult(
    `outage-${transport}`,
    `# ${transport}: the destination is away for ${seconds} s

Stock Winston (peers of pino: pino) logs ${rate.toLocaleString('en')} records/s of about 400 bytes for ${BEFORE_SECONDS + seconds + AFTER_SECONDS} s, ${total.toLocaleString('en')} in all,
${TICK_MILLIS} ms' worth at a time; ours with durability \`${durability}\`. The destination, a process of its own on the same cores that counts
every record by its number, closes its port and every connection after ${BEFORE_SECONDS} s and comes back ${seconds} s later. Repeated is what
arrived twice, misplaced what did not follow its neighbour. Ours: worst of ${results.tailrace?.length ?? 0} runs for losses and memory, median for the rest;
peers: one run. ${machine()} --transport=${transport}

| client | lost | repeated | misplaced | peak RSS, MB | records/s taken | call p99, ms | event loop p99, ms | caught up after, s | processor µs per record |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
| reach | 0 | 0 where ignored | 0 | ≤ 150 | ${rate} | | ≤ 20 | ≤ ${seconds} | |
`,
  );
}
