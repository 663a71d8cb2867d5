import type { Waiting } from './waiting.ts';

/** Records that wait, by something that several may have. Most have it alone, and cost no set. */
export class Groups {
  readonly #groups = new Map<string, Waiting | Set<Waiting>>();

  /** Those under a name, in the order in which they came. */
  *of(name: string): Generator<Waiting> {
    const group = this.#groups.get(name);
    if (group instanceof Set) yield* group;
    else if (group !== undefined) yield group;
  }

  size(name: string): number {
    const group = this.#groups.get(name);
    return group instanceof Set ? group.size : group === undefined ? 0 : 1;
  }

  add(name: string, waiting: Waiting): void {
    const group = this.#groups.get(name);
    if (group === undefined) this.#groups.set(name, waiting);
    else if (group instanceof Set) group.add(waiting);
    else if (group !== waiting) this.#groups.set(name, new Set([group, waiting]));
  }

  delete(name: string, waiting: Waiting): void {
    const group = this.#groups.get(name);
    if (group === waiting) this.#groups.delete(name);
    else if (group instanceof Set && group.delete(waiting) && group.size === 0) this.#groups.delete(name);
  }
}
