import type { Clock } from '@tailrace/core';
import type { Batch, Conversation, Framing, Outcome } from '@tailrace/delivery';
import { HandedOver } from './handed-over.ts';
import { SocketLine, type SocketTarget } from './socket-line.ts';

/** How records are sent to a receiver that answers nothing. */
export interface PlainOptions {
  readonly framing: Exclude<Framing, 'json-array' | 'none'>;
  /** How long a new connection is watched before records are trusted to it. */
  readonly settleMillis: number;
  /** Told how many records may not have arrived, when a connection ends that had not been ended here. */
  readonly unconfirmed: (records: number, cause: Error) => void;
}

/** After a pause this long, what has come meanwhile is heard before anything is written. */
const IDLE_MILLIS = 100;

/**
 * Sends records to a receiver that answers nothing: delivered is what the kernel has taken, over a connection of whose
 * end nothing was known then.
 */
export class PlainConversation implements Conversation {
  readonly #options: PlainOptions;
  readonly #clock: Clock;
  readonly #handedOver: HandedOver;
  readonly #closed: () => void;
  #line: SocketLine | undefined;
  #writing = 0;
  /** When the event loop last had its turn here. */
  #heardAt = Number.NEGATIVE_INFINITY;
  #ending = false;

  private constructor(target: SocketTarget, options: PlainOptions, closed: () => void) {
    this.#options = options;
    this.#clock = target.clock;
    this.#handedOver = new HandedOver(target.clock);
    this.#closed = closed;
  }

  /** Connects, and waits whether the peer means it: proxies take a connection before they know of a server behind. */
  static async open(
    target: SocketTarget,
    options: PlainOptions,
    signal: AbortSignal,
    closed: () => void,
  ): Promise<PlainConversation> {
    const conversation = new PlainConversation(target, options, closed);
    let wake = (): void => {};
    const listener = {
      // What such a receiver says is not for us, but has to be read for its end to be seen.
      data: () => {},
      closed: (cause: Error) => {
        conversation.#over(cause);
        wake();
      },
    };
    const line = await SocketLine.open(target, listener, signal);
    conversation.#line = line;
    const giveUp = (): void => line.destroy(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
    // Between the connection and this there was a moment in which nobody listened.
    if (signal.aborted) giveUp();
    if (options.settleMillis > 0 && line.cause === undefined) {
      await new Promise<void>((resolve) => {
        const timer = target.clock.schedule(resolve, options.settleMillis);
        wake = () => {
          timer.cancel();
          resolve();
        };
      });
    }
    signal.removeEventListener('abort', giveUp);
    return conversation;
  }

  async deliver(batch: Batch): Promise<Outcome> {
    const bytes = await batch.encode(this.#options.framing);
    if (this.#clock.monotonic() - this.#heardAt > IDLE_MILLIS) await this.#hearEnd();
    if (this.#writing === 0) this.#handedOver.prune();
    this.#writing += 1;
    await this.#line?.write(bytes).finally(() => (this.#writing -= 1));
    await this.#hearEnd();
    this.#handedOver.add(batch.entries.length);
    return { status: 'delivered' };
  }

  async end(): Promise<void> {
    this.#ending = true;
    await this.#line?.end();
  }

  destroy(cause: Error): void {
    this.#line?.destroy(cause);
  }

  /** Lets the event loop bring what has come meanwhile; throws where that is the connection's end. */
  async #hearEnd(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#heardAt = this.#clock.monotonic();
    if (this.#line?.cause !== undefined) throw this.#line.cause;
  }

  #over(cause: Error): void {
    this.#closed();
    if (this.#writing === 0) this.#handedOver.prune();
    const { records } = this.#handedOver;
    if (records > 0 && !this.#ending) this.#options.unconfirmed(records, cause);
  }
}
