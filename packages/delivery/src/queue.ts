import { ERROR_SEVERITY } from '@tailrace/core/runtime';
import { type Lane, LaneHeap } from './lane-heap.ts';
import type { QueuedEntry } from './queued-entry.ts';

/** How much a batch may hold. */
export interface BatchLimits {
  readonly records: number;
  readonly bytes: number;
}

interface Rank {
  oldest: QueuedEntry | undefined;
  newest: QueuedEntry | undefined;
}

/** Who goes when the queue is full. */
export type DropPolicy = 'newest' | 'oldest' | { readonly belowSeverity: number };

/**
 * Entries waiting to be sent: in order within a route, and with a victim at hand for each dropping policy.
 *
 * Each entry stands in two linked lists, its route's lane and its rank among the victims, so that taking a batch and
 * dropping from the middle cost the same for any length, and next to the same for any number of routes. Errors
 * (severity ≥ 17) have the highest rank and go last.
 */
export class EntryQueue {
  readonly #policy: DropPolicy;
  readonly #lanes = new Map<string, Lane>();
  readonly #byAge = new LaneHeap();
  /** Lanes with a whole batch in them, in the order in which they had it. */
  readonly #full = new Set<Lane>();
  #limits: BatchLimits = { records: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
  readonly #ranks: readonly [Rank, Rank, Rank] = [newRank(), newRank(), newRank()];
  #records = 0;
  #bytes = 0;

  constructor(policy: DropPolicy) {
    this.#policy = policy;
  }

  get records(): number {
    return this.#records;
  }

  get bytes(): number {
    return this.#bytes;
  }

