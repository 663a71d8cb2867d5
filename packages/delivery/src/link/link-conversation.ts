import type { IngestRejection, LinkAcknowledgement, LinkFailure, LinkGoodbye, LinkWelcome } from '@tailrace/core';
import { decodeLinkMessage, encodeLinkMessage, LINK_VERSION } from '@tailrace/core/wire';
import { judgeStatus } from '../judge-status.ts';
import type { Batch, Outcome } from '../sink.ts';
import { ConnectionEnd } from './connection-end.ts';
import type { Conversation } from './connection-sink.ts';
import type { LinkChannel, OpenLinkChannel } from './link-channel.ts';
import { Unanswered } from './unanswered.ts';

/** How a link is begun and used. */
export interface LinkOptions {
  /** Sent in the `hello` of the client; `undefined` for channels that need none. */
  readonly hello: { readonly token: string | undefined } | undefined;
  readonly compression: 'gzip' | false;
}

/** The longest reason that is kept of a rejection. */
const MAX_REASON = 300;

/**
 * The client's end of the link protocol over one connection: batches go out numbered, and each is answered.
 *
 * Batches do not wait for one another's answers; what is unanswered when the connection ends is for the caller to send
 * again.
 */
export class LinkConversation implements Conversation {
  readonly #options: LinkOptions;
  readonly #unanswered = new Unanswered<LinkAcknowledgement | LinkFailure>();
  readonly #closed: () => void;
  #welcomed!: (welcome: LinkWelcome) => void;
  #notWelcomed!: (cause: Error) => void;
  readonly #welcome: Promise<LinkWelcome>;
  #channel: LinkChannel | undefined;
  #end: Error | undefined;
  #isWelcome = false;
  #sequence = 0;
  /** Batches go out one behind the other, each when the channel has room for it. */
  #room: Promise<void> = Promise.resolve();

  private constructor(options: LinkOptions, closed: () => void) {
    this.#options = options;
    this.#closed = closed;
    this.#welcome = new Promise((resolve, reject) => {
      this.#welcomed = resolve;
      this.#notWelcomed = reject;
    });
    // It is awaited once the channel is there, which may be later than its end.
    this.#welcome.catch(() => {});
  }

  /** Makes a connection and waits until the collector has said welcome. */
  static async open(
    connect: OpenLinkChannel,
    options: LinkOptions,
    signal: AbortSignal,
    closed: () => void,
  ): Promise<LinkConversation> {
    const conversation = new LinkConversation(options, closed);
    const channel = await connect(
      { message: (line) => conversation.#hear(line), closed: (cause) => conversation.#over(cause) },
      signal,
    );
    conversation.#channel = channel;
    const giveUp = (): void => conversation.destroy(unwelcome(signal.reason as Error));
    signal.addEventListener('abort', giveUp, { once: true });
    // Between the connection and this there was a moment in which nobody listened.
    if (signal.aborted) giveUp();
    try {
      await conversation.#greet();
    } catch (error) {
      // Also where the end was heard of before the channel was there to be cut.
      channel.destroy(error as Error);
      throw error;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
    return conversation;
  }

  async deliver(batch: Batch): Promise<Outcome> {
    const { compression } = this.#options;
    const body = await batch.encode('newline', compression === false ? undefined : compression);
    const { maxBatchBytes } = await this.#welcome;
    if (body.length > maxBatchBytes) {
      return {
        status: 'refused',
        cause: 'size',
        reason: `${body.length} bytes, and the collector takes ${maxBatchBytes}`,
      };
    }
    if (this.#end !== undefined) throw this.#end;
    this.#sequence += 1;
    const seq = this.#sequence;
    const records = batch.entries.length;
    const line = encodeLinkMessage({
      type: 'batch',
      seq,
      records,
      bytes: body.length,
      ...(compression !== false && { encoding: compression }),
    });
    const answer = this.#unanswered.wait(seq);
    this.#room = this.#room.then(() => this.#say(line, body));
    return judge(await answer, records);
  }

  async end(): Promise<void> {
    await this.#channel?.end();
  }

  destroy(cause: Error): void {
    this.#channel?.destroy(cause);
    this.#over(cause);
  }

  async #greet(): Promise<void> {
    const { hello } = this.#options;
    if (hello !== undefined) {
      const { token } = hello;
      const line = encodeLinkMessage({ type: 'hello', version: LINK_VERSION, ...(token !== undefined && { token }) });
      await this.#channel?.send(line);
    }
    await this.#welcome;
  }

  /** A channel that fails while it is written to ends, and then so does every batch that is unanswered. */
  async #say(line: string, body: Uint8Array): Promise<void> {
    if (this.#end !== undefined) return;
    try {
      await this.#channel?.send(line, body);
    } catch (error) {
      this.destroy(ConnectionEnd.from(error));
    }
  }

  #hear(line: string): void {
    const message = decodeLinkMessage(line);
    switch (message?.type) {
      case 'welcome':
        this.#isWelcome = true;
        this.#welcomed(message);
        return;
      case 'ack':
      case 'nack':
        this.#unanswered.answer(message.seq, message);
        return;
      case 'goodbye':
        this.#farewell(judgeGoodbye(message));
        return;
      default:
        // A newer collector may say more than this end knows; what has not said welcome is none.
        if (!this.#isWelcome) this.destroy(ConnectionEnd.retryable('The peer does not speak as a collector does.'));
    }
  }

  /** Nothing more is sent here; what a collector has in hand it still answers before it closes. */
  #farewell(cause: ConnectionEnd): void {
    this.#stop(cause);
    if (this.#unanswered.size === 0) void this.#channel?.end();
  }

  /** The connection is gone. */
  #over(cause: Error): void {
    this.#unanswered.end(this.#stop(cause));
  }

  /** Answers why this has ended, which is what was said first. */
  #stop(cause: Error): Error {
    if (this.#end !== undefined) return this.#end;
    this.#end = cause;
    this.#closed();
    this.#notWelcomed(cause);
    return cause;
  }
}

