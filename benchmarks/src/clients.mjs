// What the network benchmarks log through: our transports behind stock Winston, and their peers.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wireRecords } from './generator.mjs';

const POOL = 2_000;

/** Records as an application logs them, made before anything is measured. */
export function recordPool(count = POOL) {
  return Array.from(wireRecords({ count }), ({ level, message, attributes, service, trace_id, logger }) => ({
    level,
    message,
    meta: { ...attributes, service, trace_id, ...(logger !== undefined && { logger }) },
  }));
}

const TRANSPORTS = {
  http: async (port, options) => {
    const { HttpTransport } = await import('@tailrace/transport-http');
    return new HttpTransport({ url: `http://127.0.0.1:${port}/v1/records`, ...options });
  },
  tcp: async (port, options) => {
    const { TcpTransport } = await import('@tailrace/transport-tcp');
    return new TcpTransport({ url: `tcp://127.0.0.1:${port}`, ...options });
  },
  websocket: async (port, options) => {
    const { WebsocketTransport } = await import('@tailrace/transport-websocket');
    return new WebsocketTransport({ url: `ws://127.0.0.1:${port}/v1/ws`, ...options });
  },
  elasticsearch: async (port, options) => {
    const { ElasticsearchTransport } = await import('@tailrace/transport-elasticsearch');
    return new ElasticsearchTransport({ node: `http://127.0.0.1:${port}`, setup: false, ordered: true, ...options });
  },
  // Logs only: events are posted one by one, and few applications have thousands of errors a second.
  sentry: async (port, options) => {
    const { SentryTransport } = await import('@tailrace/transport-sentry');
    const dsn = `http://key@127.0.0.1:${port}/1`;
    return new SentryTransport({ dsn, events: 'fatal', errorsAsEvents: false, breadcrumbs: false, ...options });
  },
  // What does not fit into memory goes to the spool, which may be on another disk.
  file: async (_, { delivery, ...options }) => {
    const { FileTransport } = await import('@tailrace/transport-file');
    return new FileTransport({ ...options, delivery: { overflow: 'spill', ...delivery } });
  },
};

/** Where the file's lines go, of a client that keeps its state in this folder. */
export function logFolder(state) {
  return join(state, 'logs');
}

/** Transports that write what their destination wants: an application has no use for Winston's text beside it. */
const WRITE_THEIR_OWN = new Set(['elasticsearch', 'sentry']);

async function openTailrace(transport, port, { durability, state, delivery, ...options }) {
  const { jsonFormat } = await import('@tailrace/format-json');
  const { default: winston } = await import('winston');
  const own = await TRANSPORTS[transport](port, {
    ...options,
    ...(transport === 'file' && { filename: join(logFolder(state), 'app.log') }),
    delivery: { durability, spool: { directory: state }, endMillis: 120_000, ...delivery },
  });
  const format = WRITE_THEIR_OWN.has(transport) ? winston.format((info) => info)() : jsonFormat();
  const logger = winston.createLogger({ level: 'debug', format, transports: [own] });
  return {
    logger,
    transport: own,
    backlog: () => own.books().pending + own.books().spooled,
    books: () => own.books(),
    end: () => new Promise((resolve) => logger.once('finish', resolve).end()),
  };
}

async function openWinstonHttp(_transport, port) {
  const { default: winston } = await import('winston');
  const http = new winston.transports.Http({ host: '127.0.0.1', port, path: '/' });
  const logger = winston.createLogger({ level: 'debug', transports: [http] });
  for (const emitter of [http, logger]) emitter.on('error', () => {}).on('warn', () => {});
  return { logger, end: () => new Promise((resolve) => logger.once('finish', resolve).end()) };
}

async function openPino(target, options) {
  const { default: pino } = await import('pino');
  const stream = pino.transport({ target, options });
  stream.on('error', () => {});
  const logger = pino({ level: 'debug' }, stream);
  return {
    logger: { log: (level, message, meta) => logger[level](meta, message) },
    end: () => new Promise((resolve) => stream.once('close', resolve).end()),
  };
}

/** A process of its own behind a pipe, as its documentation has it; what that process costs is not counted. */
async function openPinoHttpSend(_transport, port) {
  const { default: pino } = await import('pino');
  const script = fileURLToPath(import.meta.resolve('pino-http-send').replace(/index\.js$/, 'bin.js'));
  const options = ['--url', `http://127.0.0.1:${port}/`, '-s', '500', '-b', 'ndjson', '-t', '100', '--silent'];
  const sender = spawn(process.execPath, [script, ...options], { stdio: ['pipe', 'ignore', 'ignore'] });
  sender.stdin.on('error', () => {});
  const logger = pino({ level: 'debug' }, sender.stdin);
  return {
    logger: { log: (level, message, meta) => logger[level](meta, message) },
    end: () => new Promise((resolve) => sender.once('exit', resolve).stdin.end()),
  };
}

const PEERS = {
  http: {
    'winston Http': openWinstonHttp,
    'pino-http-send': openPinoHttpSend,
  },
  tcp: {
    'pino-socket': (_, port) => openPino('pino-socket', { address: '127.0.0.1', port, mode: 'tcp', reconnect: true }),
  },
  websocket: {},
  sentry: {},
  file: {},
  elasticsearch: {
    'winston-elasticsearch': async (_, port) => {
      const { default: winston } = await import('winston');
      const { ElasticsearchTransport } = await import('winston-elasticsearch');
      const transport = new ElasticsearchTransport({
        level: 'debug',
        clientOpts: { node: `http://127.0.0.1:${port}` },
        ensureIndexTemplate: false,
      });
      transport.on('error', () => {}).on('warning', () => {});
      const logger = winston.createLogger({ level: 'debug', transports: [transport] });
      logger.on('error', () => {});
      return { logger, end: async () => void (await transport.flush()) };
    },
    'pino-elasticsearch': (_, port) =>
      openPino('pino-elasticsearch', { node: `http://127.0.0.1:${port}`, index: 'logs' }),
  },
};

/** Names of the clients for a transport, ours first. */
export function clientsOf(transport) {
  return ['tailrace', ...Object.keys(PEERS[transport])];
}

/** Opens a client by its name. */
export function openClient(name, transport, port, options) {
  return name === 'tailrace' ? openTailrace(transport, port, options) : PEERS[transport][name](transport, port);
}
