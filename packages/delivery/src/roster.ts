/**
 * What comes and goes, a few at a time, in the order in which it came.
 *
 * A `Set` or a `Map` that much goes through grows by a new table again and again, and V8 lets each old table lead to the
 * next one with what was in it then. Once one of them is in the old generation, all that ever went through is kept until
 * that is collected: batches with all of their entries would be, and that were many times what is under way.
 */
export class Roster<T> {
  readonly #present: T[] = [];

  get size(): number {
    return this.#present.length;
  }

  add(one: T): void {
    this.#present.push(one);
  }

  remove(one: T): void {
    const at = this.#present.indexOf(one);
    if (at !== -1) this.#present.splice(at, 1);
  }

  /** Those that are present now, in a list of their own. */
  all(): T[] {
    return [...this.#present];
  }
}
