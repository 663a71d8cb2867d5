// Records a second into a real PostgreSQL: append of @tailrace/store-postgres beside COPY by hand of the very same rows
// into a table with the very same columns, partitions and indexes. Runs are interleaved; each begins with empty tables.
//   node postgres.mjs [RUNS] [RECORDS]
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fromWire } from '@tailrace/core';
import { obtain } from '@tailrace/services';
import { openPostgresStore } from '@tailrace/store-postgres';
import { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { wireRecords } from './generator.mjs';
import { machine, median, writeResult } from './report.mjs';

const BATCH = 5_000;
/** All but what the table fills in by itself. */
const COLUMNS = `"id", "timestamp", "level", "severity", "message", "logger", "service", "host", "process", "thread",
  "trace_id", "span_id", "trace_flags", "module", "function", "line", "exception", "attributes", "kind", "sample_rate",
  "raw", "terms"`;
const HOUR = 3_600_000;

const runs = Number(process.argv[2] ?? 5);
const count = Number(process.argv[3] ?? 100_000);

const { service: server, reason } = await obtain('postgresql', { own: true, settings: { max_wal_size: '4GB' } });
if (server === undefined) throw new Error(reason);
try {
  await compare(server.url);
} finally {
  await server.stop();
}

async function compare(url) {
  const admin = new Client(url);
  await admin.connect();
  const from = Math.floor(Date.now() / HOUR) * HOUR - 6 * HOUR;
  const records = Array.from(wireRecords({ count, from }), (wire) => fromWire(wire).record);
  const batches = Array.from({ length: Math.ceil(count / BATCH) }, (_, n) => records.slice(n * BATCH, (n + 1) * BATCH));
  const results = { together: [], alone: [], byHand: [], writing: [], again: [] };
  const { lines, bytes, terms } = await rowsAsCopied(admin, url, batches);
  for (let run = 0; run < runs; run += 1) {
    results.alone.push(await measured(admin, url, (store) => oneByOne(store, batches)));
    results.byHand.push(await measured(admin, url, (_, schema) => byHand(url, schema, lines)));
    results.writing.push(await measured(admin, url, (_, schema) => byHand(url, schema, written(batches, terms))));
    results.together.push(await measured(admin, url, (store) => twoAtOnce(store, batches)));
    results.again.push(
      await measured(
        admin,
        url,
        (store) => oneByOne(store, batches),
        (store) => oneByOne(store, batches),
      ),
    );
  }
  await admin.end();
  await report(results, bytes);
}

/** Fresh tables, and records a second of the work. */
async function measured(admin, url, work, before) {
  const schema = `bench_${Math.random().toString(36).slice(2, 10)}`;
  const store = await openPostgresStore({ url, schema });
  await before?.(store);
  await admin.query('CHECKPOINT');
  const began = performance.now();
  await work(store, schema);
  const seconds = (performance.now() - began) / 1_000;
  await store.close();
  const { rows } = await admin.query(`SELECT count(*)::int AS n FROM ${schema}.records`);
  if (rows[0].n !== count) throw new Error(`${rows[0].n} records are there, not ${count}.`);
  await admin.query(`DROP SCHEMA ${schema} CASCADE`);
  return count / seconds;
}

async function oneByOne(store, batches) {
  for (const batch of batches) await store.append(batch);
}

async function twoAtOnce(store, batches) {
  const left = batches.values();
  const worker = async () => {
    for (const batch of left) await store.append(batch);
  };
  await Promise.all([worker(), worker()]);
}

/** One transaction for each batch, as ours; the lines are there before the clock starts. */
async function byHand(url, schema, lines) {
  const client = new Client(url);
  await client.connect();
  for (const chunk of lines) {
    await client.query('BEGIN');
    await pipeline(Readable.from([chunk]), client.query(copyFrom(`COPY ${schema}.records (${COLUMNS}) FROM STDIN`)));
    await client.query('COMMIT');
  }
  await client.end();
}

/** The same lines made of the records as they go, by code as one writes it; the terms alone are there before. */
function* written(batches, terms) {
  const field = (value) => {
    if (value === undefined) return '\\N';
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return text.replace(
      /[\\\t\n\r]/g,
      (character) => `\\${{ '\\': '\\', '\t': 't', '\n': 'n', '\r': 'r' }[character]}`,
    );
  };
  for (const batch of batches) {
    const lines = batch.map((record) => {
      const { id, timestamp, level, severity, message, logger, service, host, process: pid, thread } = record;
      const { traceId, spanId, traceFlags, source = {}, error, attributes, kind, sampleRate } = record;
      const first = [
        id,
        new Date(timestamp).toISOString(),
        level,
        severity,
        message,
        logger,
        service,
        host,
        pid,
        thread,
      ];
      const trace = [traceId, spanId, traceFlags, source.module, source.function, source.line];
      const values = [...first, ...trace, error, attributes, kind, sampleRate, undefined, terms.get(id)];
      return `${values.map(field).join('\t')}\n`;
    });
    yield Buffer.from(lines.join(''));
  }
}

/** The rows that ours makes of the records, as COPY writes them; and what they take on the disk. */
async function rowsAsCopied(admin, url, batches) {
  const schema = 'bench_rows';
  const store = await openPostgresStore({ url, schema });
  const lines = [];
  for (const batch of batches) {
    await store.append(batch);
    const ids = batch.map(({ id }) => `'${id}'`).join(',');
    const chunks = [];
    const sql = `COPY (SELECT ${COLUMNS} FROM ${schema}.records WHERE id IN (${ids}) ORDER BY id) TO STDOUT`;
    for await (const chunk of admin.query(copyTo(sql))) chunks.push(chunk);
    lines.push(Buffer.concat(chunks));
  }
  const { bytes } = await store.stats();
  const { rows } = await admin.query(`SELECT id, terms::text FROM ${schema}.records`);
  const terms = new Map(rows.map(({ id, terms: own }) => [id, own]));
  await store.close();
  await admin.query(`DROP SCHEMA ${schema} CASCADE`);
  return { lines, bytes, terms };
}

async function report({ alone, together, byHand: hand, writing, again }, bytes) {
  const row = (name, values) => {
    const ratio = median(values.map((value, run) => value / hand[run]));
    return `| ${name} | ${Math.round(median(values)).toLocaleString('en')} | ${ratio.toFixed(2)} |`;
  };
  await writeResult(
    'postgres',
    `# Ingest into PostgreSQL

${count.toLocaleString('en')} records of the generator, ${BATCH.toLocaleString('en')} in a transaction, synchronous commit, PostgreSQL on the same machine; medians
of ${runs} interleaved runs, each into empty tables. By hand means COPY of the very same rows, made before the clock starts,
into a table with the same columns, partitions and indexes: no checks, no look for duplicates, nothing to encode. On the
disk a record takes ${Math.round(bytes / count)} bytes, indexes included.

| | records/s | beside COPY by hand |
| --- | --- | --- |
${row('COPY by hand', hand)}
${row('COPY by hand that writes its lines as it goes', writing)}
${row('append, one after another', alone)}
${row('append, two at once', together)}
${row('append of what is there already', again)}

Reach: 0.9 beside COPY by hand.

${machine()}
`,
  );
}
