import { HttpPort } from '@tailrace/delivery/testing';
import type { IncomingHttpHeaders } from 'node:http';

/** A request as a server got it, its body inflated. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that takes whatever is posted to it. */
export class ReceivingServer {
  readonly requests: Received[] = [];
  /** What it answers. */
  answer: { readonly status: number; readonly body: string } = { status: 200, body: '{}' };
  readonly #port = new HttpPort(({ url = '', headers }, body, response) => {
    this.requests.push({ path: url, headers, body: body.toString('utf8') });
    response.statusCode = this.answer.status;
    response.end(this.answer.body);
  });

  static async start(): Promise<ReceivingServer> {
    const server = new ReceivingServer();
    await server.#port.start();
    return server;
  }

  get url(): string {
    return this.#port.address;
  }

  close(): Promise<void> {
    return this.#port.stop();
  }
}
