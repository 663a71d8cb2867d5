import type { Clock } from '@tailrace/core';
import type { Batch, Outcome, Sink, SinkTraits } from '../sink.ts';
import { ConnectionEnd } from './connection-end.ts';

/** What is said over one connection. */
export interface Conversation {
  /** Sends a batch and waits for what answers it; rejects with why the connection ended where it ends before. */
  deliver(batch: Batch): Promise<Outcome>;
  /** Ends the connection in good order. */
  end(): Promise<void>;
  /** Cuts the connection: what is unanswered rejects with the cause. */
  destroy(cause: Error): void;
}

/** What a {@link ConnectionSink} is made with. */
export interface ConnectionSinkOptions {
  readonly traits: SinkTraits;
  /** Where it delivers to, without secrets. */
  readonly destination: string;
  /** How long connecting may take until batches can be sent. */
  readonly connectTimeoutMillis: number;
  readonly clock: Clock;
  /**
   * Makes a connection.
   *
   * @param signal - Aborted when it takes too long or nobody needs it any more.
   * @param closed - To be called once the connection is of no more use.
   * @throws ConnectionEnd With what the failure means for the batch that was to be sent.
   */
  readonly connect: (signal: AbortSignal, closed: () => void) => Promise<Conversation>;
}

/** A connection that is being made or is there. */
interface Line {
  readonly abort: AbortController;
  readonly conversation: Promise<Conversation>;
}

/**
 * Delivers over one connection that is kept: made when a batch needs it, shared by all batches, made anew by the next
 * batch when it is gone.
 *
 * A send that is given up takes the connection with it, since a peer that does not answer may be there no more.
 */
export class ConnectionSink implements Sink {
  readonly traits: SinkTraits;
  readonly destination: string;
  readonly #options: ConnectionSinkOptions;
  #line: Line | undefined;

  constructor(options: ConnectionSinkOptions) {
    this.#options = options;
    this.traits = options.traits;
    this.destination = options.destination;
  }

  async send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    signal.throwIfAborted();
    const line = (this.#line ??= this.#connect());
    const giveUp = (): void => this.#drop(line, signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      const conversation = await line.conversation;
      signal.throwIfAborted();
      return await conversation.deliver(batch);
    } catch (error) {
      if (error instanceof ConnectionEnd) return error.outcome;
      throw error;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  async close(): Promise<void> {
    const line = this.#line;
    if (line === undefined) return;
    this.#line = undefined;
    line.abort.abort(new DOMException('The sink was closed.', 'AbortError'));
    const conversation = await line.conversation.catch(() => undefined);
    await conversation?.end();
  }

  #connect(): Line {
    const { clock, connect, connectTimeoutMillis } = this.#options;
    const abort = new AbortController();
    const timer = clock.schedule(() => {
      abort.abort(new DOMException(`No connection within ${connectTimeoutMillis} ms.`, 'TimeoutError'));
    }, connectTimeoutMillis);
    const forget = (): void => {
      if (this.#line?.abort === abort) this.#line = undefined;
    };
    const conversation = connect(abort.signal, forget).finally(() => timer.cancel());
    // Whoever sends hears of it; without this, nobody may be there to.
    conversation.catch(forget);
    return { abort, conversation };
  }

  #drop(line: Line, cause: Error): void {
    if (this.#line === line) this.#line = undefined;
    line.abort.abort(cause);
    void line.conversation.then(
      (conversation) => conversation.destroy(cause),
      () => {},
    );
  }
}
