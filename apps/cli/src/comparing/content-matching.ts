import { hashText, type WireRecord } from '@tailrace/core';
import type { Differences, Side } from './differences.ts';
import type { FlatFields } from './flat-fields.ts';
import { Groups } from './groups.ts';
import { LeftOver } from './left-over.ts';
import { checkWaiting, type Matching, OTHER, pair } from './matching.ts';
import { likeness, type Waiting } from './waiting.ts';

/** What says whether two records are one. */
export interface ContentMatchingOptions {
  /** What both must have in common. */
  readonly keyOf: (record: WireRecord) => string;
  /** What is compared of a record. */
  readonly flatten: (record: WireRecord) => FlatFields;
  /** How far apart in time they may be. */
  readonly windowMillis: number;
}

/**
 * Matches records by a key, a message for example, that many have: those that are equal at once, and what is left when
 * nothing more can come with those that are most like it. So one record that is missing among a thousand of the same
 * message is the one that is told, and not the thousand after it.
 *
 * What the window has gone past is told, so memory holds only what still waits.
 */
export class ContentMatching implements Matching {
  readonly #options: ContentMatchingOptions;
  readonly #differences: Differences;
  readonly #byContent = { old: new Groups(), new: new Groups() };
  /** Those that have waited so long that no equal of theirs can come. */
  readonly #leftOver = { old: new LeftOver(), new: new LeftOver() };
  readonly #queue: Waiting[] = [];
  /** Where in the queue those begin that are not decided. */
  #undecided = 0;
  /** Where in the queue those begin that may still have an equal. */
  #fresh = 0;
  #newest = Number.NEGATIVE_INFINITY;
  readonly #isNear = (one: Waiting, other: Waiting): boolean =>
    !other.isTaken && Math.abs(one.time - other.time) <= this.#options.windowMillis;

  constructor(options: ContentMatchingOptions, differences: Differences) {
    this.#options = options;
    this.#differences = differences;
  }

  take(side: Side, record: WireRecord): void {
    const key = this.#options.keyOf(record);
    const time = Date.parse(record.timestamp);
    const content = this.#contentOf(key, record);
    const waiting: Waiting = { side, record, time, key, content, fields: undefined, isTaken: false };
    const equal = this.#equalOf(waiting);
    if (equal === undefined) {
      this.#byContent[side].add(content, waiting);
      this.#queue.push(waiting);
    } else {
      this.#let(equal);
      pair(this.#differences, side, record, equal.record);
    }
    this.#newest = Math.max(this.#newest, time);
    this.#settle(this.#newest);
    checkWaiting(this.#queue.length - this.#undecided);
  }

  end(): void {
    this.#settle(Number.POSITIVE_INFINITY);
  }

  #contentOf(key: string, record: WireRecord): string {
    const fields = [...this.#options.flatten(record)].map(([name, value]) => `${name}\u0000${value}`);
    return hashText(`${key}\u0000${fields.sort().join('\u0000')}`);
  }

  #equalOf(waiting: Waiting): Waiting | undefined {
    for (const other of this.#byContent[OTHER[waiting.side]].of(waiting.content)) {
      if (this.#isNear(waiting, other)) return other;
    }
    return undefined;
  }

  /** Lets go of one that waits no more. */
  #let(waiting: Waiting): void {
    waiting.isTaken = true;
    this.#byContent[waiting.side].delete(waiting.content, waiting);
    if (waiting.fields !== undefined) this.#leftOver[waiting.side].delete(waiting);
  }

  /** Decides about those that are older than any which may still come. */
  #settle(newest: number): void {
    const { windowMillis } = this.#options;
    for (let next = this.#queue[this.#fresh]; next !== undefined; next = this.#queue[this.#fresh]) {
      if (!next.isTaken && !(next.time < newest - windowMillis)) break;
      this.#fresh += 1;
      if (next.isTaken) continue;
      next.fields = this.#options.flatten(next.record);
      this.#leftOver[next.side].add(next);
    }
    // Those it may be matched with may be more like one that is a window later still, and all of these must be known.
    for (let next = this.#queue[this.#undecided]; next !== undefined; next = this.#queue[this.#undecided]) {
      if (!next.isTaken && !(next.time < newest - 3 * windowMillis)) break;
      this.#undecided += 1;
      this.#decide(next);
    }
    if (this.#undecided > 10_000 && this.#undecided * 2 > this.#queue.length) {
      this.#queue.splice(0, this.#undecided);
      this.#fresh -= this.#undecided;
      this.#undecided = 0;
    }
  }

  /** Matches one with the most like it, unless that is more like another; then those two belong together. */
  #decide(waiting: Waiting): void {
    while (!waiting.isTaken) {
      const best = this.#leftOver[OTHER[waiting.side]].mostLike(waiting, this.#isNear);
      if (best === undefined) {
        this.#let(waiting);
        this.#differences.alone(waiting.side, waiting.record);
        return;
      }
      const rival = this.#leftOver[waiting.side].mostLike(best, this.#isNear) ?? waiting;
      const chosen = like(best, rival) > like(best, waiting) ? rival : waiting;
      this.#let(best);
      this.#let(chosen);
      pair(this.#differences, chosen.side, chosen.record, best.record);
    }
  }
}

function like(one: Waiting, other: Waiting): number {
  return one.fields === undefined || other.fields === undefined ? 0 : likeness(one.fields, other.fields);
}
