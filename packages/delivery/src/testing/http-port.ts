import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { cutOff, listening } from './port-server.ts';

/** Answers a request whose body has come, decompressed. */
export type HttpResponder = (request: IncomingMessage, body: Buffer, response: ServerResponse) => void;

/** An HTTP server on a free port of the loopback that can go away and come back at the same port. */
export class HttpPort {
  readonly #respond: HttpResponder;
  readonly #hanging = new Set<ServerResponse>();
  #server: Server | undefined;
  #port = 0;

  constructor(respond: HttpResponder) {
    this.#respond = respond;
  }

  get port(): number {
    return this.#port;
  }

  /** `http://127.0.0.1:` and the port. */
  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** How many requests {@link hang} leaves without an answer. */
  get hanging(): number {
    return this.#hanging.size;
  }

  /** Listens, if it does not. */
  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      // A client that gives up in the middle of its request is no error of this server.
      request.on('error', () => {});
      request.on('end', () => {
        this.#respond(request, decompressed(Buffer.concat(chunks), request.headers['content-encoding']), response);
      });
    });
    this.#server = server;
    this.#port = await listening(server, this.#port);
  }

  /** Ends listening, if it does, and cuts every connection. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    await cutOff(server, () => server.closeAllConnections());
  }

  /** Leaves a request without an answer, until its client gives up or {@link cutHanging} is called. */
  hang(response: ServerResponse): void {
    this.#hanging.add(response);
    response.on('close', () => this.#hanging.delete(response));
  }

  /** Cuts the connections of what hangs. */
  cutHanging(): void {
    for (const response of this.#hanging) response.destroy();
  }
}

function decompressed(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === 'gzip') return gunzipSync(body);
  return encoding === 'br' ? brotliDecompressSync(body) : body;
}
