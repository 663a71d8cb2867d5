// Documents a second into a bare receiver and into a real Elasticsearch: stock Winston through ElasticsearchTransport,
// beside client.bulk and helpers.bulk by hand, and winston-elasticsearch. Every client is a process of its own; runs are
// interleaved.
//   node elasticsearch.mjs [RUNS] [DOCUMENTS] [bare|real]
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Client } from '@elastic/elasticsearch';
import { logSchema, toElasticsearchTemplate } from '@tailrace/core';
import { forkBareElasticsearch } from './bare-elasticsearch.mjs';
import { BY_HAND, CLIENTS, OURS, PEER, runClient, WARM_UP } from './elasticsearch/clients.mjs';
import { report, table } from './elasticsearch/page.mjs';

if (process.argv[2] === 'client') await runClient(...process.argv.slice(3));
else await compare(Number(process.argv[2] ?? 5), Number(process.argv[3] ?? 100_000), process.argv[4]);

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
