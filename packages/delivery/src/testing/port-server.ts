import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer, type TlsOptions } from 'node:tls';

/** A TCP server on a free port of the loopback that can go away and come back at the same port. */
export class PortServer {
  readonly #tls: TlsOptions | undefined;
  readonly #connected: (socket: Socket) => void;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  constructor(connected: (socket: Socket) => void, tls: TlsOptions | undefined) {
    this.#connected = connected;
    this.#tls = tls;
  }

  get port(): number {
    return this.#port;
  }

  /** Connections that are open. */
  get sockets(): ReadonlySet<Socket> {
    return this.#sockets;
  }

  async start(): Promise<void> {
    const server = this.#tls === undefined ? createServer() : createSecureServer(this.#tls);
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      // A client that goes away is no error of this server.
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on('tlsClientError', () => {});
    server.on(this.#tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
      socket.on('error', () => {});
      this.#connected(socket);
    });
    this.#server = server;
    this.#port = await listening(server, this.#port);
  }

  /** Ends listening and cuts every connection. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    await cutOff(server, () => {
      for (const socket of this.#sockets) socket.destroy();
    });
  }
}

/** Lets a server listen on a port of the loopback, a free one where it is 0; answers which. */
export function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** Ends a server's listening, and has its connections cut. */
export async function cutOff(server: Server, cut: () => void): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  cut();
  await closed;
}
