// The smallest use of each package, as its README has it: it logs, or finds, a line that says "hello".
// `names` are imported from the package; `body` runs inside an async function; `beside` is installed with it.

/** A formatter of text stands as Winston's format. */
const textFormatSample = (factory) => ({
  names: [factory],
  body: `
const logger = winston.createLogger({ format: ${factory}(), transports: [new winston.transports.Stream({ stream: lines() })] });
logger.info('hello');
await new Promise<void>((resolve) => logger.once('finish', () => resolve()).end());`,
  winston: true,
  lines: true,
});

const SAMPLES = {
  '@tailrace/format-json': textFormatSample('jsonFormat'),
  '@tailrace/format-pretty': textFormatSample('prettyFormat'),
  '@tailrace/format-text': textFormatSample('textFormat'),
  '@tailrace/format-ecs': textFormatSample('ecsFormat'),
  '@tailrace/format-logfmt': textFormatSample('logfmtFormat'),
  '@tailrace/format-gelf': textFormatSample('gelfFormat'),
  '@tailrace/format-syslog': textFormatSample('syslogFormat'),
  '@tailrace/format-otlp': textFormatSample('otlpFormat'),
  '@tailrace/format-binary': {
    names: ['binaryFormat', 'readBinaryRecords'],
    core: true,
    body: `
const entry = binaryFormat().format(createRecord({ level: 'info', message: 'hello' }));
async function* source() {
  yield entry;
}
for await (const record of readBinaryRecords(source())) console.log(record.message);`,
  },
  '@tailrace/core': {
    names: ['createRecord', 'encodeRecord'],
    body: "console.log(encodeRecord(createRecord({ level: 'info', message: 'hello' })));",
  },
  '@tailrace/delivery': {
    names: ['SinkTransport'],
    body: `
const sink = {
  traits: { ordered: true, repeats: 'possible' as const },
  async send(batch: { entries: readonly { body: string | Uint8Array }[] }) {
    for (const { body } of batch.entries) console.log(String(body));
    return { status: 'delivered' as const };
  },
};
const transport = new SinkTransport('LineTransport', sink, { delivery: { spool: false } });
const logger = winston.createLogger({ transports: [transport] });
logger.info('hello');
await new Promise<void>((resolve) => logger.once('finish', () => resolve()).end());`,
    winston: true,
  },
  '@tailrace/query': {
    names: ['compilePredicate', 'parseQuery'],
    body: `
const found = compilePredicate(parseQuery('hel*').filter);
const record = { id: '1', timestamp: '2026-01-01T00:00:00.000Z', level: 'info', severity: 9, message: 'hello' };
if (found(record)) console.log(record.message);`,
  },
  '@tailrace/readers': {
    names: ['readRecords'],
    body: `
async function* source() {
  yield '{"level":30,"time":1767225600000,"pid":1,"hostname":"h","msg":"hello"}\\n';
}
for await (const record of readRecords(source())) console.log(record.message);`,
  },
  '@tailrace/transport-file': {
    names: ['FileTransport'],
    body: `
const logger = winston.createLogger({ transports: [new FileTransport({ filename: 'hello.log' })] });
logger.info('hello');
await new Promise<void>((resolve) => logger.once('finish', () => resolve()).end());
console.log(readFileSync('hello.log', 'utf8'));`,
    winston: true,
    file: true,
  },
  '@tailrace/transport-http': {
    names: ['HttpTransport'],
    body: `
const server = createServer((request, response) => {
  request.on('data', (chunk) => console.log(String(chunk))).on('end', () => response.end());
});
await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
const { port } = server.address() as { port: number };
const transport = new HttpTransport({ url: 'http://127.0.0.1:' + port, delivery: { spool: false } });
const logger = winston.createLogger({ transports: [transport] });
logger.info('hello');
await new Promise<void>((resolve) => logger.once('finish', () => resolve()).end());
server.close();`,
    winston: true,
    http: true,
  },
  '@tailrace/transport-elasticsearch': {
    names: ['ElasticsearchTransport'],
    body: `
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += String(chunk))).on('end', () => {
    if (body.includes('create')) console.log(body);
    response.writeHead(200, { 'x-elastic-product': 'Elasticsearch', 'content-type': 'application/json' });
    response.end('{"errors":false,"items":[{"create":{"status":201}}]}');
  });
});
await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
const { port } = server.address() as { port: number };
const transport = new ElasticsearchTransport({
  node: 'http://127.0.0.1:' + port,
  setup: false,
  delivery: { spool: false },
});
const logger = winston.createLogger({ transports: [transport] });
logger.info('hello');
await new Promise<void>((resolve) => logger.once('finish', () => resolve()).end());
server.close();`,
    winston: true,
    http: true,
  },
  '@tailrace/transport-sentry': {
    names: ['SentryTransport'],
    body: `
const server = createServer((request, response) => {
  request.on('data', (chunk) => console.log(String(chunk))).on('end', () => response.end('{}'));
});
await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
const { port } = server.address() as { port: number };
const transport = new SentryTransport({ dsn: 'http://key@127.0.0.1:' + port + '/1', delivery: { spool: false } });
const logger = winston.createLogger({ transports: [transport] });
logger.info('hello');
await new Promise<void>((resolve) => logger.once('finish', () => resolve()).end());
server.closeAllConnections();
server.close();`,
    winston: true,
    http: true,
  },
  '@tailrace/transport-tcp': {
    names: ['TcpTransport'],
    body: `
const server = createServer((socket) => {
  socket.on('data', (chunk) => console.log(String(chunk)));
});
await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
const { port } = server.address() as { port: number };
const transport = new TcpTransport({ url: 'tcp://127.0.0.1:' + port, acknowledge: false, delivery: { spool: false } });
const logger = winston.createLogger({ transports: [transport] });
logger.info('hello');
await new Promise<void>((resolve) => logger.once('finish', () => resolve()).end());
server.close();`,
    winston: true,
    net: true,
  },
  '@tailrace/transport-websocket': {
    names: ['WebsocketTransport'],
    body: `
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
server.on('connection', (socket) => {
  socket.on('message', (data) => console.log(String(data)));
});
await new Promise<void>((resolve) => void server.once('listening', () => resolve()));
const { port } = server.address() as { port: number };
const url = 'ws://127.0.0.1:' + port;
const transport = new WebsocketTransport({ url, acknowledge: false, delivery: { spool: false } });
const logger = winston.createLogger({ transports: [transport] });
logger.info('hello');
await new Promise<void>((resolve) => logger.once('finish', () => resolve()).end());
server.close();`,
    winston: true,
    ws: true,
  },
  '@tailrace/bridges': {
    names: ['bridgeConsole'],
    body: `
let heard = '';
const bridge = bridgeConsole((record) => { heard = record.level + ' ' + record.message; });
console.log('hello');
bridge.undo();
console.log(heard);`,
  },
  '@tailrace/store': {
    names: ['MemoryStore'],
    core: true,
    body: `
const store = new MemoryStore();
await store.append([createRecord({ level: 'info', message: 'hello' })]);
const answer = await store.query({ filter: { type: 'everything' }, pipes: [] });
console.log(JSON.stringify(answer));
await store.close();`,
  },
  '@tailrace/store-buffer': {
    names: ['openBufferedStore'],
    core: true,
    memory: true,
    body: `
const open = async () => new MemoryStore();
const store = await openBufferedStore({ name: 'memory', destination: 'here', directory: 'waits', open });
await store.append([createRecord({ level: 'info', message: 'hello' })]);
for await (const record of store.stream({ filter: { type: 'everything' }, pipes: [] })) console.log(record.message);
await store.close();`,
  },
  '@tailrace/store-duckdb': {
    names: ['openDuckdbStore'],
    core: true,
    body: `
const store = await openDuckdbStore({ directory: 'store-' + process.pid });
await store.append([createRecord({ level: 'info', message: 'hello' })]);
const answer = await store.query({ filter: { type: 'everything' }, pipes: [] });
console.log(JSON.stringify(answer));
await store.close();`,
  },
  '@tailrace/store-postgres': {
    names: ['openPostgresStore'],
    body: `
// No server is needed to see that the package works: one that is away is told by an error of its own.
const opened = openPostgresStore({ url: 'postgres://nobody@127.0.0.1:1/none' });
await opened.catch((error: unknown) => console.log(String(error).includes('not available') ? 'hello' : error));`,
  },
  '@tailrace/store-elasticsearch': {
    names: ['openElasticsearchStore'],
    core: true,
    body: `
const server = createServer((request, response) => {
  const isBulk = String(request.url).includes('_bulk');
  let body = '';
  request.on('data', (chunk) => (body += String(chunk))).on('end', () => {
    if (isBulk) console.log(body);
    const status = isBulk || request.method === 'PUT' ? 200 : 404;
    response.writeHead(status, { 'x-elastic-product': 'Elasticsearch', 'content-type': 'application/json' });
    response.end(isBulk ? '{"errors":false,"items":[{"create":{"status":201}}]}' : '{}');
  });
});
await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
const { port } = server.address() as { port: number };
const store = await openElasticsearchStore({ url: 'http://127.0.0.1:' + port });
await store.append([createRecord({ level: 'info', message: 'hello' })]);
await store.close();
server.close();`,
    http: true,
  },
  '@tailrace/collector': {
    names: ['startCollector'],
    memory: true,
    body: `
const collector = await startCollector({ store: new MemoryStore(), port: 0 });
const headers = { 'content-type': 'application/x-ndjson' };
await fetch(collector.url + '/v1/records', { method: 'POST', headers, body: '{"message":"hello"}' });
console.log(await (await fetch(collector.url + '/v1/query?q=hello')).text());
await collector.close();`,
  },
  '@tailrace/winston': {
    names: ['createLogger', 'format', 'transports'],
    body: `
const logger = createLogger({ format: format.simple(), transports: [new transports.Stream({ stream: lines() })] });
logger.info('hello');
await logger.flush();
await new Promise<void>((resolve) => logger.once('finish', () => resolve()).end());`,
    lines: true,
  },
  '@tailrace/cli': { command: ['sh', ['-c', 'echo \'{"message":"hello"}\' | npx tailrace search hello -']] },
  '@tailrace/dashboard': {
    command: ['sh', ['-c', 'ls node_modules/@tailrace/dashboard/dist/index.html && echo hello']],
  },
};

