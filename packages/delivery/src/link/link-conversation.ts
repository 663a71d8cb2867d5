import {
  decodeLinkMessage,
  encodeLinkMessage,
  type IngestRejection,
  LINK_VERSION,
  type LinkAcknowledgement,
  type LinkFailure,
  type LinkGoodbye,
  type LinkWelcome,
} from '@tailrace/core';
import { judgeStatus } from '../judge-status.ts';
import type { Batch, Outcome } from '../sink.ts';
import { ConnectionEnd } from './connection-end.ts';
import type { Conversation } from './connection-sink.ts';
import type { LinkChannel, OpenLinkChannel } from './link-channel.ts';

/** How a link is begun and used. */
export interface LinkOptions {
  /** Sent in the `hello` of the client; `undefined` for channels that need none. */
  readonly hello: { readonly token: string | undefined } | undefined;
  readonly compression: 'gzip' | false;
}

interface Unanswered {
  readonly entries: number;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (cause: Error) => void;
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
  readonly #unanswered = new Map<number, Unanswered>();
  readonly #closed: () => void;
  #welcomed!: (welcome: LinkWelcome) => void;
  #notWelcomed!: (cause: Error) => void;
  readonly #welcome: Promise<LinkWelcome>;
  #channel: LinkChannel | undefined;
  #end: Error | undefined;
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
    try {
      await conversation.#greet();
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
    const answer = new Promise<Outcome>((resolve, reject) => {
      this.#unanswered.set(seq, { entries: records, resolve, reject });
    });
    this.#room = this.#room.then(() => this.#say(line, body));
    return answer;
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
        this.#welcomed(message);
        return;
      case 'ack':
        this.#answer(message.seq, (entries) => judgeAcknowledgement(message, entries));
        return;
      case 'nack':
        this.#answer(message.seq, () => judgeFailure(message));
        return;
      case 'goodbye':
        this.destroy(judgeGoodbye(message));
        return;
      default:
        this.destroy(failed('The peer does not speak as a collector does.'));
    }
  }

  #answer(seq: number, judge: (entries: number) => Outcome): void {
    const unanswered = this.#unanswered.get(seq);
    if (unanswered === undefined) return;
    this.#unanswered.delete(seq);
    unanswered.resolve(judge(unanswered.entries));
  }

  #over(cause: Error): void {
    if (this.#end !== undefined) return;
    this.#end = cause;
    this.#closed();
    this.#notWelcomed(cause);
    const left = [...this.#unanswered.values()];
    this.#unanswered.clear();
    // Which of several batches an end blames is not said: they are tried again, in the end one by one.
    const common = left.length > 1 ? withoutBlame(cause) : cause;
    for (const { reject } of left) reject(common);
  }
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

function judgeFailure({ status, code, retryAfterMillis }: LinkFailure): Outcome {
  return judgeStatus(status, reasonOf(status, code), retryAfterMillis);
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

function withoutBlame(cause: Error): Error {
  if (!(cause instanceof ConnectionEnd) || cause.outcome.status === 'retryable') return cause;
  return cause.outcome.cause === 'access' ? cause : failed(cause.message);
}

function unwelcome(cause: Error): Error {
  if (cause.name !== 'TimeoutError') return cause;
  return failed('The peer did not say welcome: is it a collector? What only takes lines needs `acknowledge: false`.');
}

function failed(reason: string): ConnectionEnd {
  return new ConnectionEnd({ status: 'retryable', reason });
}
