import { decodeLinkMessage, encodeLinkMessage, type LinkBatch } from '@tailrace/core/wire';
import type { Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { type Destination, DESTINATION_MODES, type DestinationMode } from './destination.ts';
import { LinkHost, type LinkHostOptions, type LinkPeer } from './link-host.ts';
import { PortServer } from './port-server.ts';

/** What a {@link LinkDestination} demands, takes and is reached by. */
export interface LinkDestinationOptions extends LinkHostOptions {
  readonly tls?: TlsOptions;
}

/** A collector's TCP end on a free port of the loopback that does what a test tells it to. */
export class LinkDestination implements Destination {
  readonly modes: readonly DestinationMode[] = DESTINATION_MODES;
  /** What it keeps, and how it behaves. */
  readonly host: LinkHost;
  readonly #server: PortServer;
  readonly #scheme: 'tcp' | 'tls';

  private constructor(options: LinkDestinationOptions) {
    this.host = new LinkHost(options);
    this.#scheme = options.tls === undefined ? 'tcp' : 'tls';
    this.#server = new PortServer((socket) => converse(socket, this.host), options.tls);
  }

  /** Starts a destination that is `up`. */
  static async start(options: LinkDestinationOptions = {}): Promise<LinkDestination> {
    const destination = new LinkDestination(options);
    await destination.#server.start();
    return destination;
  }

  get address(): string {
    return `${this.#scheme}://127.0.0.1:${this.#server.port}`;
  }

  get requests(): number {
    return this.host.requests;
  }

  async become(mode: DestinationMode): Promise<void> {
    const was = this.host.mode;
    this.host.mode = mode;
    if (mode === 'down' && was !== 'down') await this.#server.stop();
    if (mode !== 'down' && was === 'down') await this.#server.start();
    if (mode === 'unauthorized' || was === 'hang') this.host.cut();
  }

  received(): Promise<readonly string[]> {
    return Promise.resolve([...this.host.received]);
  }

  /** Reads nothing more from those who are connected, as a peer does that is there no more. */
  freeze(): void {
    for (const socket of this.#server.sockets) socket.pause();
  }

  async close(): Promise<void> {
    await this.#server.stop();
  }
}

/** Reads what a client says: lines, and behind a line that announces a batch, its bytes. */
function converse(socket: Socket, host: LinkHost): void {
  const peer: LinkPeer = {
    say: (message) => void (socket.writable && socket.write(encodeLinkMessage(message))),
    reset: () => socket.destroy(),
    close: () => socket.end(),
  };
  let bytes = Buffer.alloc(0);
  let batch: LinkBatch | undefined;
  socket.on('close', () => host.left(peer));
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (;;) {
      const size = batch === undefined ? bytes.indexOf('\n') + 1 : batch.bytes;
      if (batch === undefined ? size === 0 : bytes.length < size) return;
      const part = bytes.subarray(0, size);
      bytes = bytes.subarray(size);
      if (batch !== undefined) {
        host.take(peer, batch, part);
        batch = undefined;
        continue;
      }
      const message = decodeLinkMessage(part.toString('utf8'));
      if (message?.type === 'batch') batch = message;
      else if (message?.type === 'hello') host.greet(peer, message.token);
      else socket.destroy();
    }
  });
}