/** Where each helper of a sample comes from. */
function importsOf(name, { names, winston, lines, file, http, net, ws, core, memory }) {
  return [
    [name, names],
    ...(winston ? [['winston', 'winston']] : []),
    ...(lines ? [['node:stream', ['Writable']]] : []),
    ...(file ? [['node:fs', ['readFileSync']]] : []),
    ...(http ? [['node:http', ['createServer']]] : []),
    ...(net ? [['node:net', ['createServer']]] : []),
    ...(ws ? [['ws', ['WebSocketServer']]] : []),
    ...(core ? [['@tailrace/core', ['createRecord']]] : []),
    ...(memory ? [['@tailrace/store', ['MemoryStore']]] : []),
  ];
}

const LINES = `
const lines = () => new Writable({ write(chunk: unknown, _encoding: unknown, done: () => void) { console.log(String(chunk)); done(); } });`;

/** The sample without its types, for plain JavaScript. */
function plain(body) {
  return body
    .replace(/ as const/g, '')
    .replace(/ as \{ port: number \}/g, '')
    .replace(/: \{ entries: readonly \{ body: string \| Uint8Array \}\[\] \}/g, '')
    .replace(/: unknown/g, '')
    .replace(/: \(\) => void/g, '')
    .replace(/<void>/g, '');
}

