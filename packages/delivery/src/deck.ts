import type { DropReason } from '@tailrace/core';
import { Aside } from './aside.ts';
import { Breaker, type BreakerState } from './breaker.ts';
import { AdaptiveConcurrency } from './concurrency.ts';
import type { DeliveryParts } from './delivery-parts.ts';
import type { DeliverySettings } from './delivery-options.ts';
import type { Endings } from './endings.ts';
import type { FlightDeck } from './flight.ts';
import type { Judgement } from './judge.ts';
import { Pauses } from './pause.ts';
import { bytesOf, type QueuedEntry, recordsOf } from './queued-entry.ts';
import type { Reports } from './reports.ts';
import type { RetrySettings } from './retry.ts';
import { RouteRests } from './route-rests.ts';
import { Sender } from './sender.ts';
import { SizeLimit } from './size-limit.ts';

/** What flights start from and come back to: one sink with its breaker, its pace and its dead letters. */
export class Deck implements FlightDeck {
  readonly retry: RetrySettings;
  readonly ordered: boolean;
  readonly breaker: Breaker;
  readonly pauses: Pauses;
  readonly random: () => number;
  readonly concurrency: AdaptiveConcurrency;
  readonly tallies = { sends: 0, failures: 0, retries: 0 };
  stopped = false;
  #left = false;
  readonly #parts: DeliveryParts;
  readonly #endings: Endings;
  readonly #reports: Reports;
  readonly #sender: Sender;
  readonly #keep: ((entries: readonly QueuedEntry[]) => void) | undefined;
  readonly #rests: RouteRests;
  readonly #aside: Aside;
  readonly #size: SizeLimit;
  #toldOpen = false;

  /**
   * @param keep - Takes entries whose tries are used up into the spool, where there is one.
   * @param changed - Hears of a route that is left alone from now on, since others may have its place, and of a breaker
   *   that opened or closed, since nobody need wait for a destination that is down.
   */
  constructor(
    parts: DeliveryParts,
    settings: DeliverySettings,
    endings: Endings,
    reports: Reports,
    keep: ((entries: readonly QueuedEntry[]) => void) | undefined,
    changed: () => void,
  ) {
    this.#parts = parts;
    this.#endings = endings;
    this.#reports = reports;
    this.#keep = keep;
    this.retry = settings.retry;
    this.random = parts.random;
    this.breaker = new Breaker(settings.failuresToOpen, parts.clock, (state) => {
      this.#breakerBecame(state);
      changed();
    });
    this.pauses = new Pauses(parts.clock);
    this.#rests = new RouteRests(this.pauses, changed);
    this.#aside = new Aside(this.pauses, changed);
    this.concurrency = new AdaptiveConcurrency(settings.concurrency);
    this.#sender = new Sender(parts.sink, parts.clock, settings.timeoutMillis);
    this.#size = new SizeLimit(settings.batch.bytes, parts.clock);
    this.ordered = parts.sink.traits.ordered;
  }

  /** How many bytes a batch may have: less than the settings say after a destination refused that much. */
  get sizeLimit(): number {
    return this.#size.bytes;
  }

  /** How many flights wait for a route that is left alone, or by themselves, and take up no place. */
  get resting(): number {
    return this.#rests.flights + this.#aside.flights;
  }

  waitAside(waitMillis: number, asked: boolean): Promise<void> {
    return this.#aside.wait(waitMillis, asked);
  }

  /** Gives a place to a flight that wants to go on; false where there is none. */
  resume(): boolean {
    return this.#aside.resume();
  }

  isResting(route: string): boolean {
    return this.#rests.has(route);
  }

  rest(route: string, waitMillis: number, asked: boolean): Promise<void> {
    return this.#rests.rest(route, waitMillis, asked);
  }

  /** Tries that wait only for politeness's sake go now. */
  hurry(): void {
    this.breaker.hurry();
    this.pauses.hurry();
  }

  /** At exit: nothing new is begun, and what is under way is left alone. */
  leave(): void {
    this.stopped = true;
    this.#left = true;
  }

