import type { Clock } from '@tailrace/core';
import { EncodedBatch } from './batch.ts';
import { judgeAnswer, judgeThrown, type Judgement } from './judge.ts';
import type { QueuedEntry } from './queued-entry.ts';
import { Roster } from './roster.ts';
import type { Sink } from './sink.ts';

/** How long a sink may take to notice that its signal was aborted. */
const GRACE_MILLIS = 1_000;

/** Sends once: opens the sink if need be, sets the time limit, and judges what comes back. Never rejects. */
export class Sender {
  readonly #sink: Sink;
  readonly #clock: Clock;
  readonly #timeoutMillis: number;
  readonly #aborts = new Roster<AbortController>();
  #opening: Promise<void> | undefined;

  constructor(sink: Sink, clock: Clock, timeoutMillis: number) {
    this.#sink = sink;
    this.#clock = clock;
    this.#timeoutMillis = timeoutMillis;
  }

  async attempt(entries: readonly QueuedEntry[]): Promise<Judgement> {
    const abort = new AbortController();
    this.#aborts.add(abort);
    const timer = this.#clock.schedule(() => {
      abort.abort(new DOMException(`No answer within ${this.#timeoutMillis} ms.`, 'TimeoutError'));
    }, this.#timeoutMillis);
    const judged = this.#send(entries, abort.signal);
    // Sockets that are kept may know the signal for long, and nothing of the batch is to stay with it.
    let underway = entries;
    const late = this.#tooLate(abort.signal, () => {
      // The sink may read them yet, whatever becomes of them in another try.
      for (const entry of underway) entry.keepAlone();
    });
    try {
      return await Promise.race([judged, late]);
    } finally {
      underway = [];
      timer.cancel();
      this.#aborts.remove(abort);
    }
  }

  /** Aborts what is under way, for the end. */
  abort(): void {
    for (const abort of this.#aborts.all()) abort.abort(new DOMException('The transport ends.', 'AbortError'));
  }

  async #send(entries: readonly QueuedEntry[], signal: AbortSignal): Promise<Judgement> {
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

  /** Resolves only when the signal was aborted and the sink has not ended a while later, which is told before. */
  #tooLate(signal: AbortSignal, isTooLate: () => void): Promise<Judgement> {
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        this.#clock.schedule(() => {
          isTooLate();
          resolve(judgeThrown(signal.reason));
        }, GRACE_MILLIS);
      });
    });
  }
}
