import type { Clock, Diagnostics } from '@tailrace/core';
import type { Info } from './transport.ts';

/** How much may wait for one transport. */
export interface BacklogRoom {
  /** How many infos may wait for a transport that does not move. */
  readonly maxRecords: number;
  /** How long a transport may take none before it counts as one that does not move, in milliseconds. */
  readonly stuckMillis: number;
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
}

/** An info that waits, with what runs code in the asynchronous context in which it was logged. */
export interface Waiting {
  readonly info: Info;
  readonly run: <T>(code: () => T) => T;
}

/**
 * What waits for one transport, in order.
 *
 * A burst may be of any length, since the transport has had no chance to take any of it. Only behind a transport that
 * has not moved for a while is there a limit; what is beyond it is dropped, counted and reported.
 */
export class Backlog {
  dropped = 0;
  #waiting: (Waiting | undefined)[] = [];
  #head = 0;
  /** How many have been here and have gone. */
  #gone = 0;
  #movedAt: number;
  #isReported = false;
  readonly #room: BacklogRoom;

  constructor(room: BacklogRoom) {
    this.#room = room;
    this.#movedAt = 0;
  }

  get length(): number {
    return this.#waiting.length - this.#head;
  }

  /** The number of the last that came. */
  get last(): number {
    return this.#gone + this.length;
  }

  /** Whether that of a number, or one before it, still waits. */
  holds(number: number): boolean {
    return this.#gone < number;
  }

  push(waiting: Waiting, transport: string): void {
    const { maxRecords, stuckMillis, clock } = this.#room;
    if (this.length === 0) this.#movedAt = clock.monotonic();
    else if (this.length >= maxRecords && clock.monotonic() - this.#movedAt > stuckMillis) {
      this.#drop(transport);
      return;
    }
    this.#waiting.push(waiting);
  }

  shift(): Waiting | undefined {
    const first = this.#waiting[this.#head];
    if (first === undefined) return undefined;
    this.#waiting[this.#head] = undefined;
    this.#head += 1;
    this.#gone += 1;
    this.#movedAt = this.#room.clock.monotonic();
    this.#isReported = false;
    if (this.#head === this.#waiting.length) {
      this.#waiting = [];
      this.#head = 0;
    } else if (this.#head >= 1_024 && this.#head * 2 >= this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return first;
  }

  /** Gives up what waits for a transport that has ended. */
  abandon(transport: string): void {
    const records = this.length;
    if (records === 0) return;
    this.dropped += records;
    this.#gone += records;
    this.#waiting = [];
    this.#head = 0;
    this.#room.diagnostics.report({
      name: 'record.dropped',
      reason: 'closed',
      source: transport,
      records,
      message: `The transport '${transport}' was ended by somebody else while records waited for it.`,
    });
  }

  #drop(transport: string): void {
    this.dropped += 1;
    if (this.#isReported) return;
    this.#isReported = true;
    const { maxRecords, stuckMillis, diagnostics } = this.#room;
    diagnostics.report({
      name: 'record.dropped',
      reason: 'queue_full',
      source: transport,
      message: `The transport '${transport}' has taken nothing for ${stuckMillis} ms, and ${maxRecords} records wait for it: those that come now are dropped for it.`,
    });
  }
}
