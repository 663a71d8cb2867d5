import { halves } from './bisect.ts';
import { bytesOf, type QueuedEntry } from './queued-entry.ts';
import { backoffMillis, type RetrySettings } from './retry.ts';
import type { Breaker } from './breaker.ts';
import type { Roster } from './roster.ts';
import type { Judgement } from './judge.ts';
import type { Pauses } from './pause.ts';

/** What a flight needs around it. */
export interface FlightDeck {
  readonly retry: RetrySettings;
  readonly breaker: Breaker;
  readonly pauses: Pauses;
  readonly random: () => number;
  /** Set when the delivery ends: flights stop at the next step and leave what they hold. */
  readonly stopped: boolean;
  /** Sends once, with the time limit, and judges what came back. */
  attempt(entries: readonly QueuedEntry[]): Promise<Judgement>;
  delivered(entries: readonly QueuedEntry[]): void;
  /** The destination will never take these. */
  refused(entries: readonly QueuedEntry[], cause: 'content' | 'size', reason: string): Promise<void>;
  /** In memory only, and tried as often as the settings allow. */
  exhausted(entries: readonly QueuedEntry[], reason: string): Promise<void>;
  retrying(entries: readonly QueuedEntry[], reason: string, attempt: number, waitMillis: number): void;
  /** Leaves one route alone for a while; batches of others go on meanwhile. */
  rest(route: string, waitMillis: number, asked: boolean): Promise<void>;
  /** Waits without taking up a place that other batches could fly in, and then for a place. */
  waitAside(waitMillis: number, asked: boolean): Promise<void>;
  /** Whether batches may overtake one another. */
  readonly ordered: boolean;
  /** How many bytes a batch may have. */
  readonly sizeLimit: number;
  /** Entries of single records in place of those that were joined. */
  takeApart(entries: readonly QueuedEntry[]): readonly QueuedEntry[];
  /** The sink's own code failed. */
  faulted(error: unknown): void;
}

/** How a leg is tried again. */
interface NextTry {
  /** Counts among the tries that are allowed. */
  readonly counts: boolean;
  /** Opens the breaker at once. */
  readonly trip: boolean;
  /** Only the route's other batches wait with it. */
  readonly routeOnly: boolean;
  /** The destination took the rest of the batch: it is well. */
  readonly progress: boolean;
  readonly retryAfterMillis: number | undefined;
}

interface Leg {
  readonly entries: readonly QueuedEntry[];
  readonly attempts: number;
  readonly faults: number;
  /** Part of a batch whose tries at a faulty sink are used up. */
  readonly suspect: boolean;
}

/** One batch on its way until the last of its entries has arrived, been refused or been given up. */
export class Flight {
  /** Resolves when nothing more is done with it. */
  landing: Promise<void> = Promise.resolve();
  readonly #deck: FlightDeck;
  /** What is still to be sent, the next at the end. */
  #legs: Leg[];
  #current: Leg | undefined;
  #sending = false;
  #waiting = false;

  constructor(entries: readonly QueuedEntry[], deck: FlightDeck) {
    this.#deck = deck;
    this.#legs = [{ entries, attempts: 0, faults: 0, suspect: false }];
  }

