// The receiver is away for 10 s while stock Winston logs 20,000 records/s through HttpTransport, durability process.
//   node http-outage.mjs [RUNS] [PER_SECOND] [OUTAGE_SECONDS]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpTransport } from '@tailrace/transport-http';
import winston from 'winston';
import { wireRecords } from './generator.mjs';
import { machine, median, writeResult } from './report.mjs';

const BEFORE_SECONDS = 2;
const AFTER_SECONDS = 3;
const TICK_MILLIS = 5;

const roles = { receiver: runReceiver, app: runApp };
const role = roles[process.argv[2]];
if (role !== undefined) await role(...process.argv.slice(3));
else await compare(Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 20_000), Number(process.argv[4] ?? 10));

/** Takes batches as a collector does, knows a record again by its id, and comes and goes as it is told. */
async function runReceiver() {
  const ids = new Set();
  let last = -1;
  let repeats = 0;
  let misplaced = 0;
  const take = (line) => {
    const { id, attributes } = JSON.parse(line);
    if (ids.has(id)) {
      repeats += 1;
      return;
    }
    ids.add(id);
    if (attributes.n !== last + 1) misplaced += 1;
    last = attributes.n;
  };
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      const lines = Buffer.concat(chunks).toString('utf8').split('\n').slice(0, -1);
      const before = repeats;
      lines.forEach(take);
      const duplicates = repeats - before;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ accepted: lines.length - duplicates, duplicates, rejected: [] }));
    });
  });
  let port = 0;
  process.on('message', (message) => {
    if (message === 'up') {
      server.listen(port, '127.0.0.1', () => {
        port = server.address().port;
        process.send({ url: `http://127.0.0.1:${port}/v1/records` });
      });
    } else if (message === 'down') {
      server.close();
      server.closeAllConnections();
      process.send({ url: '' });
    } else {
      process.send({ records: ids.size, repeats, misplaced });
    }
  });
}

async function runApp(url, perSecond, seconds, state) {
  const transport = new HttpTransport({
    url,
    delivery: { durability: 'process', spool: { directory: state }, endMillis: 120_000 },
  });
  const logger = winston.createLogger({ level: 'debug', transports: [transport] });
  const total = Number(perSecond) * Number(seconds);
  const calls = new Float64Array(total);
  const loop = monitorEventLoopDelay({ resolution: 1 });
  const records = wireRecords({ count: total });
  process.send('begins');
  loop.enable();
  const began = performance.now();
  let n = 0;
  while (n < total) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1_000) * Number(perSecond)));
    for (; n < due; n += 1) {
      const { level, message, attributes, service, trace_id, logger: name } = records.next().value;
      const before = performance.now();
      logger.log(level, message, { ...attributes, n, service, trace_id, logger: name });
      calls[n] = performance.now() - before;
    }
    await sleep(TICK_MILLIS);
  }
  const logged = performance.now();
  loop.disable();
  // Nothing hurries it: when it tries the receiver again is the transport's own affair.
  for (let books = transport.books(); books.pending + books.spooled > 0; books = transport.books()) await sleep(10);
  process.send('caught up');
  await new Promise((resolve) => logger.once('finish', resolve).end());
  calls.sort();
  process.send({
    loggedSeconds: (logged - began) / 1_000,
    callP99: calls[Math.floor(total * 0.99)],
    loopP99: loop.percentile(99) / 1e6,
    books: transport.books(),
    rssMegabytes: process.resourceUsage().maxRSS / 1_024,
    cpuMicros: (process.cpuUsage().user + process.cpuUsage().system) / total,
  });
  process.disconnect();
}

async function ask(receiver, message) {
  const answered = once(receiver, 'message');
  receiver.send(message);
  return (await answered)[0];
}

async function measure(perSecond, outageSeconds) {
  const state = await mkdtemp(join(tmpdir(), 'tailrace-outage-'));
  const receiver = fork(new URL(import.meta.url), ['receiver']);
  const { url } = await ask(receiver, 'up');
  const seconds = BEFORE_SECONDS + outageSeconds + AFTER_SECONDS;
  const total = perSecond * seconds;
  const app = fork(new URL(import.meta.url), ['app', url, String(perSecond), String(seconds), state]);
  const exited = once(app, 'exit');
  void exited.then(([code]) => {
    if (code !== 0) throw new Error(`The application ended with ${code}.`);
  });
  await once(app, 'message');
  await sleep(BEFORE_SECONDS * 1_000);
  await ask(receiver, 'down');
  await sleep(outageSeconds * 1_000);
  await ask(receiver, 'up');
  const back = performance.now();
  await once(app, 'message');
  const caughtUp = (performance.now() - back) / 1_000;
  const [result] = await once(app, 'message');
  await exited;
  const { records, repeats, misplaced } = await ask(receiver, 'count');
  receiver.kill();
  await rm(state, { recursive: true, force: true });
  return { ...result, total, lost: total - records, repeats, misplaced, caughtUp };
}

async function compare(runs, perSecond, outageSeconds) {
  const results = [];
  for (let run = 0; run < runs; run += 1) {
    const result = await measure(perSecond, outageSeconds);
    results.push(result);
    console.log(JSON.stringify(result));
  }
  const worst = (field) => Math.max(...results.map((result) => result[field]));
  const middle = (field) => median(results.map((result) => result[field]));
  const { total } = results[0];
  await writeResult(
    'http-outage',
    `# The sink is away for ${outageSeconds} s

Stock Winston logs ${perSecond.toLocaleString('en')} records/s for ${BEFORE_SECONDS + outageSeconds + AFTER_SECONDS} s through
HttpTransport, durability \`process\`; the receiver, a process of its own, closes its port and every connection after
${BEFORE_SECONDS} s and opens it again ${outageSeconds} s later. Doubled is what arrived twice, before any look at its id.
${runs} runs of ${total.toLocaleString('en')} records. ${machine()}

| what | reach | measured |
| --- | --- | --- |
| lost, worst run | 0 | ${worst('lost')} |
| doubled, worst run | 0 | ${worst('repeats')} |
| out of order, worst run | 0 | ${worst('misplaced')} |
| peak memory of the application (RSS), worst run | ≤ 200 MB | ${worst('rssMegabytes').toFixed(0)} MB |
| caught up after the return, logging going on for ${AFTER_SECONDS} s of it, median | ≤ ${outageSeconds} s | ${middle('caughtUp').toFixed(1)} s |
| the caller's p99, median | < 1 ms | ${middle('callP99').toFixed(3)} ms |
| event loop delay, p99, median | ≤ 20 ms | ${middle('loopP99').toFixed(1)} ms |
| processor time of the application, of its threads too, for each record, median | | ${middle('cpuMicros').toFixed(1)} µs |
`,
  );
  if (worst('lost') + worst('repeats') + worst('misplaced') > 0) process.exitCode = 1;
}
