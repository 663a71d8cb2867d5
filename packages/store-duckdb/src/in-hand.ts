import type { BatchIds } from './batch-ids.ts';
import { IdSet } from './id-set.ts';

interface Batch {
  readonly ids: IdSet;
  readonly ended: Promise<void>;
}

/** Ids on their way to the disk, each with the end of its append, whichever way that goes. */
export class InHand {
  readonly #batches = new Set<Batch>();

  /** The ends of the appends that have ids of a batch in hand. */
  othersOf(ids: BatchIds): Promise<void>[] {
    const others: Promise<void>[] = [];
    for (const batch of this.#batches) if (ids.someIn(batch.ids)) others.push(batch.ended);
    return others;
  }

  /** Takes those ids of a batch that are not left out, each once; others learn of the end of their append. */
  take(ids: BatchIds, isLeftOut: (index: number) => boolean): Taken {
    const taken = new IdSet(ids.length);
    taken.range.merge(ids.range);
    const kept: number[] = [];
    const rest: number[] = [];
    for (let index = 0; index < ids.length; index += 1) {
      const isNew = !isLeftOut(index) && taken.add(ids.highAt(index), ids.lowAt(index));
      (isNew ? kept : rest).push(index);
    }
    let resolve: () => void = () => undefined;
    const ended = new Promise<void>((onEnd) => {
      resolve = onEnd;
    });
    const batch: Batch = { ids: taken, ended };
    this.#batches.add(batch);
    return {
      kept,
      rest,
      end: () => {
        this.#batches.delete(batch);
        resolve();
      },
    };
  }
}

/** What one append has in hand. */
export interface Taken {
  readonly kept: readonly number[];
  /** What was left out, or is in the batch twice. */
  readonly rest: readonly number[];
  /** To be called once the append has ended. */
  readonly end: () => void;
}
