import type { Clock } from '@tailrace/core';
import { ConnectionEnd, type HeadersOption, type RequestHeaders, type TlsOptions } from '@tailrace/delivery';
import type { Agent } from 'node:http';
import { type ClientOptions, WebSocket } from 'ws';
import { Heartbeat } from './heartbeat.ts';
import { judgeClose, judgeHandshake } from './judge-end.ts';

/** Headers of the request that opens a connection. */
export type WebsocketHeaders = RequestHeaders;

/** Whom a WebSocket is opened to, and how. */
export interface WebsocketTarget {
  readonly url: URL;
  readonly headers: HeadersOption;
  readonly token: string | undefined;
  readonly tls: TlsOptions | undefined;
  readonly agent: Agent | undefined;
  readonly perMessageDeflate: boolean;
  readonly mask: 'random' | 'zero';
  readonly pingMillis: number;
  readonly maxBufferedBytes: number;
  readonly clock: Clock;
}

/** Who hears what comes over a {@link WebsocketLine}. */
export interface WebsocketListener {
  message(text: string): void;
  /** The peer answers a ping, with what that said. */
  pong(payload: string): void;
  /** The connection is of no more use; called once, for whatever reason, also where it never came to be. */
  closed(cause: Error): void;
}

/** How long a peer may take to answer a close. */
const END_MILLIS = 1_000;
/** The longest message that is taken; an answer that names every record of a batch is far below it. */
const MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;

/** An open WebSocket. It does not keep the process alive: what is unsent does that. */
export class WebsocketLine {
  readonly #socket: WebSocket;
  readonly #target: WebsocketTarget;
  readonly #listener: WebsocketListener;
  #heartbeat: Heartbeat | undefined;
  #end: Error | undefined;
  /** What a ping says: the last number that was asked with. */
  #number = 0;

  private constructor(socket: WebSocket, target: WebsocketTarget, listener: WebsocketListener) {
    this.#socket = socket;
    this.#target = target;
    this.#listener = listener;
    socket.on('message', (data) => {
      this.#heartbeat?.heard();
      listener.message((data as Buffer).toString('utf8'));
    });
    socket.on('pong', (payload) => {
      this.#heartbeat?.heard();
      listener.pong(payload.toString('latin1'));
    });
    socket.on('ping', () => this.#heartbeat?.heard());
    socket.on('error', (error) => this.destroy(ConnectionEnd.from(error)));
    socket.on('close', (code) => this.destroy(judgeClose(code)));
  }

  /**
   * Connects and shakes hands.
   *
   * @throws ConnectionEnd Where that fails; the signal's reason where it is aborted before.
   */
  static async open(target: WebsocketTarget, listener: WebsocketListener, signal: AbortSignal): Promise<WebsocketLine> {
    const headers = await headersOf(target);
    signal.throwIfAborted();
    const socket = connect(target, headers);
    return new Promise((resolve, reject) => {
      const closed = (cause: Error): void => {
        signal.removeEventListener('abort', giveUp);
        reject(cause);
        listener.closed(cause);
      };
      const line = new WebsocketLine(socket, target, { ...listener, closed });
      const giveUp = (): void => line.destroy(signal.reason as Error);
      signal.addEventListener('abort', giveUp, { once: true });
      socket.on('unexpected-response', (_request, response) => {
        line.destroy(judgeHandshake(response, target.clock.now()));
      });
      socket.once('open', () => {
        signal.removeEventListener('abort', giveUp);
        line.#watch();
        resolve(line);
      });
    });
  }

  /** Why the connection has ended; `undefined` while it is there. */
  get cause(): Error | undefined {
    return this.#end;
  }

  /** Sends one message, of one part or several; resolves when there is room for more. */
  send(isBinary: boolean, ...parts: readonly (string | Uint8Array)[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const written = (error?: Error | null): void => {
        if (error) reject(this.#end ?? ConnectionEnd.from(error));
        else resolve();
      };
      parts.forEach((part, index) => {
        const isLast = index === parts.length - 1;
        this.#socket.send(part, { binary: isBinary, fin: isLast }, isLast ? written : undefined);
      });
      if (this.#socket.readyState === WebSocket.OPEN && this.#socket.bufferedAmount <= this.#target.maxBufferedBytes) {
        resolve();
      }
    });
  }

  /** Asks with a number, which the peer repeats when it has read what was sent before. */
  ping(number: number): void {
    this.#number = number;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping(String(number));
  }

  /** Says that this side ends, and waits a moment for the other. */
  end(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#target.clock.schedule(() => this.#socket.terminate(), END_MILLIS);
      // The process is not to end before this has.
      const alive = setInterval(() => {}, 2 ** 30);
      this.#socket.once('close', () => {
        timer.cancel();
        clearInterval(alive);
        resolve();
      });
      this.#socket.close(1000);
    });
  }

  /** Cuts the connection at once. */
  destroy(cause: Error): void {
    if (this.#end !== undefined) return;
    this.#end = cause;
    this.#heartbeat?.stop();
    this.#socket.terminate();
    this.#listener.closed(cause);
  }

  #watch(): void {
    const { clock, pingMillis } = this.#target;
    const silent = (): void => this.destroy(ConnectionEnd.retryable(`The peer was silent for ${pingMillis} ms.`));
    this.#heartbeat = new Heartbeat(clock, pingMillis, () => this.ping(this.#number), silent);
  }
}

/** A header that a function answered and that cannot be sent, or an agent's own fault, is none of the records. */
function connect(target: WebsocketTarget, headers: WebsocketHeaders): WebSocket {
  try {
    return new WebSocket(target.url, clientOptions(target, headers));
  } catch (error) {
    // Without its message, which may hold what a header holds.
    const { code = 'no handshake' } = error as NodeJS.ErrnoException;
    throw new ConnectionEnd({ status: 'refused', cause: 'access', reason: code });
  }
}

/** What the handshake is made with. */
function clientOptions(target: WebsocketTarget, headers: WebsocketHeaders): ClientOptions {
  const { token, tls, agent, perMessageDeflate, mask } = target;
  return {
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    perMessageDeflate,
    followRedirects: false,
    maxPayload: MAX_PAYLOAD_BYTES,
    ...tls,
    ...(agent !== undefined && { agent }),
    ...(mask === 'zero' && { generateMask: (bytes: Buffer) => void bytes.fill(0) }),
    finishRequest: (request) => {
      request.on('socket', (socket) => socket.unref());
      request.end();
    },
  };
}

/** A function of the application's that throws is no fault of the records: they wait. */
async function headersOf({ headers }: WebsocketTarget): Promise<WebsocketHeaders> {
  if (typeof headers !== 'function') return headers;
  try {
    return await headers();
  } catch (error) {
    const reason = 'the headers function failed';
    throw new ConnectionEnd({ status: 'refused', cause: 'access', reason }, { cause: error });
  }
}
