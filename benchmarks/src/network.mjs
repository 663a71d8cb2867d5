// Records over the network, from stock Winston to the last record counted by a server in another process, beside
// JSON.stringify and the bare client in batches of 500.
//   node network.mjs [--runs=5] [--records=100000] [--only=NAME,…] [--no-write]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { newRecordId } from '@tailrace/core';
import { Pool } from 'undici';
import { WebSocket } from 'ws';
import { openClient, recordPool } from './clients.mjs';
import { forkRawServer, runRawServer } from './raw-server.mjs';
import { machine, median, writeResult } from './report.mjs';

/** Records between two turns of the event loop, as a service makes them in one request. */
const PER_TURN = 20;
const BATCH = 500;
/** After so long without a new record a client that loses some is done. */
const SILENCE_MILLIS = 3_000;

const ours = (options = {}) => ({ client: 'tailrace', ...options });
const GROUPS = {
  http: {
    'stringify + undici': { bare: bareHttp },
    HttpTransport: ours(),
    'HttpTransport, durability process': ours({ durability: 'process' }),
    'HttpTransport, gzip': ours({ compression: 'gzip' }),
    'pino-http-send': { client: 'pino-http-send' },
    'winston Http': { client: 'winston Http', share: 0.1 },
  },
  tcp: {
    'stringify + net': { bare: bareTcp },
    'TcpTransport, acknowledged': ours(),
    'TcpTransport, plain lines': ours({ acknowledge: false }),
    'pino-socket': { client: 'pino-socket' },
  },
  websocket: {
    'stringify + ws': { bare: bareWebSocket },
    'WebsocketTransport, acknowledged': ours(),
    'WebsocketTransport, mask of zeros': ours({ mask: 'zero' }),
  },
};

const SCRIPT = new URL(import.meta.url);
const [role, ...given] = process.argv.slice(2);
if (role === 'server') runRawServer(...given);
else if (role === 'app') await runApp(...given);
else await main();

async function runApp(transport, name, port, records, state) {
  const { bare, client, share: _, ...options } = GROUPS[transport][name];
  const total = Number(records);
  const pool = recordPool();
  const opened =
    bare === undefined ? await openClient(client, transport, Number(port), { state, ...options }) : undefined;
  const send = bare === undefined ? undefined : await bare(Number(port));
  // One record beforehand, so that everybody is connected when it begins, as the reference is.
  if (opened === undefined) await send(`${JSON.stringify({ n: total })}\n`);
  else opened.logger.log('info', 'connects', { n: total });
  process.send('begins');
  await once(process, 'message');
  const { user, system } = process.cpuUsage();
  if (opened === undefined) await logBare(send, pool, total);
  else await logThrough(opened.logger, pool, total);
  await once(process, 'message');
  const used = process.cpuUsage();
  process.send({
    cpuMicros: (used.user + used.system - user - system) / total,
    rss: process.resourceUsage().maxRSS / 1_024,
  });
  await Promise.race([opened?.end(), sleep(2_000)]);
  process.exit();
}

async function logThrough(logger, pool, total) {
  for (let n = 0; n < total; n += 1) {
    const { level, message, meta } = pool[n % pool.length];
    logger.log(level, message, { ...meta, n });
    if (n % PER_TURN === PER_TURN - 1) await turn();
  }
}

async function logBare(send, pool, total) {
  let lines = [];
  for (let n = 0; n < total; n += 1) {
    const { level, message, meta } = pool[n % pool.length];
    const now = Date.now();
    const { service, trace_id, ...attributes } = meta;
    const timestamp = new Date(now).toISOString();
    const record = {
      id: newRecordId(now),
      timestamp,
      level,
      severity: 9,
      message,
      service,
      host: 'node-01',
      process: 4_000,
    };
    lines.push(JSON.stringify({ ...record, trace_id, attributes: { ...attributes, n } }));
    if (lines.length === BATCH || n === total - 1) {
      await send(`${lines.join('\n')}\n`);
      lines = [];
    }
  }
}

function bareHttp(port) {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 1 });
  return async (body) => {
    const answer = await pool.request({
      path: '/v1/records',
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body,
    });
    await answer.body.dump();
  };
}

