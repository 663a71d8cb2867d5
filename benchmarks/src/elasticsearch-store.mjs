// Records a second into a real Elasticsearch: append of @tailrace/store-elasticsearch beside client.bulk by hand, of the
// very same documents into the same mapping, and of plain documents into the mapping of ElasticsearchTransport; then what
// visibility, duplicates behind a roll-over and questions cost. Runs are interleaved; each begins with no data stream.
//   node elasticsearch-store.mjs [RUNS] [RECORDS]
import { randomUUID } from 'node:crypto';
import { Client } from '@elastic/elasticsearch';
import { fromWire, logSchema, toElasticsearchTemplate } from '@tailrace/core';
import { parseQueryStrict } from '@tailrace/query';
import { obtain } from '@tailrace/services';
import { openElasticsearchStore } from '@tailrace/store-elasticsearch';
import { wireRecords } from './generator.mjs';
import { machine, median, writeResult } from './report.mjs';

const BATCH = 5_000;
const HOUR = 3_600_000;
const SETTINGS = { 'index.number_of_replicas': 0 };
const PLAIN = 'bench-plain';

const runs = Number(process.argv[2] ?? 5);
const count = Number(process.argv[3] ?? 100_000);
const from = Math.floor(Date.now() / HOUR) * HOUR - 6 * HOUR;

const { service, reason } = await obtain('elasticsearch', { own: true, heapMegabytes: 1024 });
if (service === undefined) throw new Error(reason);
const client = new Client({ node: service.url });
try {
  await compare();
} finally {
  await client.close();
  await service.stop();
}

async function compare() {
  const wires = [...wireRecords({ count, from })];
  const batches = inBatches(wires.map((wire) => fromWire(wire).record));
  const plain = inBatches(wires.map(({ timestamp, ...rest }) => ({ '@timestamp': timestamp, ...rest })));
  const same = await documentsOfStore(batches);
  const body = toElasticsearchTemplate(logSchema, { patterns: [`${PLAIN}-*`], dataStream: true, settings: SETTINGS });
  await client.indices.putIndexTemplate({ name: PLAIN, ...body });
  const results = { alone: [], together: [], same: [], plain: [], again: [], behind: [] };
  const costs = { visible: [], nothingNew: [] };
  const bytes = {};
  // Once without counting: the server compiles its way, too.
  await ours(batches, oneByOne);
  await byHand(`${PLAIN}-${randomUUID()}`, plain);
  for (let run = 0; run < runs; run += 1) {
    results.same.push(await ours(same, (_, documents, stream) => bulk(stream, documents)));
    results.alone.push(await ours(batches, oneByOne));
    results.plain.push(await byHand(`${PLAIN}-${randomUUID()}`, plain, bytes));
    results.together.push(await ours(batches, twoAtOnce, { costs, bytes }));
    results.again.push(await ours(batches, oneByOne, { before: oneByOne }));
    results.behind.push(await ours(batches, oneByOne, { before: rolledOver }));
    console.log(
      Object.entries(results)
        .map(([name, list]) => `${name} ${Math.round(list.at(-1))}`)
        .join(', '),
    );
  }
  await report(results, costs, bytes, await questions(batches));
}

function inBatches(items) {
  return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, n) => items.slice(n * BATCH, (n + 1) * BATCH));
}

/** The documents that the store writes, read off a client of it. */
async function documentsOfStore(batches) {
  const stream = `logs-bench-${randomUUID()}`;
  const written = [];
  const spy = {
    connectionPool: client.connectionPool,
    close: async () => {},
    transport: {
      request: (params, options) => {
        if (params.path.endsWith('/_bulk')) written.push(params.bulkBody.toString());
        return client.transport.request(params, options);
      },
    },
  };
  const store = await openElasticsearchStore({ client: spy, dataStream: stream, settings: SETTINGS });
  await oneByOne(store, batches);
  await store.close();
  const lines = written.flatMap((text) => text.trimEnd().split('\n'));
  return inBatches(lines.filter((_, place) => place % 2 === 1).map((line) => JSON.parse(line)));
}

/** Records a second into the store's own data stream, by the store or by hand. */
async function ours(items, work, { before, costs, bytes } = {}) {
  const stream = `logs-bench-${randomUUID()}`;
  const store = await openElasticsearchStore({ url: service.url, dataStream: stream, settings: SETTINGS });
  await before?.(store, items, stream);
  const began = performance.now();
  await work(store, items, stream);
  const seconds = (performance.now() - began) / 1_000;
  if (costs !== undefined) await measureVisibility(store, costs);
  if (bytes !== undefined) bytes.ours = await bytesOf(stream);
  await store.close();
  return count / seconds;
}

async function byHand(stream, documents, bytes) {
  const began = performance.now();
  await bulk(stream, documents);
  const seconds = (performance.now() - began) / 1_000;
  if (bytes !== undefined) bytes.plain = await bytesOf(stream);
  return count / seconds;
}

