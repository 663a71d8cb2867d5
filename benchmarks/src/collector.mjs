// The collector of a benchmark, as a process of its own, and what it holds at the end.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { startCollector } from '@tailrace/collector';
import { openDuckdbStore } from '@tailrace/store-duckdb';

/** Runs a collector in this process until its parent says a word; tells the parent its address. */
export async function runCollector(directory) {
  const store = await openDuckdbStore({ directory });
  const collector = await startCollector({ store, port: 0 });
  process.send({ url: collector.url });
  await once(process, 'message');
  await collector.close();
  await store.close();
  process.disconnect();
}

/** Reads every record's id; answers those seen and how many were seen twice. */
export async function readAll(url) {
  const response = await fetch(`${url}/v1/query?timeout=600000`, { headers: { accept: 'application/x-ndjson' } });
  const seen = new Set();
  let doubled = 0;
  for await (const line of createInterface({ input: Readable.fromWeb(response.body) })) {
    const record = JSON.parse(line);
    if (record.error !== undefined) throw new Error(record.error.message);
    if (seen.has(record.id)) doubled += 1;
    seen.add(record.id);
  }
  return { seen, doubled };
}