  /** Aborts what is under way. */
  breakOff(): void {
    this.#sender.abort();
  }

  /** Ends what waits and aborts what is under way. */
  stop(): void {
    this.stopped = true;
    this.#aside.stop();
    this.pauses.stop();
    this.breaker.release();
    this.#sender.abort();
  }

  async attempt(entries: readonly QueuedEntry[]): Promise<Judgement> {
    const { clock } = this.#parts;
    const start = clock.monotonic();
    this.tallies.sends += 1;
    const judgement = await this.#sender.attempt(entries);
    const { status } = judgement;
    if (status === 'delivered') {
      this.concurrency.succeeded(clock.monotonic() - start);
    } else if (status === 'partial') {
      // A destination that puts off most of a batch has too much to do.
      if (judgement.retry.length * 2 >= entries.length) this.concurrency.failed();
    } else {
      this.tallies.failures += 1;
      if (status === 'retryable') this.concurrency.failed();
    }
    if (status === 'refused' && judgement.cause === 'size' && entries.length > 1) {
      this.#size.refused(bytesOf(entries));
    }
    return judgement;
  }

  delivered(entries: readonly QueuedEntry[]): void {
    this.#endings.delivered(entries);
    if (this.#parts.sink.traits.borrows === true) for (const entry of entries) entry.letGo();
  }

  refused(entries: readonly QueuedEntry[], cause: 'content' | 'size', reason: string): Promise<void> {
    return this.#bury(entries, reason, cause === 'size' ? 'oversize' : 'refused', 'The destination refused a record.');
  }

  /** A record that no batch can hold. */
  oversize(entry: QueuedEntry, limit: number): Promise<void> {
    return this.#bury(
      [entry],
      `${entry.bytes} bytes, and ${limit} may be`,
      'oversize',
      'A record is larger than may be sent.',
    );
  }

  async exhausted(entries: readonly QueuedEntry[], reason: string): Promise<void> {
    if (entries.length === 0) return;
    const message = 'A batch was tried as often as it may be.';
    this.#reports.report({ name: 'batch.failed', message, records: recordsOf(entries) });
    if (this.#keep !== undefined) this.#keep(entries);
    else await this.#bury(entries, reason, 'retries_exhausted', message);
  }

  retrying(entries: readonly QueuedEntry[], reason: string, attempt: number, waitMillis: number): void {
    this.tallies.retries += 1;
    this.#reports.report({
      name: 'batch.retried',
      message: `Try ${attempt} failed (${reason}); the next is in ${Math.round(waitMillis)} ms.`,
      records: recordsOf(entries),
    });
  }

  takeApart(entries: readonly QueuedEntry[]): readonly QueuedEntry[] {
    return this.#endings.takeApart(entries);
  }

  faulted(error: unknown): void {
    this.#reports.report({ name: 'sink.fault', message: 'The sink failed by a fault of its own.', error });
  }

  async #bury(entries: readonly QueuedEntry[], why: string, unburied: DropReason, words: string): Promise<void> {
    const { deadLetters } = this.#parts;
    if (deadLetters === undefined) {
      this.#endings.dropped(entries, unburied, words);
      return;
    }
    let failure: { readonly error: unknown } | undefined;
    try {
      await deadLetters.write(entries, why);
    } catch (error) {
      failure = { error };
    }
    // At exit, what is being buried was seen to by others.
    if (this.#left) return;
    if (failure !== undefined) {
      this.#endings.dropped(entries, unburied, `${words} The dead-letter file could not be written.`, failure.error);
      return;
    }
    this.#endings.dropped(entries, 'dead_lettered', words);
  }

  #breakerBecame(state: BreakerState): void {
    if (state === 'half-open' || this.#toldOpen === (state === 'open')) return;
    this.#toldOpen = state === 'open';
    this.#reports.report(
      this.#toldOpen
        ? { name: 'breaker.opened', message: 'The destination does not take records; they are kept.' }
        : { name: 'breaker.closed', message: 'The destination takes records again.' },
    );
  }
}
