import type { Clock } from '@tailrace/core';
import { EncodedBatch } from './batch.ts';
import { judgeAnswer, judgeThrown, type Judgement } from './judge.ts';
import type { Entry, Sink } from './sink.ts';

/** How long a sink may take to notice that its signal was aborted. */
const GRACE_MILLIS = 1_000;

/** Sends once: opens the sink if need be, sets the time limit, and judges what comes back. Never rejects. */
export class Sender {
  readonly #sink: Sink;
  readonly #clock: Clock;
  readonly #timeoutMillis: number;
  readonly #aborts = new Set<AbortController>();
  #opening: Promise<void> | undefined;

  constructor(sink: Sink, clock: Clock, timeoutMillis: number) {
    this.#sink = sink;
    this.#clock = clock;
    this.#timeoutMillis = timeoutMillis;
  }

  async attempt(entries: readonly Entry[]): Promise<Judgement> {
    const abort = new AbortController();
    this.#aborts.add(abort);
    const timer = this.#clock.schedule(() => {
      abort.abort(new DOMException(`No answer within ${this.#timeoutMillis} ms.`, 'TimeoutError'));
    }, this.#timeoutMillis);
    const judged = this.#send(entries, abort.signal);
    try {
      return await Promise.race([judged, this.#tooLate(abort.signal)]);
    } finally {
      timer.cancel();
      this.#aborts.delete(abort);
    }
  }

  /** Aborts what is under way, for the end. */
  abort(): void {
    for (const abort of this.#aborts) abort.abort(new DOMException('The transport ends.', 'AbortError'));
  }

  async #send(entries: readonly Entry[], signal: AbortSignal): Promise<Judgement> {
    try {
      await this.#open(signal);
      return judgeAnswer(await this.#sink.send(new EncodedBatch(entries), signal), entries.length);
    } catch (error) {
      // What a sink throws once its signal is aborted says nothing about the batch.
      return judgeThrown(signal.aborted ? signal.reason : error);
    }
  }

  async #open(signal: AbortSignal): Promise<void> {
    if (this.#sink.open === undefined) return;
    this.#opening ??= this.#sink.open(signal);
    try {
      await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  /** Resolves only when the signal was aborted and the sink has not ended a while later. */
  #tooLate(signal: AbortSignal): Promise<Judgement> {
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        this.#clock.schedule(() => resolve(judgeThrown(signal.reason)), GRACE_MILLIS);
      });
    });
  }
}