  push(entry: QueuedEntry): void {
    const known = this.#lanes.get(entry.route);
    const lane = known ?? { route: entry.route, head: undefined, tail: undefined, records: 0, bytes: 0, place: -1 };
    entry.laneBefore = lane.tail;
    if (lane.tail === undefined) lane.head = entry;
    else lane.tail.laneAfter = entry;
    lane.tail = entry;
    lane.records += entry.records;
    lane.bytes += entry.bytes;
    if (known === undefined) {
      this.#lanes.set(entry.route, lane);
      this.#byAge.add(lane);
    }
    if (this.#isFull(lane)) this.#full.add(lane);

    const rank = this.#ranks[this.#rankOf(entry)];
    entry.rankBefore = rank.newest;
    if (rank.newest === undefined) rank.oldest = entry;
    else rank.newest.rankAfter = entry;
    rank.newest = entry;

    this.#records += entry.records;
    this.#bytes += entry.bytes;
  }

  /**
   * Takes the next batch: from the lane whose oldest entry is the oldest of all where that was queued at or before
   * `dueBefore` (monotonic milliseconds), else from the lane that has been full for longest. Answers `undefined` where
   * none is due.
   *
   * @param isResting - Routes that are left alone for now.
   */
  take(limits: BatchLimits, dueBefore: number, isResting?: (route: string) => boolean): QueuedEntry[] | undefined {
    this.#limitTo(limits);
    const skips = isResting === undefined ? undefined : ({ route }: Lane): boolean => isResting(route);
    const oldest = this.#byAge.oldest(skips);
    if (oldest === undefined) return undefined;
    const isDue = (oldest.head as QueuedEntry).queuedAt <= dueBefore;
    const lane = isDue ? oldest : this.#longestFull(skips);
    if (lane === undefined) return undefined;
    const taken: QueuedEntry[] = [];
    let bytes = 0;
    let records = 0;
    while (lane.head !== undefined && records < limits.records) {
      const entry: QueuedEntry = lane.head;
      if (taken.length > 0 && bytes + entry.bytes > limits.bytes) break;
      bytes += entry.bytes;
      records += entry.records;
      this.#unlink(lane, entry);
      taken.push(entry);
    }
    this.#settle(lane);
    // What is full still goes behind those that have waited meanwhile.
    if (this.#full.delete(lane) && this.#isFull(lane)) this.#full.add(lane);
    return taken;
  }

  /** Everything, oldest first within each route, routes mixed in the order they were queued. */
  all(): QueuedEntry[] {
    const all: QueuedEntry[] = [];
    for (const lane of this.#lanes.values()) {
      for (let entry = lane.head; entry !== undefined; entry = entry.laneAfter) all.push(entry);
    }
    return this.#lanes.size > 1 ? all.sort((a, b) => a.queuedAt - b.queuedAt) : all;
  }

  /** Takes everything, in the order of {@link all}. */
  takeAll(): QueuedEntry[] {
    const all = this.all();
    for (const entry of all) this.#remove(entry);
    return all;
  }

  /** Whether every entry that comes first in its route is so; asks the oldest of all first. */
  everyHead(isSo: (entry: QueuedEntry) => boolean): boolean {
    return this.#byAge.all().every(({ head }) => isSo(head as QueuedEntry));
  }

  /** How many routes have something in them. */
  get routes(): number {
    return this.#byAge.size;
  }

  /** When the oldest entry of those that may go was queued, on the monotonic clock. */
  oldestQueuedAt(isResting?: (route: string) => boolean): number | undefined {
    const skips = isResting === undefined ? undefined : ({ route }: Lane): boolean => isResting(route);
    return this.#byAge.oldest(skips)?.head?.queuedAt;
  }

  /**
   * Removes the entry that has to go for `incoming` to come in; answers `undefined` where the incoming one is itself
   * the one to go.
   */
  evictFor(incoming: QueuedEntry): QueuedEntry | undefined {
    const rank = this.#rankOf(incoming);
    for (let lower = 0; lower < rank; lower += 1) {
      const { oldest, newest } = this.#ranks[lower as 0 | 1 | 2];
      const victim = this.#policy === 'newest' ? newest : oldest;
      if (victim !== undefined) return this.#remove(victim);
    }
    const dropsOwnRank = this.#policy === 'oldest' || (typeof this.#policy === 'object' && rank === 0);
    const victim = dropsOwnRank ? this.#ranks[rank].oldest : undefined;
    return victim === undefined ? undefined : this.#remove(victim);
  }

  /** 0: goes first, 2: errors, which go last. */
  #rankOf(entry: QueuedEntry): 0 | 1 | 2 {
    if (typeof this.#policy === 'object' && entry.severity < this.#policy.belowSeverity) return 0;
    return entry.severity >= ERROR_SEVERITY ? 2 : 1;
  }

  #isFull({ records, bytes }: Lane): boolean {
    return records >= this.#limits.records || bytes >= this.#limits.bytes;
  }

  #longestFull(skips: ((lane: Lane) => boolean) | undefined): Lane | undefined {
    for (const lane of this.#full) if (skips?.(lane) !== true) return lane;
    return undefined;
  }

  /** With other limits, others are full. */
  #limitTo(limits: BatchLimits): void {
    if (limits.records === this.#limits.records && limits.bytes === this.#limits.bytes) return;
    this.#limits = limits;
    this.#full.clear();
    for (const lane of this.#lanes.values()) if (this.#isFull(lane)) this.#full.add(lane);
  }

  #remove(entry: QueuedEntry): QueuedEntry {
    const lane = this.#lanes.get(entry.route) as Lane;
    const wasFirst = lane.head === entry;
    this.#unlink(lane, entry);
    if (wasFirst) this.#settle(lane);
    if (!this.#isFull(lane)) this.#full.delete(lane);
    return entry;
  }

  /** After a lane's first entry was taken out. */
  #settle(lane: Lane): void {
    if (lane.records > 0) {
      this.#byAge.moved(lane);
      return;
    }
    this.#lanes.delete(lane.route);
    this.#byAge.remove(lane);
  }

  #unlink(lane: Lane, entry: QueuedEntry): void {
    if (entry.laneBefore === undefined) lane.head = entry.laneAfter;
    else entry.laneBefore.laneAfter = entry.laneAfter;
    if (entry.laneAfter === undefined) lane.tail = entry.laneBefore;
    else entry.laneAfter.laneBefore = entry.laneBefore;
    lane.records -= entry.records;
    lane.bytes -= entry.bytes;

    const rank = this.#ranks[this.#rankOf(entry)];
    if (entry.rankBefore === undefined) rank.oldest = entry.rankAfter;
    else entry.rankBefore.rankAfter = entry.rankAfter;
    if (entry.rankAfter === undefined) rank.newest = entry.rankBefore;
    else entry.rankAfter.rankBefore = entry.rankBefore;

    entry.laneBefore = undefined;
    entry.laneAfter = undefined;
    entry.rankBefore = undefined;
    entry.rankAfter = undefined;
    this.#records -= entry.records;
    this.#bytes -= entry.bytes;
  }
}

function newRank(): Rank {
  return { oldest: undefined, newest: undefined };
}
