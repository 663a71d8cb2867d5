import { decodeLinkMessage } from '@tailrace/core';
import {
  type Destination,
  DESTINATION_MODES,
  type DestinationMode,
  LinkHost,
  type LinkPeer,
} from '@tailrace/delivery/testing';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** The link protocol's other end on a WebSocket: line and body of a batch are one message. */
export class WebsocketDestination implements Destination {
  readonly modes: readonly DestinationMode[] = DESTINATION_MODES;
  readonly #host = new LinkHost();
  readonly #sockets = new WebSocketServer({ noServer: true });
  #server: Server = this.#newServer();
  #port = 0;

  static async start(): Promise<WebsocketDestination> {
    const link = new WebsocketDestination();
    await link.#listen();
    return link;
  }

  get address(): string {
    return `ws://127.0.0.1:${this.#port}/v1/ws`;
  }

  get requests(): number {
    return this.#host.requests;
  }

  async become(mode: DestinationMode): Promise<void> {
    const was = this.#host.mode;
    this.#host.mode = mode;
    if (mode === 'down' && was !== 'down') await this.close();
    if (mode !== 'down' && was === 'down') {
      this.#server = this.#newServer();
      await this.#listen();
    }
    if (mode === 'unauthorized' || was === 'hang') this.#cut();
  }

  received(): Promise<readonly string[]> {
    return Promise.resolve([...this.#host.received]);
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#cut();
    this.#server.closeAllConnections();
    await closed;
  }

  #cut(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  async #listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  #newServer(): Server {
    return createServer().on('upgrade', (request, socket, head) => {
      socket.on('error', () => {});
      if (this.#host.mode === 'unauthorized') {
        socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (accepted) => {
        accepted.on('error', () => {});
        const peer: LinkPeer = {
          say: (message) => accepted.send(JSON.stringify(message)),
          reset: () => accepted.terminate(),
          close: () => accepted.close(),
        };
        accepted.on('close', () => this.#host.left(peer));
        accepted.on('message', (data: Buffer) => {
          const end = data.indexOf('\n');
          const message = decodeLinkMessage(data.toString('utf8', 0, end));
          if (message?.type === 'batch') this.#host.take(peer, message, data.subarray(end + 1));
        });
        this.#host.greet(peer, undefined);
      });
    });
  }
}
