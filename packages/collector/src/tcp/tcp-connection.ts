import type { Socket } from 'node:net';
import { encodeLinkMessage, TailraceError, type Timer } from '@tailrace/core';
import type { Guard } from '../access/guard.ts';
import { LINK_ACCESS } from '../access/roles.ts';
import { toGoodbye } from '../link/link-failure.ts';
import type { Link, LinkProtocol } from '../link/links.ts';
import type { Services } from '../services.ts';
import { type Opening, readOpening } from './opening.ts';
import { PlainMode } from './plain-mode.ts';
import { TcpLink } from './tcp-link.ts';
import type { TcpMode, TcpOutput } from './tcp-mode.ts';
import type { CheckedTcpOptions } from './tcp-options.ts';

/** A sender that stops amid a message for so long is gone. */
const STALL_MILLIS = 60_000;

/** How long the other side may take to end, once this one has. */
const LINGER_MILLIS = 2000;

/** What a connection works with. */
export interface TcpConnectionOptions {
  readonly services: Services;
  readonly guard: Guard;
  readonly tcp: CheckedTcpOptions;
  readonly socket: Socket;
  /** Called when it is known what is spoken. */
  readonly onOpening: (connection: TcpConnection) => void;
  readonly onClose: (connection: TcpConnection) => void;
}

/** One TCP connection: its first bytes tell what is spoken on it. */
export class TcpConnection implements Link {
  readonly #options: TcpConnectionOptions;
  readonly #address: string;
  readonly #closed: Promise<void>;
  #start: Buffer = Buffer.alloc(0);
  #mode: TcpMode | undefined;
  #heardAt: number;
  #ending: Promise<void> | undefined;
  #linger: Timer | undefined;

  constructor(options: TcpConnectionOptions) {
    this.#options = options;
    const { socket, services } = options;
    this.#address = socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '') ?? '';
    this.#heardAt = services.clock.monotonic();
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.once('end', () => this.#onEnd());
    socket.on('error', (error) => this.#report(`A TCP connection failed: ${error.message}.`));
    socket.once('close', () => this.#onClose());
  }

  /** What is spoken; `undefined` until that is known. */
  get protocol(): LinkProtocol | undefined {
    return this.#mode?.protocol;
  }

  /** Answers what is in hand, says goodbye and closes. */
  close(): Promise<void> {
    return this.#end(new TailraceError('TAILRACE_BUSY', 'The collector is closing.'));
  }

  cut(): void {
    this.#options.socket.destroy();
  }

  /** Ends the connection where nothing was heard for too long. */
  look(now: number): void {
    const { tcp, socket } = this.#options;
    if (this.#ending !== undefined || this.#mode?.isBusy === true) return;
    const quietMillis = now - this.#heardAt;
    if (this.#mode === undefined) {
      if (quietMillis >= (tcp.plain ? tcp.idleTimeoutMillis : tcp.helloTimeoutMillis)) {
        this.#fail(new TailraceError('TAILRACE_BAD_REQUEST', `There was no hello for ${tcp.helloTimeoutMillis} ms.`));
      }
    } else if (this.#mode.isMidway && quietMillis >= STALL_MILLIS) {
      this.#report('A TCP connection was ended: its sender stopped amid a message.');
      socket.destroy();
    } else if (quietMillis >= tcp.idleTimeoutMillis) {
      void this.#end(undefined);
    }
  }

  #take(chunk: Buffer): void {
    this.#heardAt = this.#options.services.clock.monotonic();
    // What is sent after the end of the conversation is read, so that the other side reads to its end too.
    if (this.#ending !== undefined) return;
    try {
      if (this.#mode === undefined) this.#open(chunk, false);
      else this.#mode.push(chunk);
    } catch (error) {
      this.#fail(error);
    }
  }

  #open(chunk: Buffer, isWhole: boolean): void {
    this.#start = this.#start.length === 0 ? chunk : Buffer.concat([this.#start, chunk]);
    const opening = readOpening(this.#start, isWhole);
    if (opening === undefined) return;
    const start = this.#start;
    this.#start = Buffer.alloc(0);
    this.#mode = this.#modeOf(opening);
    this.#options.onOpening(this);
    this.#mode.push(opening.kind === 'link' ? start.subarray(opening.rest) : start);
  }

  #modeOf(opening: Opening): TcpMode {
    const { services, guard, tcp } = this.#options;
    const output = this.#output();
    if (opening.kind === 'link') {
      const { token } = opening.hello;
      const known = typeof token === 'string' ? token : undefined;
      const caller = guard.admitToken(known, this.#address, LINK_ACCESS.batch);
      return new TcpLink({ services, guard, caller, output });
    }
    if (!tcp.plain) {
      throw guard.deny('missing', 'TAILRACE_UNAUTHORIZED', 'A TCP connection begins with a hello that has a token.');
    }
    return new PlainMode({ services, framing: opening.framing, address: this.#address, output });
  }

  #output(): TcpOutput {
    const { socket } = this.#options;
    return {
      write: (text, onSent) => {
        if (socket.writable) socket.write(text, onSent);
        else onSent();
      },
      pause: () => void socket.pause(),
      resume: () => void socket.resume(),
    };
  }

  #onEnd(): void {
    try {
      if (this.#mode === undefined && this.#ending === undefined) this.#open(Buffer.alloc(0), true);
      void this.#end(undefined, true);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Ends a conversation that cannot go on. */
  #fail(error: unknown): void {
    this.#report(`A TCP connection was ended: ${(error as Error).message}`);
    void this.#end(error);
  }

  /** Finishes what is in hand, says why where there is a reason, and ends. */
  #end(reason: unknown, inOrder = false): Promise<void> {
    this.#ending ??= (async () => {
      const { socket, services } = this.#options;
      await this.#mode?.end(inOrder);
      if (socket.destroyed) return;
      const isTold = reason !== undefined && this.#mode?.protocol !== 'plain';
      if (isTold) socket.write(encodeLinkMessage(toGoodbye(reason, services.diagnostics)));
      socket.end();
      // Paused, it would not see the other side's end.
      socket.resume();
      this.#linger = services.clock.schedule(() => socket.destroy(), LINGER_MILLIS);
      await this.#closed;
    })();
    return this.#ending;
  }

  #onClose(): void {
    this.#linger?.cancel();
    // Its place is taken until what it has sent is stored.
    void this.#end(undefined).then(() => this.#options.onClose(this));
  }

  #report(message: string): void {
    this.#options.services.diagnostics.report({ name: 'link.failed', source: 'collector', message });
  }
}
