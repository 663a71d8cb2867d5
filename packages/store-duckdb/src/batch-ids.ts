import { fingerprintHigh, fingerprintLow } from './fingerprint.ts';
import { hashId, IdRange, type IdSet } from './id-set.ts';
import { isUuidV7 } from './segment-index.ts';

/**
 * The ids of a batch, with their range and their hashes: each id is looked for in the batch itself, in those on their
 * way to the disk and in the files, and would be hashed for each of them.
 */
export class BatchIds {
  readonly ids: readonly string[];
  readonly range: IdRange = new IdRange();
  readonly #halves: Uint32Array;

  constructor(ids: readonly string[]) {
    this.ids = ids;
    this.#halves = new Uint32Array(ids.length * 2);
    for (let index = 0; index < ids.length; index += 1) {
      const id = ids[index] ?? '';
      this.range.add(id);
      hashId(id);
      this.#halves[index * 2] = fingerprintHigh();
      this.#halves[index * 2 + 1] = fingerprintLow();
    }
  }

  get length(): number {
    return this.ids.length;
  }

  idAt(index: number): string {
    return this.ids[index] ?? '';
  }

  /** The upper half of an id's hash, as `hashId` gives it. */
  highAt(index: number): number {
    return this.#halves[index * 2] ?? 0;
  }

  /** The lower half of an id's hash. */
  lowAt(index: number): number {
    return this.#halves[index * 2 + 1] ?? 0;
  }

  /** Whether an id is in a set. */
  isIn(known: IdSet, index: number): boolean {
    const id = this.idAt(index);
    const isV7 = !this.range.others || isUuidV7(id);
    return known.has(id, isV7, this.highAt(index), this.lowAt(index));
  }

  /** Whether any id is in a set. */
  someIn(known: IdSet): boolean {
    if (!known.range.overlaps(this.range)) return false;
    for (let index = 0; index < this.length; index += 1) if (this.isIn(known, index)) return true;
    return false;
  }
}
