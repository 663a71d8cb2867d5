import type { Clock } from '@tailrace/core';
import { ConnectionEnd, type TlsOptions } from '@tailrace/delivery';
import { connect as connectPlain, type NetConnectOpts, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Whom a socket is connected to, and how. */
export interface SocketTarget {
  readonly address: { readonly host: string; readonly port: number } | { readonly path: string };
  readonly tls: TlsOptions | undefined;
  /** Of silence, after which the system asks the peer whether it is still there. */
  readonly keepAliveMillis: number;
  readonly clock: Clock;
}

/** Who hears what comes over a {@link SocketLine}. */
export interface SocketListener {
  data(chunk: Buffer): void;
  /** The connection is of no more use; called once, for whatever reason, also where it never came to be. */
  closed(cause: Error): void;
}

/** How long a peer may take to end its side once this side has ended. */
const END_MILLIS = 1_000;

/** A connected socket. It does not keep the process alive: what is unsent does that. */
export class SocketLine {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #listener: SocketListener;
  #end: Error | undefined;

  private constructor(socket: Socket, clock: Clock, listener: SocketListener) {
    this.#socket = socket;
    this.#clock = clock;
    this.#listener = listener;
    socket.on('data', (chunk: Buffer) => listener.data(chunk));
    socket.on('error', (error) => this.destroy(ConnectionEnd.from(error)));
    socket.on('end', () => this.destroy(ConnectionEnd.retryable('The peer ended the connection.')));
    socket.on('close', () => this.destroy(ConnectionEnd.retryable('The connection was closed.')));
  }

  /**
   * Connects, and shakes hands where there is TLS.
   *
   * @throws ConnectionEnd Where that fails; the signal's reason where it is aborted before.
   */
  static async open(target: SocketTarget, listener: SocketListener, signal: AbortSignal): Promise<SocketLine> {
    signal.throwIfAborted();
    const { address, tls, keepAliveMillis, clock } = target;
    const socket = tls === undefined ? connectPlain(address as NetConnectOpts) : connectTls({ ...tls, ...address });
    socket.unref();
    socket.setNoDelay(true);
    socket.setKeepAlive(true, keepAliveMillis);
    return new Promise((resolve, reject) => {
      const closed = (cause: Error): void => {
        signal.removeEventListener('abort', giveUp);
        reject(cause);
        listener.closed(cause);
      };
      const line = new SocketLine(socket, clock, { data: (chunk) => listener.data(chunk), closed });
      const giveUp = (): void => line.destroy(signal.reason as Error);
      signal.addEventListener('abort', giveUp, { once: true });
      socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
        signal.removeEventListener('abort', giveUp);
        resolve(line);
      });
    });
  }

  /** Why the connection has ended; `undefined` while it is there. */
  get cause(): Error | undefined {
    return this.#end;
  }

  /** Sends bytes; resolves when the kernel has them, and rejects with why the connection ended where it ends before. */
  write(...parts: readonly (string | Uint8Array)[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const last = parts.length - 1;
      this.#socket.cork();
      parts.forEach((part, index) => {
        if (index < last) this.#socket.write(part);
        else this.#socket.write(part, (error) => (error ? reject(this.#end ?? ConnectionEnd.from(error)) : resolve()));
      });
      this.#socket.uncork();
    });
  }

  /** Sends what is written and ends this side; gives the peer a moment to end the other, for then it has read all. */
  end(): Promise<void> {
    if (this.#socket.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#clock.schedule(() => this.#socket.destroy(), END_MILLIS);
      this.#socket.once('close', () => {
        timer.cancel();
        resolve();
      });
      // The process is not to end before this has.
      this.#socket.ref();
      this.#socket.end();
    });
  }

  /** Cuts the connection at once. */
  destroy(cause: Error): void {
    if (this.#end !== undefined) return;
    this.#end = cause;
    this.#socket.destroy();
    this.#listener.closed(cause);
  }
}