function judge(answer: LinkAcknowledgement | LinkFailure, entries: number): Outcome {
  if (answer.type === 'ack') return judgeAcknowledgement(answer, entries);
  const { status, code, retryAfterMillis } = answer;
  return judgeStatus(status, reasonOf(status, code), isTime(retryAfterMillis) ? retryAfterMillis : undefined);
}

/** What may be left out of a message has not been looked at. */
function isTime(millis: unknown): boolean {
  return typeof millis === 'number' && millis >= 0;
}

/** What a collector names as rejected; a list with anything else in it names that much less. */
function judgeAcknowledgement({ rejected }: LinkAcknowledgement, entries: number): Outcome {
  const named = new Map<number, string>();
  for (const item of rejected as readonly (Partial<IngestRejection> | null)[]) {
    const index = item?.index;
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= entries) continue;
    named.set(index, `${String(item?.code)}: ${String(item?.message)}`.slice(0, MAX_REASON));
  }
  if (named.size === 0) return { status: 'delivered' };
  return { status: 'partial', retry: [], rejected: [...named].map(([index, reason]) => ({ index, reason })) };
}

/** An end that is not about a batch's size is not about its content either, but about the one who sent it. */
function judgeGoodbye({ status, code }: LinkGoodbye): ConnectionEnd {
  const reason = `goodbye ${reasonOf(status, code)}`;
  if (status === 400 || status === 422) return new ConnectionEnd({ status: 'refused', cause: 'access', reason });
  return new ConnectionEnd(judgeStatus(status, reason));
}

/** Status and code, never the peer's words, which may repeat what a record holds. */
function reasonOf(status: number, code: string): string {
  return /^[A-Za-z0-9_.-]{1,60}$/.test(code) ? `${status} ${code}` : String(status);
}

function unwelcome(cause: Error): Error {
  if (cause.name !== 'TimeoutError') return cause;
  return ConnectionEnd.retryable(
    'The peer did not say welcome: is it a collector? What only takes lines needs `acknowledge: false`.',
  );
}
