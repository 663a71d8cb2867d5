// Documents a second into a bare receiver, which costs next to nothing, and into a real Elasticsearch: stock Winston
// through ElasticsearchTransport, beside client.bulk and helpers.bulk by hand, and winston-elasticsearch. Every client is
// a process of its own; runs are interleaved.
//   node elasticsearch.mjs [RUNS] [DOCUMENTS] [bare|real]
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { Client } from '@elastic/elasticsearch';
import { logSchema, severityOf, toElasticsearchTemplate } from '@tailrace/core';
import { ElasticsearchTransport } from '@tailrace/transport-elasticsearch';
import winston from 'winston';
import { forkBareElasticsearch } from './bare-elasticsearch.mjs';
import { wireRecords } from './generator.mjs';
import { machine, median, writeResult } from './report.mjs';

/** Records between two turns of the event loop, as a service makes them in one request. */
const PER_TURN = 20;
const POOL = 5_000;
/** Winston's own JSON would be thrown away: these transports write their own. */
const NO_FORMAT = winston.format((info) => info);
const BATCH = 5_000;
const SMALL_BATCH = 500;
/** Batches of the size of those by hand. */
const LARGE = { batch: { records: BATCH, bytes: 5 * 1024 * 1024 }, capacity: { records: 50_000 } };
/** Documents that a client writes before it is measured against the bare receiver. */
const WARM_UP = 50_000;
const HOST = hostname();

/** Every client by its name; ours first, then what it is held against. */
const CLIENTS = {
  'Winston → ElasticsearchTransport': (url, stream, documents) => throughTailrace(url, stream, documents, {}),
  [`the same, ${BATCH.toLocaleString('en')} to a batch`]: (url, stream, documents) =>
    throughTailrace(url, stream, documents, {}, LARGE),
  'the same, one batch at a time': (url, stream, documents) =>
    throughTailrace(url, stream, documents, { ordered: true }),
  [`client.bulk, ${BATCH.toLocaleString('en')} at a time`]: (url, stream, documents) =>
    byHand(url, stream, documents, BATCH),
  [`client.bulk, ${SMALL_BATCH} at a time`]: (url, stream, documents) => byHand(url, stream, documents, SMALL_BATCH),
  'helpers.bulk': throughHelper,
  'Winston → helpers.bulk': throughWinstonAndHelper,
  'winston-elasticsearch': throughWinstonElasticsearch,
};
const [OURS, LARGER, , BY_HAND, , HELPER, WINSTON_HELPER, PEER] = Object.keys(CLIENTS);

if (process.argv[2] === 'client') await runClient(...process.argv.slice(3));
else await compare(Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 100_000), process.argv[4]);

/** Records as an application logs them, made before anything is measured. */
function recordPool() {
  return Array.from(wireRecords({ count: POOL }), ({ level, message, attributes, service, trace_id }) => ({
    level,
    message,
    meta: { ...attributes, service, trace_id },
  }));
}

async function runClient(name, url, stream, documents, warmUp) {
  if (Number(warmUp) > 0) {
    const first = await CLIENTS[name](url, `${stream}-first`, Number(warmUp));
    await first.run();
    await first.close();
  }
  const { run, close } = await CLIENTS[name](url, stream, Number(documents));
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  await run();
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  await close();
  process.send({
    perSecond: Number(documents) / seconds,
    cpuMicros: (user + system) / Number(documents),
    rssMegabytes: process.resourceUsage().maxRSS / 1_024,
  });
  process.disconnect();
}

async function throughTailrace(url, stream, documents, options, delivery = {}) {
  const state = await mkdtemp(join(tmpdir(), 'tailrace-bench-'));
  const transport = new ElasticsearchTransport({
    node: url,
    dataStream: stream,
    setup: false,
    ...options,
    delivery: { spool: { directory: state }, endMillis: 600_000, ...delivery },
  });
  const logger = winston.createLogger({ level: 'debug', format: NO_FORMAT(), transports: [transport] });
  const pool = recordPool();
  return {
    run: async () => {
      for (let n = 0; n < documents; n += 1) {
        const { level, message, meta } = pool[n % POOL];
        logger.log(level, message, meta);
        if (n % PER_TURN === PER_TURN - 1) await turn();
      }
      const left = await transport.flush(600_000);
      if (left.pending > 0) throw new Error(`${left.pending} records are left.`);
    },
    close: async () => {
      await new Promise((resolve) => logger.once('finish', resolve).end());
      await rm(state, { recursive: true, force: true });
    },
  };
}

