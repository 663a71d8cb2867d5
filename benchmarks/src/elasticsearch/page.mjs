// The page of documents into Elasticsearch.
import { machine, median, writeResult } from '../report.mjs';
import { BATCH, BY_HAND, DROP_IN, HELPER, LARGER, OURS, WARM_UP, WINSTON_HELPER } from './clients.mjs';

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

/** One destination's rows. */
export function table(results, documents) {
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

/** Writes the page of both destinations. */
export async function report({ bare, real }, runs, documents) {
  const [b, r] = [ratiosOf(bare), ratiosOf(real)];
  const row = (what, reach, other, by) =>
    `| ${what} | ${reach} | ${b[by](OURS, other)} (batches of ${BATCH.toLocaleString('en')}: ${b[by](LARGER, other)}, behind our drop-in: ${b[by](DROP_IN, other)}) | ${r[by](OURS, other)} (${r[by](LARGER, other)}, ${r[by](DROP_IN, other)}) |`;
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
