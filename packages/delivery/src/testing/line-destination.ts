import type { Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import type { Destination, DestinationMode } from './destination.ts';
import { PortServer } from './port-server.ts';

/** How entries are set apart on the way to a {@link LineDestination}. */
export interface LineDestinationOptions {
  readonly framing?: 'newline' | 'octet-count' | 'nul';
  readonly tls?: TlsOptions;
}

/** A TCP server that reads and answers nothing, as receivers of plain lines are, on a free port of the loopback. */
export class LineDestination implements Destination {
  readonly modes: readonly DestinationMode[] = ['up', 'down'];
  readonly requests = undefined;
  readonly #framing: NonNullable<LineDestinationOptions['framing']>;
  readonly #scheme: 'tcp' | 'tls';
  readonly #server: PortServer;
  readonly #received: string[] = [];
  readonly #waiting = new Set<() => void>();
  #mode: DestinationMode = 'up';

  private constructor({ framing = 'newline', tls }: LineDestinationOptions) {
    this.#framing = framing;
    this.#scheme = tls === undefined ? 'tcp' : 'tls';
    this.#server = new PortServer((socket) => this.#read(socket), tls);
  }

  /** Starts a destination that is `up`. */
  static async start(options: LineDestinationOptions = {}): Promise<LineDestination> {
    const destination = new LineDestination(options);
    await destination.#server.start();
    return destination;
  }

  get address(): string {
    return `${this.#scheme}://127.0.0.1:${this.#server.port}`;
  }

  async become(mode: DestinationMode): Promise<void> {
    const was = this.#mode;
    this.#mode = mode;
    if (mode === 'down' && was !== 'down') await this.#server.stop();
    if (mode !== 'down' && was === 'down') await this.#server.start();
  }

  /** Waits until at least so many have been read: nothing tells a sender when that is. */
  async received(least = 0): Promise<readonly string[]> {
    while (this.#received.length < least) {
      await new Promise<void>((resolve) => void this.#waiting.add(resolve));
    }
    return [...this.#received];
  }

  /** How many are connected. */
  get connected(): number {
    return this.#server.sockets.size;
  }

  /** Cuts every connection, with what was not read of it. */
  cut(): void {
    for (const socket of this.#server.sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    if (this.#mode !== 'down') await this.#server.stop();
  }

  #read(socket: Socket): void {
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      for (;;) {
        const entry = this.#next(bytes);
        if (entry === undefined) break;
        this.#received.push(bytes.subarray(entry.start, entry.end).toString('utf8'));
        bytes = bytes.subarray(entry.next);
      }
      for (const resolve of this.#waiting) resolve();
      this.#waiting.clear();
    });
  }

  #next(bytes: Buffer): { readonly start: number; readonly end: number; readonly next: number } | undefined {
    if (this.#framing === 'octet-count') {
      const start = bytes.indexOf(' ') + 1;
      const end = start + Number(bytes.toString('latin1', 0, start));
      return start === 0 || bytes.length < end ? undefined : { start, end, next: end };
    }
    const end = bytes.indexOf(this.#framing === 'nul' ? 0 : 0x0a);
    return end < 0 ? undefined : { start: 0, end, next: end + 1 };
  }
}
