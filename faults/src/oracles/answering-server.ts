import {
  BUSY_MILLIS,
  DESTINATION_MODES,
  type DestinationMode,
  HttpPort,
  SLOW_MILLIS,
} from '@tailrace/delivery/testing';
import type { IncomingMessage, ServerResponse } from 'node:http';

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
  readonly #port = new HttpPort((request, body, response) => this.#respond(request, body, response));
  #mode: DestinationMode = 'up';

  private constructor(take: Take, headers: Readonly<Record<string, string>>) {
    this.#take = take;
    this.#headers = headers;
  }

  /** @param headers - What every answer says. */
  static async start(take: Take, headers: Readonly<Record<string, string>>): Promise<AnsweringServer> {
    const server = new AnsweringServer(take, headers);
    await server.#port.start();
    return server;
  }

  get port(): number {
    return this.#port.port;
  }

  async become(mode: DestinationMode): Promise<void> {
    this.#mode = mode;
    await (mode === 'down' ? this.#port.stop() : this.#port.start());
    if (mode !== 'hang') this.#port.cutHanging();
  }

  close(): Promise<void> {
    return this.#port.stop();
  }

  #respond(request: IncomingMessage, bytes: Buffer, response: ServerResponse): void {
    this.requests += 1;
    const asked = { method: request.method ?? '', path: request.url ?? '', text: bytes.toString('utf8') };
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
        this.#port.hang(response);
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
