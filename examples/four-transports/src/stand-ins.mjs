// Servers in the place of real ones, so that the example runs anywhere. What they got is asked of them afterwards.
import { startCollector } from '@tailrace/collector';
import { MemoryStore } from '@tailrace/store';
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** A real collector, whose store is in memory. */
export async function startCollectorHere() {
  const store = new MemoryStore();
  const collector = await startCollector({ store, port: 0 });
  return {
    url: collector.url,
    async received() {
      const answer = await fetch(`${collector.url}/v1/query?q=`);
      const { records } = await answer.json();
      return records.map(({ level, message }) => `${level}: ${message}`).sort(byText);
    },
    async stop() {
      await collector.close();
      await store.close();
    },
  };
}

/** Elasticsearch at an address of your own, or what takes documents as it does. */
export function elasticsearchAt(url) {
  return url === undefined ? startElasticsearchStandIn() : realElasticsearch(url);
}

function realElasticsearch(url) {
  return {
    url,
    async received() {
      const base = `${url.replace(/\/$/, '')}/logs-shop-default`;
      await fetch(`${base}/_refresh`, { method: 'POST' });
      const answer = await fetch(`${base}/_search?size=100`);
      const { hits } = await answer.json();
      return hits.hits.map(({ _source }) => lineOf(_source)).sort(byText);
    },
    stop: () => {},
  };
}

async function startElasticsearchStandIn() {
  const documents = [];
  const server = await listen(({ method, url, body }) => {
    if (url.includes('_bulk')) {
      const lines = body.trim().split('\n');
      const own = lines.filter((_, index) => index % 2 === 1).map((line) => JSON.parse(line));
      documents.push(...own);
      return { errors: false, items: own.map(() => ({ create: { status: 201 } })) };
    }
    return method === 'GET' ? { status: 404, version: { number: '9.0.0' } } : { acknowledged: true };
  });
  return { url: server.url, received: () => documents.map(lineOf).sort(byText), stop: () => server.stop() };
}

function lineOf({ message, tailrace, ...document }) {
  const repeats = tailrace?.numbers?.repeat_count;
  return `${document['log.level']}: ${message}${repeats === undefined ? '' : ` (and ${repeats} times more)`}`;
}

/** Sentry at a DSN of your own, or what takes envelopes as it does. */
export function sentryAt(dsn) {
  return dsn === undefined
    ? startSentryStandIn()
    : { dsn, received: () => ['see the project of the DSN'], stop: () => {} };
}

async function startSentryStandIn() {
  const items = [];
  const server = await listen(({ body }) => {
    const [, header, payload] = body.split('\n').map((line) => JSON.parse(line));
    if (header.type === 'event') items.push(describeEvent(payload));
    else items.push(...payload.items.map(({ level, body: text }) => `log ${level}: ${text}`));
    return {};
  });
  return {
    dsn: `${server.url.replace('//', '//key@')}/1`,
    received: () => items.sort(byText),
    stop: () => server.stop(),
  };
}

function byText(one, other) {
  return one.localeCompare(other);
}

function describeEvent({ level, message, tags, exception, breadcrumbs }) {
  const errors = exception.values.map(({ type, value }) => `${type}: ${value}`).join(' <- ');
  const before = breadcrumbs.map((breadcrumb) => breadcrumb.message).join(', ');
  return `event ${level}: ${message} [${errors}] of tenant ${tags.tenant}, after: ${before}`;
}

/** Starts a server that answers JSON; `status` of an answer is its status, too. */
async function listen(answer) {
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const bytes = Buffer.concat(parts);
      const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
      const said = answer({ method: request.method, url: request.url, body });
      response.writeHead(said.status ?? 200, {
        'content-type': 'application/json',
        // Elasticsearch's client asks for this.
        'x-elastic-product': 'Elasticsearch',
      });
      response.end(JSON.stringify(said));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