/** The document of a record with its time and its id, as one makes it by hand: the same fields as ours. */
function documentOf({ level, message, meta: { service, trace_id, ...attributes } }) {
  const [id, severity] = [randomUUID(), severityOf(level)];
  const timestamp = new Date().toISOString();
  const who = { service, host: HOST, process: process.pid, trace_id };
  return { id, '@timestamp': timestamp, level, severity, message, ...who, attributes };
}

async function byHand(url, stream, documents, batch) {
  const client = new Client({ node: url });
  const pool = recordPool();
  return {
    run: async () => {
      for (let n = 0; n < documents; n += batch) {
        const operations = [];
        for (let at = n; at < Math.min(n + batch, documents); at += 1) {
          const document = documentOf(pool[at % POOL]);
          operations.push({ create: { _id: document.id } }, document);
        }
        const { errors } = await client.bulk({ index: stream, operations });
        if (errors) throw new Error('A document was refused.');
      }
    },
    close: () => client.close(),
  };
}

async function throughHelper(url, stream, documents) {
  const client = new Client({ node: url });
  const pool = recordPool();
  async function* made() {
    for (let n = 0; n < documents; n += 1) yield documentOf(pool[n % POOL]);
  }
  return {
    run: async () => {
      const { failed } = await client.helpers.bulk({
        datasource: made(),
        onDocument: ({ id }) => ({ create: { _index: stream, _id: id } }),
      });
      if (failed > 0) throw new Error(`${failed} documents were refused.`);
    },
    close: () => client.close(),
  };
}

/** The shortest transport that one can write around the helper: what it is when records come from Winston, too. */
async function throughWinstonAndHelper(url, stream, documents) {
  const client = new Client({ node: url });
  const made = new PassThrough({ objectMode: true, highWaterMark: 2 * BATCH });
  const transport = new winston.Transport({
    log({ level, message, ...meta }, callback) {
      if (made.write(documentOf({ level, message, meta }))) callback();
      else made.once('drain', callback);
    },
  });
  const logger = winston.createLogger({ level: 'debug', format: NO_FORMAT(), transports: [transport] });
  const pool = recordPool();
  return {
    run: async () => {
      const sent = client.helpers.bulk({
        datasource: made,
        onDocument: ({ id }) => ({ create: { _index: stream, _id: id } }),
      });
      for (let n = 0; n < documents; n += 1) {
        const { level, message, meta } = pool[n % POOL];
        logger.log(level, message, meta);
        if (n % PER_TURN === PER_TURN - 1) await turn();
      }
      logger.once('finish', () => made.end()).end();
      const { failed } = await sent;
      if (failed > 0) throw new Error(`${failed} documents were refused.`);
    },
    close: () => client.close(),
  };
}

