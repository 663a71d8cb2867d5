import type { WireRecord } from '@tailrace/core';

/** How many neighbours are wanted. */
export interface Reach {
  readonly before: number;
  readonly after: number;
}

/** A record near a match, or the match itself. */
export interface Neighbour {
  readonly record: WireRecord;
  readonly match: boolean;
  /** Whether records were left out between the one before and this one. */
  readonly apart: boolean;
}

/** Picks matches and their neighbours from records as they come, keeping no more than it has to. */
export class Neighbourhood {
  readonly #reach: Reach;
  readonly #waiting: WireRecord[] = [];
  #following = 0;
  #skipped = false;
  #any = false;

  constructor(reach: Reach) {
    this.#reach = reach;
  }

  /** Whether whoever waits for neighbours behind a match has them all. */
  get settled(): boolean {
    return this.#following === 0;
  }

  /** Takes the next record; answers what is to be shown now. */
  take(record: WireRecord, match: boolean): Neighbour[] {
    if (match) {
      const shown = [...this.#waiting, record].map((each, index) =>
        this.#neighbour(each, each === record, index === 0),
      );
      this.#waiting.length = 0;
      this.#following = this.#reach.after;
      return shown;
    }
    if (this.#following > 0) {
      this.#following -= 1;
      return [this.#neighbour(record, false, false)];
    }
    this.#waiting.push(record);
    if (this.#waiting.length > this.#reach.before) {
      this.#waiting.shift();
      this.#skipped = true;
    }
    return [];
  }

  #neighbour(record: WireRecord, match: boolean, first: boolean): Neighbour {
    const apart = first && this.#any && this.#skipped;
    this.#any = true;
    this.#skipped = false;
    return { record, match, apart };
  }
}
