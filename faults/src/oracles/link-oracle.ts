import { decodeLinkMessage } from '@tailrace/core';
import {
  type Destination,
  type DestinationMode,
  LinkDestination,
  LinkHost,
  type LinkPeer,
} from '@tailrace/delivery/testing';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { fieldOf, type Oracle } from './oracle.ts';

/** A destination that speaks the link protocol, and ignores what it has already, as a collector does. */
export class LinkOracle implements Oracle {
  readonly #destination: Destination;

  private constructor(destination: Destination) {
    this.#destination = destination;
  }

  /** On TCP. */
  static async overTcp(): Promise<LinkOracle> {
    return new LinkOracle(await LinkDestination.start());
  }

  /** On a WebSocket. */
  static async overWebsocket(): Promise<LinkOracle> {
    return new LinkOracle(await WebsocketLink.start());
  }

  get modes(): readonly DestinationMode[] {
    return this.#destination.modes;
  }

  get address(): string {
    return this.#destination.address;
  }

  get requests(): number | undefined {
    return this.#destination.requests;
  }

  become(mode: DestinationMode): Promise<void> {
    return this.#destination.become(mode);
  }

  received(): Promise<readonly string[]> {
    return this.#destination.received();
  }

  messageOf(body: string): string | undefined {
    return fieldOf(body, 'message');
  }

  idOf(body: string): string | undefined {
    return fieldOf(body, 'id');
  }

  idAs(id: string): string {
    return id;
  }

  close(): Promise<void> {
    return this.#destination.close();
  }
}

/** The link protocol's other end on a WebSocket: line and body of a batch are one message. */
class WebsocketLink implements Destination {
  readonly modes: readonly DestinationMode[] = [
    'up',
    'busy',
    'broken',
    'hang',
    'slow',
    'reset-after-success',
    'refuse-one',
    'unauthorized',
    'too-large',
    'down',
  ];
  readonly #host = new LinkHost();
  readonly #sockets = new WebSocketServer({ noServer: true });
  #server: Server = this.#newServer();
  #port = 0;

  static async start(): Promise<WebsocketLink> {
    const link = new WebsocketLink();
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