async function throughWinstonElasticsearch(url, stream, documents) {
  const { ElasticsearchTransport: Peer } = await import('winston-elasticsearch');
  const transport = new Peer({
    level: 'debug',
    clientOpts: { node: url },
    dataStream: true,
    index: stream,
    ensureIndexTemplate: false,
    internalLogger: () => {},
  });
  const logger = winston.createLogger({ level: 'debug', format: NO_FORMAT(), transports: [transport] });
  for (const emitter of [transport, logger]) emitter.on('error', () => {}).on('warning', () => {});
  const pool = recordPool();
  const client = new Client({ node: url });
  const stored = async () => (await client.count({ index: stream, ignore_unavailable: true })).count;
  const before = await stored();
  // It needs its health check behind it, and a first document to begin with.
  await new Promise((resolve) => setTimeout(resolve, 500));
  return {
    run: async () => {
      for (let n = 0; n < documents; n += 1) {
        const { level, message, meta } = pool[n % POOL];
        logger.log(level, message, meta);
        if (n % PER_TURN === PER_TURN - 1) await turn();
      }
      // It has no way to say that all has arrived: the server is asked.
      const deadline = performance.now() + 120_000;
      while (performance.now() < deadline) {
        await transport.flush();
        await client.indices.refresh({ index: stream });
        if ((await stored()) >= before + documents) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await client.close();
    },
    close: async () => {},
  };
}

/** Runs a client in a process of its own; answers what it measured. */
async function runIn(name, url, stream, documents, warmUp) {
  const child = fork(new URL(import.meta.url), ['client', name, url, stream, ...[documents, warmUp].map(String)], {
    silent: true,
  });
  let complaints = '';
  child.stderr.on('data', (chunk) => (complaints += String(chunk)));
  const ended = once(child, 'exit');
  let result;
  child.on('message', (message) => (result = message));
  const [code] = await ended;
  if (result === undefined) throw new Error(`${name} ended with ${code}: ${complaints.slice(0, 500)}`);
  return result;
}

async function measureBare(name, documents) {
  // The peer is one to a process: a second one waits for the first.
  const warmUp = name === PEER ? 0 : WARM_UP;
  const receiver = await forkBareElasticsearch();
  try {
    const result = await runIn(name, receiver.url, 'bench', documents, warmUp);
    const client = new Client({ node: receiver.url });
    const { count } = await client.count();
    await client.close();
    return { ...result, stored: count - warmUp };
  } finally {
    receiver.stop();
  }
}

async function measureReal(name, url, documents) {
  const kind = name === PEER ? 'peer' : 'ours';
  const stream = `bench-tailrace-${kind}-${randomUUID()}`;
  const client = new Client({ node: url });
  const serverBefore = await serverMillis(client);
  const result = await runIn(name, url, stream, documents, 0);
  await client.indices.refresh({ index: stream });
  const serverMicros = ((await serverMillis(client)) - serverBefore) * (1_000 / documents);
  const { count } = await client.count({ index: stream });
  await client.indices.delete({ index: `.ds-${stream}-*`, expand_wildcards: 'all' }, { ignore: [400, 404] });
  await client.close();
  return { ...result, serverMicros, stored: count };
}

/** Processor time that the server has used so far. */
async function serverMillis(client) {
  const { nodes } = await client.nodes.stats({ metric: 'process', filter_path: 'nodes.*.process.cpu.total_in_millis' });
  return Object.values(nodes).reduce((sum, node) => sum + node.process.cpu.total_in_millis, 0);
}

async function compare(runs, documents, only) {
  const bare = only === 'real' ? undefined : await rounds(runs, (name) => measureBare(name, documents));
  const real = only === 'bare' ? undefined : await compareReal(runs, documents);
  if (only === undefined && real !== undefined) await report({ bare, real }, runs, documents);
  else for (const results of [bare, real]) if (results !== undefined) console.log(table(results, documents));
  const lost = [bare, real].flatMap((results) => results?.[OURS] ?? []).some(({ stored }) => stored !== documents);
  if (lost) process.exitCode = 1;
}

/** Every client once in each round. */
async function rounds(runs, measure) {
  const names = Object.keys(CLIENTS);
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let run = 0; run < runs; run += 1) {
    for (const name of names) {
      const result = await measure(name);
      results[name].push(result);
      console.log(JSON.stringify({ run, name, ...result }));
    }
  }
  return results;
}

async function compareReal(runs, documents) {
  const { obtain } = await import('@tailrace/services');
  const { available, service, reason } = await obtain('elasticsearch');
  if (!available) {
    console.error(`There is no Elasticsearch to measure: ${reason}`);
    process.exitCode = 1;
    return undefined;
  }
  try {
    const client = new Client({ node: service.url });
    await putTemplates(client);
    await client.close();
    // Once without counting: the server compiles its way, too.
    for (const name of [OURS, BY_HAND]) await measureReal(name, service.url, Math.min(documents, 20_000));
    return await rounds(runs, (name) => measureReal(name, service.url, documents));
  } finally {
    await service.stop();
  }
}

