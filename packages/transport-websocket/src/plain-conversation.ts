import { type Batch, type Conversation, type Outcome, Unanswered } from '@tailrace/delivery';
import { WebsocketLine, type WebsocketTarget } from './websocket-line.ts';

/** How records are put into messages: a batch of lines, a batch as a JSON array, or each in one of its own. */
export type PlainFraming = 'newline' | 'json-array' | 'message';

/**
 * Sends records to a receiver that knows nothing of Tailrace: delivered is what its WebSocket has read, which the answer
 * to a ping behind the batch shows.
 */
export class PlainConversation implements Conversation {
  readonly #framing: PlainFraming;
  readonly #unanswered = new Unanswered<Outcome>();
  #line: WebsocketLine | undefined;
  #number = 0;

  private constructor(framing: PlainFraming) {
    this.#framing = framing;
  }

  static async open(
    target: WebsocketTarget,
    framing: PlainFraming,
    signal: AbortSignal,
    closed: () => void,
  ): Promise<PlainConversation> {
    const conversation = new PlainConversation(framing);
    const listener = {
      // What such a receiver says is not for us.
      message: () => {},
      pong: (payload: string) => conversation.#unanswered.answerUpTo(Number(payload), { status: 'delivered' }),
      closed: (cause: Error) => {
        closed();
        conversation.#unanswered.end(cause);
      },
    };
    conversation.#line = await WebsocketLine.open(target, listener, signal);
    return conversation;
  }

  async deliver(batch: Batch): Promise<Outcome> {
    const line = this.#line as WebsocketLine;
    await this.#send(line, batch);
    if (line.cause !== undefined) throw line.cause;
    this.#number += 1;
    const answer = this.#unanswered.wait(this.#number);
    line.ping(this.#number);
    return answer;
  }

  async end(): Promise<void> {
    await this.#line?.end();
  }

  destroy(cause: Error): void {
    this.#line?.destroy(cause);
  }

  async #send(line: WebsocketLine, batch: Batch): Promise<void> {
    if (this.#framing === 'message') {
      for (const { body } of batch.entries) await line.send(typeof body !== 'string', body);
      return;
    }
    const isBinary = batch.entries.some(({ body }) => typeof body !== 'string');
    await line.send(isBinary, await batch.encode(this.#framing));
  }
}
