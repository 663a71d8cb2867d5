import { type Fingerprint, type FingerprintSet, fingerprintHigh, fingerprintLow, hashNumber } from './fingerprint.ts';

/**
 * Keys of the numbers in messages. Pieces of five characters do not tell numbers apart: forty thousand records hold
 * nearly every piece of five digits there is.
 *
 * - `digits`: every six digits that follow one another, wherever they lie in a longer number.
 * - `numbers`: the first six digits of a number with the two characters before it, which tell an order from a customer.
 */
export type NumberKeys = 'digits' | 'numbers';

const SEEDS = { digits: 5, numbers: 6 } as const satisfies Record<NumberKeys, number>;

/** Digits of a key. */
const LENGTH = 6;
const BEYOND = 10 ** (LENGTH - 1);
const CONTEXT = 2;

const ZERO = 48;
const NINE = 57;

/** Keys of one kind that a segment has for each of its records at the most; beyond them it goes without that kind. */
const MOST_PER_RECORD = 2;

type Take = (kind: NumberKeys, high: number, low: number) => void;

/**
 * Passes the keys of a folded text.
 *
 * Wherever a text lies within a message, every key of the text is a key of the message too: six digits stay what they are
 * with more around them, and a number begins where a character before it, which is no digit, is in the text.
 */
function passNumbers(folded: string, take: Take): void {
  let run = 0;
  let value = 0;
  for (let index = 0; index < folded.length; index += 1) {
    const code = folded.charCodeAt(index);
    if (code < ZERO || code > NINE) {
      run = 0;
      value = 0;
      continue;
    }
    run += 1;
    value = (value % BEYOND) * 10 + (code - ZERO);
    if (run < LENGTH) continue;
    hashNumber(value, SEEDS.digits);
    take('digits', fingerprintHigh(), fingerprintLow());
    const before = index + 1 - LENGTH - CONTEXT;
    if (run > LENGTH || before < 0) continue;
    const context = Math.imul(folded.charCodeAt(before), 0x10001) ^ folded.charCodeAt(before + 1);
    hashNumber(value ^ Math.imul(context, 0x9e3779b1), SEEDS.numbers);
    take('numbers', fingerprintHigh(), fingerprintLow());
  }
}

/** A key of a number, which only some segments have. */
interface NumberKey extends Fingerprint {
  readonly kind: NumberKeys;
}

/** The keys that every message containing this folded text has, in segments that have keys of their kind. */
export function numberKeysWithin(folded: string): NumberKey[] {
  const found: NumberKey[] = [];
  passNumbers(folded, (kind, high, low) => found.push({ kind, high, low }));
  return found;
}

/** Gathers the keys of a segment's numbers, as long as they are few. */
export class NumberKeySet {
  readonly #most: number;
  readonly #sets: Map<NumberKeys, FingerprintSet>;
  readonly #take: Take = (kind, high, low) => {
    const set = this.#sets.get(kind);
    if (set === undefined) return;
    set.add(high, low);
    if (set.size > this.#most) this.#sets.delete(kind);
  };

  /** @param makeSet - Makes the set of one kind. */
  constructor(records: number, makeSet: () => FingerprintSet) {
    this.#most = Math.max(64, records * MOST_PER_RECORD);
    this.#sets = new Map([
      ['digits', makeSet()],
      ['numbers', makeSet()],
    ]);
  }

  /** Adds the keys of a folded message. */
  add(folded: string): void {
    if (this.#sets.size > 0) passNumbers(folded, this.#take);
  }

  /** Puts the keys among the others of the segment, and answers which kinds they are of. */
  addTo(keys: FingerprintSet): NumberKeys[] {
    for (const set of this.#sets.values()) set.forEach((high, low) => void keys.add(high, low));
    return [...this.#sets.keys()];
  }
}
