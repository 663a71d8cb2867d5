// The ways of writing documents that are compared, each in a process of its own.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { Client } from '@elastic/elasticsearch';
import { severityOf } from '@tailrace/core';
import { ElasticsearchTransport } from '@tailrace/transport-elasticsearch';
import { createLogger } from '@tailrace/winston';
import winston from 'winston';
import { wireRecords } from '../generator.mjs';

/** Records between two turns of the event loop, as a service makes them in one request. */
const PER_TURN = 20;
const POOL = 5_000;
/** Winston's own JSON would be thrown away: these transports write their own. */
const NO_FORMAT = winston.format((info) => info);
export const BATCH = 5_000;
const SMALL_BATCH = 500;
/** Batches of the size of those by hand. */
const LARGE = { batch: { records: BATCH, bytes: 5 * 1024 * 1024 }, capacity: { records: 50_000 } };
/** Documents that a client writes before it is measured against the bare receiver. */
export const WARM_UP = 50_000;
const HOST = hostname();

/** Every client by its name; ours first, then what it is held against. */
export const CLIENTS = {
  'Winston → ElasticsearchTransport': (url, stream, documents) => throughTailrace(url, stream, documents, {}),
  [`the same, ${BATCH.toLocaleString('en')} to a batch`]: (url, stream, documents) =>
    throughTailrace(url, stream, documents, {}, LARGE),
  'the same, one batch at a time': (url, stream, documents) =>
    throughTailrace(url, stream, documents, { ordered: true }),
  'our drop-in → ElasticsearchTransport': (url, stream, documents) =>
    throughTailrace(url, stream, documents, {}, {}, createLogger),
  [`client.bulk, ${BATCH.toLocaleString('en')} at a time`]: (url, stream, documents) =>
    byHand(url, stream, documents, BATCH),
  [`client.bulk, ${SMALL_BATCH} at a time`]: (url, stream, documents) => byHand(url, stream, documents, SMALL_BATCH),
  'helpers.bulk': throughHelper,
  'Winston → helpers.bulk': throughWinstonAndHelper,
  'winston-elasticsearch': throughWinstonElasticsearch,
};
export const [OURS, LARGER, , DROP_IN, BY_HAND, , HELPER, WINSTON_HELPER, PEER] = Object.keys(CLIENTS);

/** Records as an application logs them, made before anything is measured. */
function recordPool() {
  return Array.from(wireRecords({ count: POOL }), ({ level, message, attributes, service, trace_id }) => ({
    level,
    message,
    meta: { ...attributes, service, trace_id },
  }));
}

/** Measures one client in this process, and tells the one that started it. */
export async function runClient(name, url, stream, documents, warmUp) {
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

async function throughTailrace(url, stream, documents, options, delivery = {}, make = winston.createLogger) {
  const state = await mkdtemp(join(tmpdir(), 'tailrace-bench-'));
  const transport = new ElasticsearchTransport({
    node: url,
    dataStream: stream,
    setup: false,
    ...options,
    delivery: { spool: { directory: state }, endMillis: 600_000, ...delivery },
  });
  const logger = make({ level: 'debug', format: NO_FORMAT(), transports: [transport] });
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
