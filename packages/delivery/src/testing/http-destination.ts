import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  BUSY_MILLIS,
  type Destination,
  DESTINATION_MODES,
  type DestinationMode,
  POISON,
  SLOW_MILLIS,
} from './destination.ts';
import { HttpPort } from './http-port.ts';

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
  readonly #port = new HttpPort((request, body, response) => this.#respond(request, body, response));
  #mode: DestinationMode = 'up';
  #requests = 0;

  private constructor(options: HttpDestinationOptions) {
    this.#options = { parse: entriesOf, answer: collectorAnswer, ...options };
  }

  /** Starts a destination that is `up`. */
  static async start(options: HttpDestinationOptions = {}): Promise<HttpDestination> {
    const destination = new HttpDestination(options);
    await destination.#port.start();
    return destination;
  }

  get address(): string {
    return this.#port.address;
  }

  get requests(): number {
    return this.#requests;
  }

  async become(mode: DestinationMode): Promise<void> {
    this.#mode = mode;
    await (mode === 'down' ? this.#port.stop() : this.#port.start());
    if (mode !== 'hang') this.#port.cutHanging();
  }

  received(): Promise<readonly string[]> {
    return Promise.resolve([...this.#received]);
  }

  close(): Promise<void> {
    return this.#port.stop();
  }

  #respond(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    this.#requests += 1;
    const entries = this.#options.parse(body.toString('utf8'), request);
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
        this.#port.hang(response);
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
