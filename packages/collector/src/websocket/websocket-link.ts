import type { Duplex } from 'node:stream';
import {
  decodeLinkMessage,
  LINK_VERSION,
  type LinkBatch,
  type LinkMessage,
  TailraceError,
  type Timer,
} from '@tailrace/core';
import type { PendingAccount } from '../ingest/pending-bytes.ts';
import { BatchLane } from '../link/batch-lane.ts';
import { toGoodbye, toldOf } from '../link/link-failure.ts';
import type { Link } from '../link/links.ts';
import { TailSession, type TailSessionOptions } from './tail-session.ts';

/** A client that has not been heard of between two of these is taken for gone. */
const HEARTBEAT_MILLIS = 30_000;

/** Bytes of a message that is no batch, or of a batch's first line. */
export const MAX_HEAD_BYTES = 64 * 1024;

const LINE_FEED = 0x0a;

/** Close codes of WebSockets. */
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;

/** What a link works with. */
export interface WebSocketLinkOptions extends TailSessionOptions {
  /** The connection below the WebSocket. */
  readonly connection: Duplex;
  readonly onClose: () => void;
}

/** One WebSocket: batches one way, their answers and a live tail the other. */
export class WebSocketLink implements Link {
  readonly protocol = 'websocket';
  readonly #options: WebSocketLinkOptions;
  readonly #lane: BatchLane;
  readonly #tail: TailSession;
  readonly #closed: Promise<void>;
  /** Charged for the bytes of a message that is not whole yet. */
  readonly #arriving: PendingAccount;
  #heartbeat: Timer | undefined;
  #heard = true;
  #ending: Promise<void> | undefined;

  constructor(options: WebSocketLinkOptions) {
    this.#options = options;
    const { socket, services, connection } = options;
    this.#arriving = services.pending.open();
    this.#tail = new TailSession(options);
    this.#lane = new BatchLane({
      ...options,
      protocol: this.protocol,
      output: {
        send: (message, onSent) => {
          socket.send(JSON.stringify(message), () => {
            this.#heard = true;
            onSent();
          });
        },
        pause: () => socket.pause(),
        resume: () => socket.resume(),
      },
    });
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve()));
    // Before the WebSocket sees them: it holds what belongs to a message until that is whole.
    connection.prependListener('data', (chunk: Buffer) => this.#onBytes(chunk));
    socket.on('message', (data) => this.#onMessage(data as Buffer));
    socket.on('ping', () => this.#arriving.close());
    socket.on('pong', () => this.#arriving.close());
    socket.on('error', (error) => this.#report(`A WebSocket was ended: ${error.message}.`));
    socket.once('close', () => this.#onClose());
    const { maxBodyBytes, maxRecordBytes } = services.options;
    this.#send({ type: 'welcome', version: LINK_VERSION, maxBatchBytes: maxBodyBytes, maxRecordBytes });
    this.#beat();
  }

  close(): Promise<void> {
    const error = new TailraceError('TAILRACE_BUSY', 'The collector is closing.');
    return this.#end(error, GOING_AWAY);
  }

  cut(): void {
    this.#options.socket.terminate();
  }

  #onBytes(chunk: Buffer): void {
    this.#heard = true;
    try {
      this.#arriving.take(chunk.length);
    } catch (error) {
      void this.#end(error, TRY_AGAIN_LATER);
    }
  }

  #onMessage(data: Buffer): void {
    this.#arriving.close();
    if (this.#ending !== undefined) return;
    try {
      this.#read(data);
    } catch (error) {
      this.#report(`A WebSocket sent what is not understood: ${(error as Error).message}`);
      void this.#end(error, POLICY_VIOLATION);
    }
  }

  #read(data: Buffer): void {
    const lineEnd = data.subarray(0, MAX_HEAD_BYTES + 1).indexOf(LINE_FEED);
    if (lineEnd < 0 && data.length > MAX_HEAD_BYTES)
      throw bad(`A message's first line is over ${MAX_HEAD_BYTES} bytes.`);
    const line = data.toString('utf8', 0, lineEnd < 0 ? data.length : lineEnd);
    const message = decodeLinkMessage(line);
    if (message?.type === 'batch')
      return this.#takeBatch(message, data.subarray(lineEnd < 0 ? data.length : lineEnd + 1));
    if (message?.type === 'hello') {
      if (message.version === LINK_VERSION) return;
      throw bad(`The collector speaks version ${LINK_VERSION} of the link, not ${message.version}.`);
    }
    const question = jsonObject(line);
    if (question?.['type'] !== 'tail' && question?.['type'] !== 'tail.stop') {
      throw bad('A message is a batch, a tail or a tail.stop.');
    }
    this.#tail.take(question);
  }

  #takeBatch(header: LinkBatch, body: Buffer): void {
    const refusal = this.#lane.announce(header) ?? mismatch(header, body.length);
    if (refusal !== undefined) return this.#lane.refuse(header, refusal);
    const account = this.#options.services.pending.open();
    try {
      account.take(body.length);
    } catch (error) {
      return this.#lane.refuse(header, error);
    }
    this.#lane.take(header, body, account);
  }

  /** Answers what is in hand, says goodbye, and closes: a client that is told goodbye waits for no answers. */
  #end(error: unknown, code: number): Promise<void> {
    this.#ending ??= (async () => {
      const { socket, services } = this.#options;
      this.#tail.end();
      await this.#lane.settled();
      this.#send(toGoodbye(error, services.diagnostics));
      // Paused, it would not see the other side's close.
      socket.resume();
      socket.close(code, toldOf(error, services.diagnostics).code);
      await this.#closed;
    })();
    return this.#ending;
  }

  /** Pings, and cuts the connection where nothing was heard since the last time. */
  #beat(): void {
    const { socket, services } = this.#options;
    this.#heartbeat = services.clock.schedule(() => {
      // What is not read cannot be heard of, as long as that is our own doing.
      const isBusy = this.#lane.paused && this.#lane.inHand > 0;
      if (!this.#heard && !isBusy) {
        this.#report('A WebSocket was ended: nothing was heard of its client.');
        socket.terminate();
        return;
      }
      this.#heard = false;
      socket.ping(() => undefined);
      this.#beat();
    }, HEARTBEAT_MILLIS);
  }

  #send(message: LinkMessage): void {
    this.#options.socket.send(JSON.stringify(message), () => undefined);
  }

  #onClose(): void {
    this.#heartbeat?.cancel();
    this.#tail.end();
    this.#arriving.close();
    this.#options.onClose();
  }

  #report(message: string): void {
    this.#options.services.diagnostics.report({ name: 'link.failed', source: 'collector', message });
  }
}

function mismatch({ bytes }: LinkBatch, held: number): TailraceError | undefined {
  return bytes === held
    ? undefined
    : bad(`The batch announces ${bytes} bytes and has ${held}. Nothing of it was stored.`);
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function bad(message: string): TailraceError {
  return new TailraceError('TAILRACE_BAD_REQUEST', message);
}