/** Answers a package's sample as CommonJS, ES module, TypeScript and Jest test. */
export function sampleOf(name) {
  const sample = SAMPLES[name];
  if (sample === undefined) throw new Error(`scripts/install-samples.mjs has no sample of ${name}.`);
  if (sample.command !== undefined) return { ...sample, says: 'hello', beside: {} };
  const body = (sample.lines ? LINES : '') + sample.body;
  const imports = importsOf(name, sample);
  const list = (what) => (typeof what === 'string' ? what : `{ ${what.join(', ')} }`);
  const required = imports.map(([from, what]) => `const ${list(what)} = require('${from}');`).join('\n');
  const imported = imports.map(([from, what]) => `import ${list(what)} from '${from}';`).join('\n');
  return {
    says: 'hello',
    beside: {
      ...(sample.winston && { winston: '3.19.0' }),
      ...(sample.ws && { '@types/ws': '^8.18.1' }),
    },
    cjs: `${required}\nasync function main() {${plain(body)}\n}\nmain();\n`,
    mjs: `${imported}\n${plain(body)}\n`,
    jest: `${required}\ntest('${name} logs a line under Jest', async () => {\nconst said = jest.spyOn(console, 'log').mockImplementation(() => {});${plain(body)}\nexpect(said.mock.calls.flat().join()).toContain('hello');\n});\n`,
    typed: `${imported}\nexport async function main() {${body}\n}\n`,
  };
}
