// The least that passes for an Elasticsearch: it counts the documents of bulk requests by their lines, parses none of
// them, and answers what `filter_path` asks for. What is measured against it is the client.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const LINE_BREAK = 0x0a;
const ID = Buffer.from('"_id":"');
const QUOTE = 0x22;
const PRODUCT = { 'x-elastic-product': 'Elasticsearch' };
const TYPE = 'application/vnd.elasticsearch+json;compatible-with=9';
const STORED = '{"create":{"status":201}}';

/** Documents of a request: every second line is one. Answers their ids where they are asked for. */
function readBulk(body, wantsIds) {
  const ids = [];
  let documents = 0;
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf(LINE_BREAK, at);
    if (wantsIds) {
      // Within the line alone: looked for in all that follows, ids that nobody gave would make this quadratic.
      const line = body.subarray(at, end === -1 ? body.length : end);
      const from = line.indexOf(ID) + ID.length;
      ids.push(from >= ID.length ? line.latin1Slice(from, line.indexOf(QUOTE, from)) : `made-${documents}`);
    }
    documents += 1;
    at = body.indexOf(LINE_BREAK, end + 1) + 1;
    if (at === 0) break;
  }
  return { documents, ids };
}

function wholeItem(id, n) {
  return `{"create":{"_index":".ds-bench-000001","_id":"${id}","_version":1,"result":"created","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":${n},"_primary_term":1,"status":201}}`;
}

function runBareElasticsearch() {
  let stored = 0;
  const answerTo = (url, body) => {
    if (!url.includes('/_bulk'))
      return JSON.stringify({ status: 'green', count: stored, version: { number: '9.0.0' } });
    const isFiltered = url.includes('filter_path=');
    const { documents, ids } = readBulk(body, !isFiltered);
    const items = isFiltered
      ? `${`${STORED},`.repeat(documents - 1)}${STORED}`
      : ids.map((id, n) => wholeItem(id, stored + n)).join(',');
    stored += documents;
    return `{"errors":false,${isFiltered ? '' : '"took":1,'}"items":[${items}]}`;
  };
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      const body = request.method === 'HEAD' ? '' : answerTo(request.url, Buffer.concat(chunks));
      response.writeHead(200, { 'content-type': TYPE, 'content-length': Buffer.byteLength(body), ...PRODUCT });
      response.end(body);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
  process.once('disconnect', () => process.exit());
}

/** Starts one in a process of its own; answers its address. */
export async function forkBareElasticsearch() {
  const child = fork(fileURLToPath(import.meta.url), ['receive']);
  const [port] = await once(child, 'message');
  return { url: `http://127.0.0.1:${port}`, stop: () => child.kill() };
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === 'receive') runBareElasticsearch();
