import { type Fingerprint, FingerprintSet } from './fingerprint.ts';

/** Hashes per key and bits per key: about three wrong answers in a thousand, for a month has a thousand segments. */
const HASHES = 8;
const BITS_PER_KEY = 12;

/** Answers "certainly not here" or "maybe here" for a segment's ids, trace ids and words. */
export class Bloom {
  readonly bytes: Uint8Array;
  readonly #bits: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#bits = bytes.length * 8;
  }

  /** Builds the filter of a set of keys. */
  static of(keys: FingerprintSet): Bloom {
    const bloom = new Bloom(new Uint8Array(Math.max(8, Math.ceil((keys.size * BITS_PER_KEY) / 8))));
    keys.forEach((high, low) => bloom.#add(high, low));
    return bloom;
  }

  /** False only where no key of the segment has this fingerprint. */
  mayHave({ high, low }: Fingerprint): boolean {
    for (let round = 0; round < HASHES; round += 1) {
      const bit = this.#position(high, low, round);
      if (((this.bytes[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
    }
    return true;
  }

  #add(high: number, low: number): void {
    for (let round = 0; round < HASHES; round += 1) {
      const bit = this.#position(high, low, round);
      this.bytes[bit >>> 3] = (this.bytes[bit >>> 3] ?? 0) | (1 << (bit & 7));
    }
  }

  #position(high: number, low: number, round: number): number {
    // The set stores a zero half as one; the same is done here, so that both see one key.
    const step = low === 0 ? 1 : low;
    return ((high + Math.imul(round, step | 1)) >>> 0) % this.#bits;
  }
}