async function bulk(stream, batches) {
  for (const documents of batches) {
    const operations = documents.flatMap((document) => [{ create: { _id: document.id } }, document]);
    const { errors } = await client.bulk({ index: stream, operations });
    if (errors) throw new Error('A document was refused.');
  }
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

/** As many records in an older index: each append has to look there for its ids. */
async function rolledOver(store, _, stream) {
  const older = Array.from(wireRecords({ count, from: from - 12 * HOUR, seed: 2 }), (wire) => fromWire(wire).record);
  await oneByOne(store, inBatches(older));
  await client.indices.rollover({ alias: stream });
}

/** What the first question after an append waits for, and one where nothing came. */
async function measureVisibility(store, { visible, nothingNew }) {
  const wires = wireRecords({ count: 40, from: from - HOUR, seed: 3 });
  const query = { ...parsed('level:error'), limit: 10 };
  for (const wire of wires) {
    await store.append([fromWire(wire).record]);
    visible.push(await timed(() => store.query(query)));
    nothingNew.push(await timed(() => store.query(query)));
  }
}

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function parsed(text) {
  const { filter, pipes } = parseQueryStrict(text);
  return { filter, pipes };
}

async function questions(batches) {
  const stream = `logs-bench-${randomUUID()}`;
  const store = await openElasticsearchStore({ url: service.url, dataStream: stream, settings: SETTINGS });
  await oneByOne(store, batches);
  const some = batches[batches.length >> 1][7];
  const end = batches.at(-1).at(-1).timestamp;
  const asked = [
    ['a trace id over everything', `trace_id:${some.traceId}`, {}],
    ['a word that few have', '"10.0.77.7"', {}],
    ['a word that many have, newest 100', 'completed', {}],
    ['last 100 errors in an hour', 'level:error', { from: end - HOUR }],
    ['attribute and negation, newest 100', 'duration_ms>200 -service:api', {}],
    ['count by level per minute', '* | count by level, 1m', {}],
    ['p50, p95, p99 by service', '* | p50(duration_ms), p95(duration_ms), p99(duration_ms) by service', {}],
    ['count by attribute, of a word', 'completed | count by status', {}],
    ['regular expression, newest 100', '/order [0-9]+7 from/', {}],
    ['regular expression over everything, counted (in memory)', '/order [0-9]+7 from/ | count by service', {}],
    ['patterns of errors (in memory)', 'level:error | patterns', {}],
  ];
  const rows = [];
  for (const [name, text, bounds] of asked) {
    const query = { ...parsed(text), ...bounds, limit: 100 };
    const times = [];
    for (let run = 0; run < 7; run += 1) times.push(await timed(() => store.query(query)));
    rows.push([name, text, median(times.slice(2))]);
  }
  await store.close();
  return rows;
}

async function bytesOf(stream) {
  await client.indices.forcemerge({ index: stream, max_num_segments: 1 });
  await client.indices.refresh({ index: stream });
  const { _all } = await client.indices.stats({ index: stream, metric: 'store' });
  return _all.primaries.store.size_in_bytes / count;
}

async function report(results, { visible, nothingNew }, bytes, asked) {
  const against = (name, other) => median(results[name].map((value, run) => value / results[other][run]));
  const row = (words, name) =>
    `| ${words} | ${Math.round(median(results[name])).toLocaleString('en')} | ${against(name, 'same').toFixed(2)} | ${against(name, 'plain').toFixed(2)} |`;
  await writeResult(
    'elasticsearch-store',
    `# Ingest into Elasticsearch as a store, and questions of it

${count.toLocaleString('en')} records of the generator, ${BATCH.toLocaleString('en')} in an append or a bulk request, one node with 1 GB of heap on the same
machine; medians of ${runs} interleaved runs and of the ratios within a run, each into a data stream of its own. By hand is
\`client.bulk\`: of the very same documents, made before the clock starts, into the same mapping; and of plain documents
in wire form into the mapping of ElasticsearchTransport. Merged into one segment a record of the store takes
${Math.round(bytes.ours)} bytes, a plain one ${Math.round(bytes.plain)}.

| | records/s | beside the same documents by hand | beside plain documents by hand |
| --- | --- | --- | --- |
${row('client.bulk, the same documents', 'same')}
${row('client.bulk, plain documents', 'plain')}
${row('append, one after another', 'alone')}
${row('append, two at once', 'together')}
${row('append of what is there already', 'again')}
${row('append with as much in an older index, which is looked at for ids', 'behind')}

| what | reach | measured |
| --- | --- | --- |
| append beside client.bulk by hand, the same documents | ≥ 0.9 | ${against('alone', 'same').toFixed(2)} (two at once ${against('together', 'same').toFixed(2)}) |

The first question after an append waits for a refresh: ${median(visible).toFixed(0)} ms in all, against ${median(nothingNew).toFixed(0)} ms where nothing came.

| question of ${count.toLocaleString('en')} records | ms, warm median |
| --- | --- |
${asked.map(([name, text, millis]) => `| ${name}: \`${text.replaceAll('|', '\\|')}\` | ${millis.toFixed(1)} |`).join('\n')}

${machine()}
`,
  );
}
