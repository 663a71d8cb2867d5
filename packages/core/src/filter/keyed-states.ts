/**
 * A map with a bound, for what filters keep per key: the keys that were not asked for longest go first.
 *
 * It keeps two generations. What is found in the old one moves to the young one; when the young one is full, the old
 * one goes. That needs no list of uses: finding a key costs one look-up, and not one byte is written.
 */
export class KeyedStates<V> {
  readonly #half: number;
  readonly #onEvict: ((value: V, key: string) => void) | undefined;
  #young = new Map<string, V>();
  #old = new Map<string, V>();

  /** @param maxKeys - How many keys are kept at the most; at least half as many are. */
  constructor(maxKeys: number, onEvict?: (value: V, key: string) => void) {
    this.#half = Math.max(1, Math.floor(maxKeys / 2));
    this.#onEvict = onEvict;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: string): V | undefined {
    const value = this.#young.get(key);
    if (value !== undefined || this.#old.size === 0) return value;
    const old = this.#old.get(key);
    if (old === undefined) return undefined;
    this.#old.delete(key);
    this.set(key, old);
    return old;
  }

  set(key: string, value: V): void {
    if (this.#young.size >= this.#half && !this.#young.has(key)) this.#turn();
    this.#old.delete(key);
    this.#young.set(key, value);
  }

  delete(key: string): void {
    if (!this.#young.delete(key)) this.#old.delete(key);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }

  /** Every key and value, the longest unused first. */
  *entries(): Generator<[string, V]> {
    yield* this.#old;
    yield* this.#young;
  }

  #turn(): void {
    const gone = this.#old;
    this.#old = this.#young;
    this.#young = new Map();
    if (this.#onEvict !== undefined) for (const [key, value] of gone) this.#onEvict(value, key);
  }
}
