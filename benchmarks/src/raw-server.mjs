// A destination that costs little: it counts records by their number `n`, knows repeats and what came out of order,
// and comes and goes as its parent tells it. Speaks HTTP (also Elasticsearch's bulk), the link over TCP and WebSocket,
// and plain lines over TCP.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { WebSocketServer } from 'ws';

const MARK = Buffer.from('"n":');
/** Sentry's logs have the type of each value beside it. */
const TYPED_MARK = Buffer.from('"n":{"value":');
const LINE_BREAK = 0x0a;
const ZERO = 0x30;

/** Which numbers came, and how. */
class Tally {
  #mark;
  #seen = new Uint8Array(1024 * 1024);
  #last = -1;
  records = 0;
  repeats = 0;
  misplaced = 0;
  bytes = 0;

  constructor(mark) {
    this.#mark = mark;
  }

  /** Counts every record in whole entries; answers how many there were. */
  take(bytes) {
    let found = 0;
    this.bytes += bytes.length;
    for (let at = bytes.indexOf(this.#mark); at !== -1; at = bytes.indexOf(this.#mark, at)) {
      at += this.#mark.length;
      let n = 0;
      for (let digit = bytes[at] - ZERO; digit >= 0 && digit <= 9; digit = bytes[at] - ZERO) {
        n = n * 10 + digit;
        at += 1;
      }
      found += 1;
      this.#count(n);
    }
    return found;
  }

  answer() {
    const { records, repeats, misplaced, bytes } = this;
    return { records, repeats, misplaced, bytes };
  }

  #count(n) {
    if (n >= this.#seen.length) {
      const larger = new Uint8Array(Math.max(n + 1, this.#seen.length * 2));
      larger.set(this.#seen);
      this.#seen = larger;
    }
    if (this.#seen[n] === 1) {
      this.repeats += 1;
      return;
    }
    this.#seen[n] = 1;
    this.records += 1;
    if (n !== this.#last + 1) this.misplaced += 1;
    this.#last = n;
  }
}

const unpacked = { gzip: gunzipSync, br: brotliDecompressSync };

function httpAnswer(request, bytes, tally) {
  const unpack = unpacked[request.headers['content-encoding']];
  const records = tally.take(unpack === undefined ? bytes : unpack(bytes));
  if (request.url.includes('/envelope/')) return {};
  if (!request.url.includes('_bulk')) return { accepted: records, duplicates: 0, rejected: [] };
  // As the real one does where nothing else is asked for.
  return { errors: false, items: Array.from({ length: records }, () => ({ create: { status: 201 } })) };
}

function httpServer(tally) {
  return createHttpServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      const body = request.method === 'HEAD' ? '' : JSON.stringify(httpAnswer(request, Buffer.concat(chunks), tally));
      const type = request.headers.accept?.includes('vnd.elasticsearch')
        ? 'application/vnd.elasticsearch+json;compatible-with=9'
        : 'application/json';
      response.writeHead(200, { 'content-type': type, 'x-elastic-product': 'Elasticsearch' });
      response.end(body);
    });
  });
}

const WELCOME = `${JSON.stringify({ type: 'welcome', version: 1, maxBatchBytes: 16 * 1024 * 1024, maxRecordBytes: 1024 * 1024 })}\n`;

function acknowledgement({ seq, records }) {
  return `${JSON.stringify({ type: 'ack', seq, accepted: records, duplicates: 0, rejected: [] })}\n`;
}

/** The link where a client says hello or announces a batch, plain lines where it does not. */
function tcpServer(tally) {
  return createTcpServer({ noDelay: true }, (socket) => {
    let rest = Buffer.alloc(0);
    let batch;
    // Pieces of a batch are joined once, when all of it is there.
    let pieces = [];
    let waiting = 0;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      pieces.push(chunk);
      waiting += chunk.length;
      if (batch !== undefined && rest.length + waiting < batch.bytes) return;
      rest = rest.length === 0 && pieces.length === 1 ? chunk : Buffer.concat([rest, ...pieces]);
      pieces = [];
      waiting = 0;
      for (;;) {
        if (batch !== undefined) {
          if (rest.length < batch.bytes) return;
          const body = rest.subarray(0, batch.bytes);
          tally.take(batch.encoding === 'gzip' ? gunzipSync(body) : body);
          rest = rest.subarray(batch.bytes);
          socket.write(acknowledgement(batch));
          batch = undefined;
          continue;
        }
        const end = rest.indexOf(LINE_BREAK);
        if (end === -1) return;
        if (rest[2] === 0x74 && rest.subarray(0, 9).equals(Buffer.from('{"type":"'))) {
          const message = JSON.parse(rest.toString('utf8', 0, end));
          rest = rest.subarray(end + 1);
          if (message.type === 'hello') socket.write(WELCOME);
          else batch = message;
          continue;
        }
        const whole = rest.lastIndexOf(LINE_BREAK) + 1;
        tally.take(rest.subarray(0, whole));
        rest = rest.subarray(whole);
      }
    });
  });
}

