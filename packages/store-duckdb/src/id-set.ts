import { FingerprintSet, hashText } from './fingerprint.ts';
import { isUuidV7 } from './segment-index.ts';

const SEED = 11;

/** Hashes an id for {@link IdSet}; read the halves right after. */
export function hashId(id: string): void {
  hashText(id, SEED);
}

/** The smallest and the largest id that is a UUIDv7, absent without one, and whether there are others. */
export interface IdBounds {
  readonly min: string | undefined;
  readonly max: string | undefined;
  readonly others: boolean;
}

/** The range of the ids that are UUIDv7, and whether there are others. */
export class IdRange {
  min: string | undefined;
  max: string | undefined;
  others = false;

  add(id: string): void {
    if (!isUuidV7(id)) this.others = true;
    else {
      if (this.min === undefined || id < this.min) this.min = id;
      if (this.max === undefined || id > this.max) this.max = id;
    }
  }

  /** Widens it to another's. */
  merge({ min, max, others }: IdRange): void {
    if (min !== undefined && (this.min === undefined || min < this.min)) this.min = min;
    if (max !== undefined && (this.max === undefined || max > this.max)) this.max = max;
    this.others ||= others;
  }

  /** False only where certainly none is in both. */
  overlaps({ min, max, others }: IdBounds): boolean {
    if (others && this.others) return true;
    if (min === undefined || max === undefined || this.min === undefined || this.max === undefined) return false;
    return min <= this.max && max >= this.min;
  }

  /** False only where the id is certainly not among them. */
  mayHave(id: string, isV7: boolean): boolean {
    if (!isV7) return this.others;
    return this.min !== undefined && this.max !== undefined && id >= this.min && id <= this.max;
  }
}

/** Ids of a write-ahead file or of a batch, exact up to 64 bits. */
export class IdSet {
  readonly range: IdRange = new IdRange();
  readonly #prints: FingerprintSet;

  constructor(expected = 1024) {
    this.#prints = new FingerprintSet(expected);
  }

  /** Adds an id, which is within the range, by the hash that {@link hashId} gave; false where it was there already. */
  add(high: number, low: number): boolean {
    return this.#prints.add(high, low);
  }

  has(id: string, isV7: boolean, high: number, low: number): boolean {
    return this.range.mayHave(id, isV7) && this.#prints.has(high, low);
  }
}