  /** Entries without an end yet, in order. */
  get entries(): readonly QueuedEntry[] {
    const legs = [...(this.#current === undefined ? [] : [this.#current]), ...this.#legs.toReversed()];
    return legs.flatMap(({ entries }) => entries);
  }

  /** Its entries while it does nothing but wait for its next try; none while something is done with any of them. */
  get waiting(): readonly QueuedEntry[] {
    return this.#waiting ? this.entries : [];
  }

  /**
   * Gives up its entries, in order, for somebody else to see to.
   *
   * @param butSending - Keep those that a send is under way for.
   */
  abandon(butSending: boolean): readonly QueuedEntry[] {
    const kept = butSending && this.#sending ? this.#current : undefined;
    const given = this.entries.slice(kept?.entries.length ?? 0);
    this.#legs = [];
    this.#current = kept;
    return given;
  }

  async run(): Promise<void> {
    const deck = this.#deck;
    while (!deck.stopped) {
      const leg = this.#legs.pop();
      if (leg === undefined) return;
      this.#current = leg;
      if (leg.entries.length > 1 && bytesOf(leg.entries) > deck.sizeLimit) {
        // A part of a batch that was refused as too large, and that would be as well.
        this.#halve(leg, leg.suspect);
        continue;
      }
      await this.#wait(deck.breaker.enter());
      if (deck.stopped || this.#current !== leg) return;
      this.#sending = true;
      const judgement = await deck.attempt(leg.entries);
      this.#sending = false;
      if (this.#current !== leg) return;
      await this.#land(leg, judgement);
    }
  }

  async #land(leg: Leg, judgement: Judgement): Promise<void> {
    const { breaker } = this.#deck;
    switch (judgement.status) {
      case 'delivered':
        breaker.succeeded();
        this.#current = undefined;
        this.#deck.delivered(leg.entries);
        return;
      case 'partial':
        return this.#landInParts(leg, judgement);
      case 'retryable':
        return this.#again(leg, judgement.reason, {
          counts: true,
          trip: false,
          routeOnly: judgement.routeOnly === true,
          progress: false,
          retryAfterMillis: judgement.retryAfterMillis,
        });
      case 'refused':
        if (judgement.cause === 'access') {
          const how = { counts: false, trip: true, routeOnly: false, progress: false, retryAfterMillis: undefined };
          return this.#again(leg, judgement.reason, how);
        }
        breaker.succeeded();
        return this.#bisect(leg, judgement.cause, judgement.reason, leg.suspect);
      case 'fault':
        return this.#blame(leg, judgement.error);
    }
  }

  async #landInParts(leg: Leg, judgement: Extract<Judgement, { status: 'partial' }>): Promise<void> {
    const named = new Set([...judgement.retry, ...judgement.rejected.map(({ index }) => index)]);
    const retry = judgement.retry.toSorted((a, b) => a - b).map((index) => leg.entries[index] as QueuedEntry);
    const progress = retry.length < leg.entries.length;
    const rest: Leg = { ...leg, entries: retry, attempts: progress ? 0 : leg.attempts };
    // What is being set aside has no end until it is written, so it is held until then.
    let held: Leg = { ...rest, entries: leg.entries.filter((_, index) => named.has(index)) };
    this.#current = held;
    if (progress) this.#deck.breaker.succeeded();
    const arrived = leg.entries.filter((_, index) => !named.has(index));
    if (arrived.length > 0) this.#deck.delivered(arrived);
    for (const { index, reason } of judgement.rejected) {
      const bad = leg.entries[index] as QueuedEntry;
      await this.#deck.refused([bad], 'content', reason);
      if (this.#current !== held) return;
      held = { ...rest, entries: held.entries.filter((entry) => entry !== bad) };
      this.#current = held;
    }
    this.#current = rest;
    if (retry.length === 0) {
      this.#current = undefined;
      return;
    }
    // Few may be left of many that were read at once.
    for (const entry of retry) entry.keepAlone();
    await this.#again(rest, 'taken in part', {
      counts: true,
      trip: false,
      routeOnly: judgement.routeOnly === true,
      progress,
      retryAfterMillis: judgement.retryAfterMillis,
    });
  }

  async #again(leg: Leg, reason: string, how: NextTry): Promise<void> {
    const deck = this.#deck;
    const attempts = leg.attempts + 1;
    const { retryAfterMillis = 0 } = how;
    // Whoever asks for no time at all would be asked again without a pause.
    const asked = retryAfterMillis > 0;
    const waitMillis = asked
      ? Math.min(retryAfterMillis, deck.retry.maxRetryAfterMillis)
      : backoffMillis(attempts, deck.retry, deck.random);
    // A destination that limits one kind of record, or some records of a batch, is well.
    if (how.routeOnly || how.progress) deck.breaker.succeeded();
    else deck.breaker.failed(waitMillis, asked, how.trip);
    let { entries } = leg;
    if (how.counts && attempts >= deck.retry.attempts) {
      // There is no giving up on what is on disk: only the spool's quotas end it.
      entries = leg.entries.filter(({ position }) => position !== undefined);
      await deck.exhausted(
        leg.entries.filter(({ position }) => position === undefined),
        reason,
      );
    }
    this.#current = undefined;
    if (entries.length === 0) return;
    this.#legs.push({ ...leg, entries, attempts: how.counts ? attempts : leg.attempts });
    deck.retrying(entries, reason, attempts, waitMillis);
    if (how.routeOnly) {
      await this.#wait(deck.rest((entries[0] as QueuedEntry).route, waitMillis, asked));
      return;
    }
    if (how.progress && !deck.ordered) {
      await this.#wait(deck.waitAside(waitMillis, asked));
      return;
    }
    // With the breaker open it is the breaker that says when to go on.
    if (deck.breaker.state === 'closed') await this.#wait(deck.pauses.wait(waitMillis, asked));
  }

  async #bisect(leg: Leg, cause: 'content' | 'size', reason: string, suspect: boolean): Promise<void> {
    const entries = this.#deck.takeApart(leg.entries);
    const single: Leg = { ...leg, entries };
    this.#current = single;
    if (entries.length === 1) {
      await this.#deck.refused(entries, cause, reason);
    } else {
      this.#halve(single, suspect);
    }
    this.#current = undefined;
  }

  #halve({ entries }: Leg, suspect: boolean): void {
    const [first, second] = halves(entries);
    for (const half of [second, first]) this.#legs.push({ entries: half, attempts: 0, faults: 0, suspect });
    this.#current = undefined;
  }

  async #blame(leg: Leg, error: unknown): Promise<void> {
    const deck = this.#deck;
    const faults = leg.faults + 1;
    deck.faulted(error);
    const reason = error instanceof Error ? error.message : String(error);
    if (leg.suspect || faults >= deck.retry.faultAttempts) {
      // The fault may lie in one record: a batch that always fails is taken apart like one that was refused.
      deck.breaker.succeeded();
      await this.#bisect(leg, 'content', `The sink failed: ${reason}`, true);
      return;
    }
    const waitMillis = backoffMillis(faults, deck.retry, deck.random);
    deck.breaker.failed(waitMillis, false, false);
    this.#legs.push({ ...leg, faults });
    this.#current = undefined;
    deck.retrying(leg.entries, reason, faults, waitMillis);
    if (deck.breaker.state === 'closed') await this.#wait(deck.pauses.wait(waitMillis, false));
  }

  async #wait(time: Promise<void>): Promise<void> {
    this.#waiting = true;
    await time;
    this.#waiting = false;
  }
}

/** What flights have on board, in order. */
export function entriesOf(flights: Iterable<Flight>): QueuedEntry[] {
  return [...flights].flatMap(({ entries }) => entries);
}

/** What waits in flights for its next try: older than everything that is queued. */
export interface Overdue {
  entries(): readonly QueuedEntry[];
  /** All of it has been delivered in another way meanwhile: the destination is well, and nobody need try. */
  delivered(): void;
}

/** Answers what is overdue among flights. */
export function overdueOf(flights: Roster<Flight>, breaker: Breaker): Overdue {
  return {
    entries: () => flights.all().flatMap(({ waiting }) => waiting),
    delivered() {
      for (const flight of flights.all()) if (flight.waiting.length > 0) flight.abandon(false);
      breaker.succeeded();
    },
  };
}
