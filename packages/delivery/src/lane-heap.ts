import type { QueuedEntry } from './queued-entry.ts';

/** The entries of one route, in order. */
export interface Lane {
  readonly route: string;
  head: QueuedEntry | undefined;
  tail: QueuedEntry | undefined;
  records: number;
  bytes: number;
  /** Its place in the heap, -1 outside. */
  place: number;
}

/** The routes with something in them, by the age of their oldest entry: finding the oldest costs the same for any number. */
export class LaneHeap {
  readonly #lanes: Lane[] = [];

  get size(): number {
    return this.#lanes.length;
  }

  all(): readonly Lane[] {
    return this.#lanes;
  }

  /** The lane whose oldest entry is the oldest of all that `skips` does not pass over. */
  oldest(skips?: (lane: Lane) => boolean): Lane | undefined {
    if (skips === undefined) return this.#lanes[0];
    const passed: Lane[] = [];
    let found = this.#lanes[0];
    for (; found !== undefined && skips(found); found = this.#lanes[0]) {
      passed.push(found);
      this.remove(found);
    }
    for (const lane of passed) this.add(lane);
    return found;
  }

  add(lane: Lane): void {
    lane.place = this.#lanes.length;
    this.#lanes.push(lane);
    this.#rise(lane);
  }

  remove(lane: Lane): void {
    const { place } = lane;
    const last = this.#lanes.pop() as Lane;
    lane.place = -1;
    if (last === lane) return;
    this.#lanes[place] = last;
    last.place = place;
    this.moved(last);
  }

  /** Another entry is a lane's oldest now. */
  moved(lane: Lane): void {
    this.#rise(lane);
    this.#sink(lane);
  }

  #rise(lane: Lane): void {
    const lanes = this.#lanes;
    while (lane.place > 0) {
      const above = lanes[(lane.place - 1) >> 1] as Lane;
      if (ageOf(above) <= ageOf(lane)) return;
      this.#swap(above, lane);
    }
  }

  #sink(lane: Lane): void {
    const lanes = this.#lanes;
    for (;;) {
      const left = lanes[2 * lane.place + 1];
      const right = lanes[2 * lane.place + 2];
      if (left === undefined) return;
      const below = right !== undefined && ageOf(right) < ageOf(left) ? right : left;
      if (ageOf(lane) <= ageOf(below)) return;
      this.#swap(lane, below);
    }
  }

  #swap(above: Lane, below: Lane): void {
    const { place } = above;
    above.place = below.place;
    below.place = place;
    this.#lanes[above.place] = above;
    this.#lanes[below.place] = below;
  }
}

function ageOf({ head }: Lane): number {
  return (head as QueuedEntry).queuedAt;
}
