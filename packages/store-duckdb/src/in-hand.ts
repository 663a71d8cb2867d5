import type { BatchIds } from './batch-ids.ts';
import { IdSet } from './id-set.ts';

/** Up to so many ids, a batch is no set of its own: a thousand small ones would be a thousand sets to look through. */
const FEW = 64;

interface Batch {
  readonly ids: IdSet;
  readonly ended: Promise<void>;
}

/** What one append has in hand. */
export interface Taken {
  /** The places of the ids that are its own. */
  readonly kept: readonly number[];
  /** Of those that were left out, or are in the batch twice. */
  readonly rest: readonly number[];
  /** To be called once the append has ended. */
  readonly end: () => void;
}

/** Ids on their way to the disk, each with the end of its append, whichever way that goes. */
export class InHand {
  readonly #batches = new Set<Batch>();
  /** The ids of small batches. */
  readonly #few = new Map<string, Promise<void>>();

  /** The ends of the appends that have ids of a batch in hand. */
  othersOf(ids: BatchIds): readonly Promise<void>[] {
    const others: Promise<void>[] = [];
    for (const batch of this.#batches) if (ids.someIn(batch.ids)) others.push(batch.ended);
    if (this.#few.size === 0) return others;
    for (const id of ids.ids) {
      const ended = this.#few.get(id);
      if (ended !== undefined) others.push(ended);
    }
    return others;
  }

  /**
   * Takes those ids of a batch that are not left out, each once; others learn of the end of their append. Nobody else has
   * any of them in hand.
   */
  take(ids: BatchIds, isLeftOut: (index: number) => boolean): Taken {
    let resolve: () => void = () => undefined;
    const ended = new Promise<void>((onEnd) => {
      resolve = onEnd;
    });
    const { add, drop } = ids.length <= FEW ? this.#amongFew(ids, ended) : this.#apart(ids, ended);
    const kept: number[] = [];
    const rest: number[] = [];
    for (let index = 0; index < ids.length; index += 1) {
      const isNew = !isLeftOut(index) && add(index);
      (isNew ? kept : rest).push(index);
    }
    const end = () => {
      drop(kept);
      resolve();
    };
    return { kept, rest, end };
  }

  #amongFew(ids: BatchIds, ended: Promise<void>): Held {
    return {
      add: (index) => {
        const id = ids.idAt(index);
        if (this.#few.has(id)) return false;
        this.#few.set(id, ended);
        return true;
      },
      drop: (kept) => {
        for (const index of kept) this.#few.delete(ids.idAt(index));
      },
    };
  }

  #apart(ids: BatchIds, ended: Promise<void>): Held {
    const batch: Batch = { ids: new IdSet(ids.length), ended };
    batch.ids.range.merge(ids.range);
    this.#batches.add(batch);
    return {
      add: (index) => batch.ids.add(ids.highAt(index), ids.lowAt(index)),
      drop: () => this.#batches.delete(batch),
    };
  }
}

interface Held {
  /** Adds an id; false where it was there already. */
  readonly add: (index: number) => boolean;
  readonly drop: (kept: readonly number[]) => void;
}
