/** Two 32-bit halves of a text's hash; bloom filters and exact sets both work on them. */
export interface Fingerprint {
  readonly high: number;
  readonly low: number;
}

let high = 0;
let low = 0;

/**
 * Hashes a text to 64 bits; the halves are read by {@link fingerprintHigh} and {@link fingerprintLow} right after, so
 * that nothing is allocated on the ingest path.
 */
export function hashText(text: string, seed: number): void {
  let first = 0xdeadbeef ^ seed;
  let second = 0x41c6ce57 ^ seed;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    first = Math.imul(first ^ code, 0x9e3779b1);
    second = Math.imul(second ^ code, 0x5f356495);
  }
  finish(first, second);
}

/** Hashes a number that stands for a few characters. */
export function hashNumber(value: number, seed: number): void {
  finish(Math.imul(0xdeadbeef ^ seed ^ value, 0x9e3779b1), Math.imul(0x41c6ce57 ^ seed ^ value, 0x5f356495));
}

function finish(first: number, second: number): void {
  const mixedFirst = Math.imul(first ^ (first >>> 16), 0x85ebca6b) ^ Math.imul(second ^ (second >>> 13), 0xc2b2ae35);
  const mixedSecond =
    Math.imul(second ^ (second >>> 16), 0x85ebca6b) ^ Math.imul(mixedFirst ^ (mixedFirst >>> 13), 0xc2b2ae35);
  high = (mixedFirst ^ (mixedFirst >>> 15)) >>> 0;
  low = (mixedSecond ^ (mixedSecond >>> 16)) >>> 0;
}

/** The upper half of the last hash. */
export function fingerprintHigh(): number {
  return high;
}

/** The lower half of the last hash. */
export function fingerprintLow(): number {
  return low;
}

const EMPTY_HALF = 0;

/** A set of 64-bit fingerprints in typed arrays: eight bytes an entry at a load of at most a half. */
export class FingerprintSet {
  #table: Uint32Array;
  #mask: number;
  #size = 0;

  constructor(expected = 512) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(16, expected * 2)));
    this.#table = new Uint32Array(slots * 2);
    this.#mask = slots - 1;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a fingerprint; answers false where it was there already. */
  add(first: number, second: number): boolean {
    const slot = this.#find(first, second);
    if (this.#taken(slot)) return false;
    this.#table[slot * 2] = first;
    this.#table[slot * 2 + 1] = second === EMPTY_HALF ? 1 : second;
    this.#size += 1;
    if (this.#size * 2 > this.#mask) this.#grow();
    return true;
  }

  has(first: number, second: number): boolean {
    return this.#taken(this.#find(first, second));
  }

  /** Calls back for every fingerprint, in no order. */
  forEach(visit: (first: number, second: number) => void): void {
    for (let slot = 0; slot <= this.#mask; slot += 1) {
      if (this.#taken(slot)) visit(this.#table[slot * 2] ?? 0, this.#table[slot * 2 + 1] ?? 0);
    }
  }

  #taken(slot: number): boolean {
    return this.#table[slot * 2 + 1] !== EMPTY_HALF;
  }

  #find(first: number, second: number): number {
    const wanted = second === EMPTY_HALF ? 1 : second;
    let slot = (first ^ wanted) & this.#mask;
    for (;;) {
      const stored = this.#table[slot * 2 + 1];
      if (stored === EMPTY_HALF || (stored === wanted && this.#table[slot * 2] === first)) return slot;
      slot = (slot + 1) & this.#mask;
    }
  }

  #grow(): void {
    const old = this.#table;
    const slots = (this.#mask + 1) * 2;
    this.#table = new Uint32Array(slots * 2);
    this.#mask = slots - 1;
    for (let index = 0; index < old.length; index += 2) {
      const second = old[index + 1] ?? 0;
      if (second === EMPTY_HALF) continue;
      const slot = this.#find(old[index] ?? 0, second);
      this.#table[slot * 2] = old[index] ?? 0;
      this.#table[slot * 2 + 1] = second;
    }
  }
}