async function bareTcp(port) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return (body) => new Promise((resolve) => socket.write(body, resolve));
}

async function bareWebSocket(port) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false });
  await once(socket, 'open');
  return (body) => new Promise((resolve) => socket.send(body, resolve));
}

async function main() {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '5' },
      records: { type: 'string', default: '100000' },
      only: { type: 'string' },
      'no-write': { type: 'boolean', default: false },
    },
  });
  const groups = values.only?.split(',') ?? Object.keys(GROUPS);
  const results = {};
  for (let run = 0; run < Number(values.runs); run += 1) {
    for (const transport of groups) {
      const names = Object.keys(GROUPS[transport]);
      for (const name of run % 2 === 0 ? names : names.toReversed()) {
        const share = GROUPS[transport][name].share ?? 1;
        const result = await measure(transport, name, Math.ceil(Number(values.records) * share));
        results[name] = [...(results[name] ?? []), result];
        console.log(name, JSON.stringify(result));
      }
    }
  }
  if (!values['no-write']) await report(groups, results, Number(values.records));
}

async function measure(transport, name, records) {
  const state = await mkdtemp(join(tmpdir(), 'tailrace-network-'));
  const server = forkRawServer(SCRIPT, transport);
  const { port } = await server.ask('up');
  const app = fork(SCRIPT, ['app', transport, name, String(port), String(records), state]);
  const exited = once(app, 'exit');
  await once(app, 'message');
  for (let turns = 0; turns < 400 && (await server.ask('count')).records === 0; turns += 1) await sleep(5);
  const { records: beforehand } = await server.ask('count');
  const began = performance.now();
  app.send('go');
  let last = began;
  let came = 0;
  while (came < records && performance.now() - last < SILENCE_MILLIS) {
    await sleep(5);
    const now = (await server.ask('count')).records - beforehand;
    if (now > came) last = performance.now();
    came = now;
  }
  const seconds = (last - began) / 1_000;
  const answered = once(app, 'message');
  app.send('end');
  const [{ cpuMicros, rss }] = await answered;
  await exited;
  const { misplaced, repeats } = await server.ask('count');
  server.end();
  await rm(state, { recursive: true, force: true });
  return { perSecond: came / seconds, cpuMicros, rss, lost: records - came, misplaced, repeats };
}

async function report(groups, results, records) {
  const rows = groups.flatMap((transport) => {
    const [reference, ...others] = Object.keys(GROUPS[transport]);
    return [reference, ...others].map((name) => {
      const middle = (field) => median(results[name].map((result) => result[field]));
      const ratio = median(results[name].map(({ perSecond }, run) => perSecond / results[reference][run].perSecond));
      const work = median(results[name].map(({ cpuMicros }, run) => results[reference][run].cpuMicros / cpuMicros));
      const worst = (field) => Math.max(...results[name].map((result) => result[field]));
      return `| ${transport} | ${name} | ${Math.round(middle('perSecond')).toLocaleString('en')} | ${ratio.toFixed(2)} | ${middle('cpuMicros').toFixed(1)} | ${work.toFixed(2)} | ${Math.round(middle('rss'))} | ${worst('lost')} |`;
    });
  });
  const { length: runs } = Object.values(results)[0];
  await writeResult(
    'network',
    `# Over the network

${records.toLocaleString('en')} records of about 400 bytes (a tenth for winston Http) from stock Winston, ${PER_TURN} to a turn of the event loop, to a
server of our own in another process that counts them and does nothing else; until the last has been counted. The
reference of each transport is \`JSON.stringify\` and the bare client in batches of ${BATCH}, one after another, without a
logger, a queue or a retry. Ours: durability \`memory\` with a spool at hand, unless said otherwise; order is kept; where
it says acknowledged the server has answered for each batch, which the references over TCP and WebSocket do not wait
for. Medians of ${runs} interleaved runs, ratios within a run. Work is the reference's processor time (all threads) beside
the client's. ${machine()}

| | client | records/s | of reference | processor µs per record | work, of reference | peak RSS, MB | lost, worst run |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

Reach: ≥ 0.9 of the reference each, gzip ≥ 0.6.
`,
  );
}