function webSocketServer(tally) {
  const http = createHttpServer();
  const sockets = new WebSocketServer({ server: http, maxPayload: 64 * 1024 * 1024 });
  sockets.on('error', () => {});
  sockets.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.send(WELCOME.trimEnd());
    socket.on('message', (data) => {
      const end = data.indexOf(LINE_BREAK);
      const head = data.toString('utf8', 0, end === -1 ? data.length : end);
      const message = head.startsWith('{"type":"') ? JSON.parse(head) : undefined;
      if (message === undefined) tally.take(data);
      if (message?.type !== 'batch') return;
      const body = data.subarray(end + 1);
      tally.take(message.encoding === 'gzip' ? gunzipSync(body) : body);
      socket.send(acknowledgement(message).trimEnd());
    });
  });
  return http;
}

const SERVERS = {
  http: httpServer,
  elasticsearch: httpServer,
  sentry: httpServer,
  tcp: tcpServer,
  websocket: webSocketServer,
};

/**
 * A folder of logs that comes and goes: while it is away a plain file stands in its place, so that nothing can be opened
 * or made there. What was written is counted when it is asked for.
 */
function runLogFolder(folder) {
  const away = `${folder}.away`;
  let blocked = false;
  const tally = new Tally(MARK);
  let at = 0;
  const read = () => {
    const name = join(blocked ? away : folder, 'app.log');
    if (!existsSync(name)) return;
    const file = openSync(name, 'r');
    const chunk = Buffer.allocUnsafe(4 * 1024 * 1024);
    for (;;) {
      const bytes = chunk.subarray(0, readSync(file, chunk, 0, chunk.length, at));
      const whole = bytes.lastIndexOf(LINE_BREAK) + 1;
      if (whole === 0) break;
      tally.take(bytes.subarray(0, whole));
      at += whole;
    }
    closeSync(file);
  };
  return {
    up: () => {
      if (blocked) {
        rmSync(folder);
        renameSync(away, folder);
      }
      blocked = false;
      return { port: 0 };
    },
    down: () => {
      renameSync(folder, away);
      writeFileSync(folder, '');
      blocked = true;
      return {};
    },
    count: () => {
      read();
      return tally.answer();
    },
  };
}

/** In the server's process: answers `up`, `down`, `count` and `reset` of its parent. */
export function runRawServer(transport, folder) {
  const does = transport === 'file' ? runLogFolder(folder) : runServer(transport);
  process.on('message', (message) => {
    void Promise.resolve(does[message]()).then((answer) => process.send(answer));
  });
}

function runServer(transport) {
  const newTally = () => new Tally(transport === 'sentry' ? TYPED_MARK : MARK);
  let tally = newTally();
  const open = new Set();
  const current = { take: (bytes) => tally.take(bytes) };
  const server = SERVERS[transport](current);
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  let port = 0;
  return {
    up: () =>
      new Promise((resolve) => {
        server.listen(port, '127.0.0.1', () => {
          port = server.address().port;
          resolve({ port });
        });
      }),
    down: () => {
      server.close();
      for (const socket of open) socket.destroy();
      return {};
    },
    count: () => tally.answer(),
    reset: () => {
      tally = newTally();
      return {};
    },
  };
}

/** Starts a script's `server` role for a transport; answers what talks to it. */
export function forkRawServer(script, transport, folder = '') {
  const child = fork(script, ['server', transport, folder]);
  const ask = async (message) => {
    const answered = once(child, 'message');
    child.send(message);
    return (await answered)[0];
  };
  return { ask, end: () => child.kill() };
}
