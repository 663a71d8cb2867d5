// What the way from Winston to a sink costs a record, for a sink that does nothing.
//   node delivery-cost.mjs [RUNS] [RECORDS]
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fromWinston } from '@tailrace/core';
import { SinkTransport } from '@tailrace/delivery';
import { jsonFormat } from '@tailrace/format-json';
import winston from 'winston';
import { recordPool } from './clients.mjs';
import { machine, median, writeResult } from './report.mjs';

const PER_TURN = 20;
const LEVEL = Symbol.for('level');

/** Takes batches and does nothing with them; at most it makes their bytes. */
function nothing({ keeps = false, ordered = true, encodes = false } = {}) {
  return {
    traits: { ordered, repeats: 'ignored', keeps },
    destination: 'nowhere',
    async send(batch) {
      if (encodes) await batch.encode('newline');
      return { status: 'delivered' };
    },
  };
}

function infoOf({ level, message, meta }, n) {
  return { ...meta, n, level, message, [LEVEL]: level };
}

function transport(sink, delivery = {}) {
  return new SinkTransport('BenchTransport', sink, { formatter: jsonFormat(), delivery });
}

const WAYS = {
  'info only': () => ({ take: () => {} }),
  'record and JSON': () => {
    const format = jsonFormat();
    return { take: (info) => format.format(fromWinston(info)) };
  },
  'transport, sink keeps': () => throughTransport(transport(nothing({ keeps: true }), { spool: false })),
  'transport, memory': () => throughTransport(transport(nothing(), { spool: false })),
  'transport, memory, encoded': () => throughTransport(transport(nothing({ encodes: true }), { spool: false })),
  'transport, memory, spool at hand': (state) =>
    throughTransport(transport(nothing(), { spool: { directory: state } })),
  'transport, process': (state) =>
    throughTransport(transport(nothing(), { durability: 'process', spool: { directory: state } })),
  'stock Winston, transport that does nothing': () => {
    const sink = new winston.transports.Stream({ stream: process.stderr, silent: true });
    sink.write = () => true;
    return throughWinston(
      winston.createLogger({ level: 'debug', format: { transform: (info) => info }, transports: [sink] }),
    );
  },
  'stock Winston, transport, sink keeps': () => {
    const own = transport(nothing({ keeps: true }), { spool: false });
    return throughWinston(
      winston.createLogger({ level: 'debug', format: { transform: (info) => info }, transports: [own] }),
    );
  },
};

function throughTransport(own) {
  return { take: (info) => own.write(info), end: () => new Promise((resolve) => own.end(resolve)) };
}

function throughWinston(logger) {
  return {
    take: (_, { level, message, meta }, n) => logger.log(level, message, { ...meta, n }),
    end: () => new Promise((resolve) => logger.once('finish', resolve).end()),
  };
}

async function runWay(name, records, state) {
  const { take, end } = WAYS[name](state);
  const pool = recordPool();
  const run = async (count) => {
    const { user, system } = process.cpuUsage();
    for (let n = 0; n < count; n += 1) {
      const record = pool[n % pool.length];
      take(infoOf(record, n), record, n);
      if (n % PER_TURN === PER_TURN - 1) await turn();
    }
    const used = process.cpuUsage();
    return ((used.user + used.system - user - system) * 1_000) / count;
  };
  await run(Math.ceil(Number(records) / 2));
  const nanos = await run(Number(records));
  await end?.();
  process.send(nanos);
  process.disconnect();
}

async function compare(runs, records) {
  const results = Object.fromEntries(Object.keys(WAYS).map((name) => [name, []]));
  const state = await mkdtemp(join(tmpdir(), 'tailrace-cost-'));
  for (let run = 0; run < runs; run += 1) {
    for (const name of Object.keys(WAYS)) {
      const child = fork(new URL(import.meta.url), ['way', name, String(records), join(state, `${run}`)]);
      const [nanos] = await once(child, 'message');
      await once(child, 'exit');
      results[name].push(nanos);
    }
  }
  await rm(state, { recursive: true, force: true });
  const of = (name) => median(results[name]);
  const formatted = of('record and JSON');
  const rows = Object.keys(WAYS).map((name) => {
    const added = name.startsWith('transport') ? Math.round(of(name) - formatted) : '';
    return `| ${name} | ${Math.round(of(name))} | ${added} |`;
  });
  await writeResult(
    'delivery-cost',
    `# What the way to a sink costs a record

Processor time of the process in nanoseconds a record, its threads and ${1 / PER_TURN} of a turn of the event loop with it,
${PER_TURN} records a turn, ${records.toLocaleString('en')} records after half as many to warm up, medians of ${runs} interleaved runs.
Records of about 400 bytes; the sink takes batches of 500 and does nothing. ${machine()}

| way | ns | beyond record and JSON |
| --- | --- | --- |
${rows.join('\n')}

Reach: ≤ 1,000 beyond record and JSON for a sink that keeps what it is given, as a file does.
`,
  );
}

if (process.argv[2] === 'way') await runWay(...process.argv.slice(3));
else await compare(Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 300_000));