/** The same template for all, so that the server does the same work for each; but one that writes other fields. */
async function putTemplates(client) {
  const settings = { number_of_replicas: 0 };
  const ours = toElasticsearchTemplate(logSchema, { patterns: ['bench-tailrace-ours-*'], dataStream: true, settings });
  await client.indices.putIndexTemplate({ name: 'bench-tailrace-ours', ...ours });
  const properties = {
    '@timestamp': { type: 'date' },
    message: { type: 'text', norms: false },
    severity: { type: 'keyword' },
    fields: ours.template.mappings.properties.attributes,
  };
  await client.indices.putIndexTemplate({
    name: 'bench-tailrace-peer',
    ...ours,
    index_patterns: ['bench-tailrace-peer-*'],
    template: { settings, mappings: { dynamic: false, properties } },
  });
}

/** What the results of one destination say: medians, and medians of ratios within one round. */
function ratiosOf(results) {
  return {
    middle: (name, field) => median(results[name].map((result) => result[field])),
    against: (name, other) =>
      median(results[name].map(({ perSecond }, run) => perSecond / results[other][run].perSecond)).toFixed(2),
    /** How much more of its own time the other takes for a document. */
    cpuAgainst: (name, other) =>
      median(results[name].map(({ cpuMicros }, run) => results[other][run].cpuMicros / cpuMicros)).toFixed(2),
  };
}

function table(results, documents) {
  const { middle, against, cpuAgainst } = ratiosOf(results);
  const rows = Object.keys(results).map((name) => {
    const lost = results[name].reduce((sum, { stored }) => sum + documents - stored, 0);
    const speed = Math.round(middle(name, 'perSecond')).toLocaleString('en');
    const own = middle(name, 'cpuMicros').toFixed(1);
    const server = middle(name, 'serverMicros');
    const cpu = Number.isNaN(server) || server === undefined ? own : `${own} + ${server.toFixed(1)}`;
    return `| ${name} | ${speed} | ${against(name, BY_HAND)} | ${cpu} | ${cpuAgainst(name, BY_HAND)} | ${middle(name, 'rssMegabytes').toFixed(0)} | ${lost} |`;
  });
  return `| client | documents/s, median | against client.bulk, ${BATCH.toLocaleString('en')} at a time | processor µs for each, client (+ server) | the same of client.bulk, in this | peak MB | missing in the end |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

async function report({ bare, real }, runs, documents) {
  const [b, r] = [ratiosOf(bare), ratiosOf(real)];
  const row = (what, reach, other, by) =>
    `| ${what} | ${reach} | ${b[by](OURS, other)} (batches of ${BATCH.toLocaleString('en')}: ${b[by](LARGER, other)}) | ${r[by](OURS, other)} (${r[by](LARGER, other)}) |`;
  await writeResult(
    'elasticsearch',
    `# Documents into Elasticsearch

Each client is a process of its own; all write the same records of about 390 bytes. Ours goes through stock Winston,
makes the record and its JSON, and gives every document its id; the others make the same document by hand, but for the
peer, which writes fewer fields and gives no id. Measured from the first call until the last document is acknowledged,
${runs} interleaved runs of ${documents.toLocaleString('en')} documents. ${machine()}

| what | reach | bare receiver, median of the rounds' ratios | real Elasticsearch |
| --- | --- | --- | --- |
${row('against client.bulk by hand', '≥ 1.0', BY_HAND, 'against')}
${row('against helpers.bulk', '≥ 1.8', HELPER, 'against')}
${row('against helpers.bulk behind Winston', '', WINSTON_HELPER, 'against')}
${row('processor time of helpers.bulk, in ours', '', HELPER, 'cpuAgainst')}
${row('the same behind Winston', '', WINSTON_HELPER, 'cpuAgainst')}

## A bare receiver

A process of its own that counts the lines of a bulk request, parses none of them, and answers what \`filter_path\` asks
for: what is compared is the client. Each client has written ${WARM_UP.toLocaleString('en')} documents before, uncounted,
so that its code is compiled; but not the peer, of which a process takes one.

${table(bare, documents)}
## A real Elasticsearch

One node with 512 MB of heap shares the two cores with the client; data streams of the same template, without replicas.
The server takes most of the processor's time, and so sets the pace for all: no client can be faster than that. helpers.bulk
waits for the server before it takes the next document; Winston's logger never waits, and what is logged faster than the
server takes it goes through the spool once memory holds as many records as it may.

${table(real, documents)}`,
  );
}
