import { Groups } from './groups.ts';
import { likeness, type Waiting } from './waiting.ts';

/** Candidates that are looked at for one record. */
const MAX_CANDIDATES = 200;
/** Fields by which a record can be found. */
const MAX_TRAITS = 8;
/** Characters that a value has at least to tell records apart: of a request's id, not of a status. */
const MIN_TRAIT_LENGTH = 4;

/** Records of one side that have no equal, to be found by what they have in common with one of the other side. */
export class LeftOver {
  readonly #byKey = new Groups();
  readonly #byTrait = new Groups();

  add(waiting: Waiting): void {
    this.#byKey.add(waiting.key, waiting);
    for (const trait of traitsOf(waiting)) this.#byTrait.add(trait, waiting);
  }

  delete(waiting: Waiting): void {
    this.#byKey.delete(waiting.key, waiting);
    for (const trait of traitsOf(waiting)) this.#byTrait.delete(trait, waiting);
  }

  /** The record with the most fields that are the same; the oldest of several. */
  mostLike(one: Waiting, isNear: (one: Waiting, other: Waiting) => boolean): Waiting | undefined {
    let best: Waiting | undefined;
    let most = -1;
    let left = MAX_CANDIDATES;
    for (const other of this.#candidates(one)) {
      if (left === 0) break;
      if (!isNear(one, other)) continue;
      left -= 1;
      const like = likeness(one.fields ?? NONE, other.fields ?? NONE);
      if (like > most || (like === most && best !== undefined && other.time < best.time)) [best, most] = [other, like];
    }
    return best;
  }

  /** Those that have a rare value in common with it first, then those that have no more than the key. */
  *#candidates(one: Waiting): Generator<Waiting> {
    const traits = traitsOf(one).sort((a, b) => this.#byTrait.size(a) - this.#byTrait.size(b));
    for (const trait of traits) yield* this.#byTrait.of(trait);
    yield* this.#byKey.of(one.key);
  }
}

const NONE: ReadonlyMap<string, string> = new Map();

function traitsOf({ key, fields }: Waiting): string[] {
  const traits: string[] = [];
  for (const [name, value] of fields ?? NONE) {
    if (value.length < MIN_TRAIT_LENGTH || name === 'message' || name === 'level') continue;
    traits.push(`${key}\u0000${name}\u0000${value}`);
    if (traits.length === MAX_TRAITS) break;
  }
  return traits;
}
