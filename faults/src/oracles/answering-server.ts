import { BUSY_MILLIS, DESTINATION_MODES, type DestinationMode, SLOW_MILLIS } from '@tailrace/delivery/testing';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A request as its protocol reads it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly text: string;
}

/** What is answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** How a protocol over HTTP takes a request while it is `up`, `refuse-one` or `too-large`; it keeps what it takes. */
export type Take = (asked: Asked, mode: DestinationMode) => Answer;

/** A real HTTP server whose protocol is somebody else's, and which fails as it is told to. */
export class AnsweringServer {
  readonly modes: readonly DestinationMode[] = DESTINATION_MODES;
  requests = 0;
  readonly #take: Take;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #hanging = new Set<ServerResponse>();
  #server: Server = this.#newServer();
  #port = 0;
  #mode: DestinationMode = 'up';

  private constructor(take: Take, headers: Readonly<Record<string, string>>) {
    this.#take = take;
    this.#headers = headers;
  }

  /** @param headers - What every answer says. */
  static async start(take: Take, headers: Readonly<Record<string, string>>): Promise<AnsweringServer> {
    const server = new AnsweringServer(take, headers);
    await server.#listen();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  async become(mode: DestinationMode): Promise<void> {
    const wasDown = this.#mode === 'down';
    this.#mode = mode;
    if (mode === 'down' && !wasDown) await this.#unlisten();
    if (mode !== 'down' && wasDown) {
      this.#server = this.#newServer();
      await this.#listen();
    }
    if (mode !== 'hang') for (const response of this.#hanging) response.destroy();
  }

  async close(): Promise<void> {
    if (this.#mode !== 'down') await this.#unlisten();
  }

  #newServer(): Server {
    return createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      // A client that gives up in the middle of its request is no error of this server.
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

  #respond(request: IncomingMessage, bytes: Buffer, response: ServerResponse): void {
    this.requests += 1;
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
    const asked = { method: request.method ?? '', path: request.url ?? '', text };
    const take = (): void => {
      const { status, body } = this.#take(asked, this.#mode);
      response.writeHead(status, this.#headers).end(body);
    };
    switch (this.#mode) {
      case 'busy':
        // Both of the statuses that ask for time.
        response
          .writeHead(this.requests % 2 === 0 ? 503 : 429, {
            ...this.#headers,
            'retry-after': String(BUSY_MILLIS / 1_000),
          })
          .end('{}');
        return;
      case 'broken':
        response.writeHead(500, this.#headers).end('{}');
        return;
      case 'unauthorized':
        response.writeHead(401, this.#headers).end('{}');
        return;
      case 'hang':
        this.#hanging.add(response);
        return;
      case 'slow':
        setTimeout(take, SLOW_MILLIS);
        return;
      case 'reset-after-success':
        this.#take(asked, this.#mode);
        request.socket.resetAndDestroy();
        return;
      default:
        take();
    }
  }
}
