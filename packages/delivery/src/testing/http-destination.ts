import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import {
  BUSY_MILLIS,
  type Destination,
  DESTINATION_MODES,
  type DestinationMode,
  POISON,
  SLOW_MILLIS,
} from './destination.ts';

/** How a destination speaks HTTP. */
export interface HttpDestinationOptions {
  /** Takes the bodies of the entries out of a request's body; lines, or the elements of a JSON array, by default. */
  readonly parse?: (body: string, request: IncomingMessage) => readonly string[];
  /** Writes the answer for entries of which some were refused; a collector's answer by default. */
  readonly answer?: (entries: readonly string[], rejected: readonly number[], response: ServerResponse) => void;
}

/** A real HTTP server on a free port of the loopback that does what a test tells it to. */
export class HttpDestination implements Destination {
  readonly modes: readonly DestinationMode[] = DESTINATION_MODES;
  readonly #options: Required<HttpDestinationOptions>;
  readonly #received: string[] = [];
  readonly #hanging = new Set<ServerResponse>();
  #server: Server;
  #port = 0;
  #mode: DestinationMode = 'up';
  #requests = 0;

  private constructor(options: HttpDestinationOptions) {
    this.#options = { parse: entriesOf, answer: collectorAnswer, ...options };
    this.#server = this.#makeServer();
  }

  /** Starts a destination that is `up`. */
  static async start(options: HttpDestinationOptions = {}): Promise<HttpDestination> {
    const destination = new HttpDestination(options);
    await destination.#listen();
    return destination;
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get requests(): number {
    return this.#requests;
  }

  async become(mode: DestinationMode): Promise<void> {
    const wasDown = this.#mode === 'down';
    this.#mode = mode;
    if (mode === 'down' && !wasDown) await this.#unlisten();
    if (mode !== 'down' && wasDown) {
      this.#server = this.#makeServer();
      await this.#listen();
    }
    if (mode !== 'hang') for (const response of this.#hanging) response.destroy();
  }

  received(): Promise<readonly string[]> {
    return Promise.resolve([...this.#received]);
  }

  async close(): Promise<void> {
    if (this.#mode !== 'down') await this.#unlisten();
  }

  #makeServer(): Server {
    return createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      // A client that gives up in the middle of its request is no error of this destination.
      request.on('error', () => {});
      request.on('end', () => this.#respond(request, Buffer.concat(chunks), response));
    });
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, '127.0.0.1', () => {
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  #unlisten(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #respond(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    this.#requests += 1;
    const entries = this.#options.parse(decompressed(body, request.headers['content-encoding']), request);
    switch (this.#mode) {
      case 'busy':
        response.writeHead(503, { 'retry-after': String(BUSY_MILLIS / 1_000) }).end();
        return;
      case 'broken':
        response.writeHead(500).end();
        return;
      case 'unauthorized':
        response.writeHead(401).end();
        return;
      case 'hang':
        this.#hanging.add(response);
        return;
      case 'too-large':
        if (entries.length > 1) response.writeHead(413).end();
        else this.#take(entries, response);
        return;
      case 'slow':
        setTimeout(() => this.#take(entries, response), SLOW_MILLIS);
        return;
      case 'reset-after-success':
        this.#received.push(...entries);
        request.socket.resetAndDestroy();
        return;
      default:
        this.#take(entries, response);
    }
  }

  #take(entries: readonly string[], response: ServerResponse): void {
    const refuses = this.#mode === 'refuse-one';
    const rejected = entries.flatMap((entry, index) => (refuses && entry.includes(POISON) ? [index] : []));
    this.#received.push(...entries.filter((_, index) => !rejected.includes(index)));
    this.#options.answer(entries, rejected, response);
  }
}

function decompressed(body: Buffer, encoding: string | undefined): string {
  if (encoding === 'gzip') return gunzipSync(body).toString('utf8');
  if (encoding === 'br') return brotliDecompressSync(body).toString('utf8');
  return body.toString('utf8');
}

function entriesOf(body: string, request: IncomingMessage): readonly string[] {
  if (request.headers['content-type']?.startsWith('application/json') === true) {
    return (JSON.parse(body) as unknown[]).map((entry) => JSON.stringify(entry));
  }
  return body.split('\n').filter((line) => line !== '');
}

function collectorAnswer(entries: readonly string[], rejected: readonly number[], response: ServerResponse): void {
  const answer = {
    accepted: entries.length - rejected.length,
    duplicates: 0,
    rejected: rejected.map((index) => ({ index, code: 'bad_field', message: 'The destination refuses this entry.' })),
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}
