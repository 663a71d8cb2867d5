import { ERROR_SEVERITY } from '@tailrace/core';
import type { QueuedEntry } from './queued-entry.ts';

/** How much a batch may hold. */
export interface BatchLimits {
  readonly records: number;
  readonly bytes: number;
}

interface Lane {
  head: QueuedEntry | undefined;
  tail: QueuedEntry | undefined;
  records: number;
  bytes: number;
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
 * dropping from the middle cost the same for any length. Errors (severity ≥ 17) have the highest rank and go last.
 */
export class EntryQueue {
  readonly #policy: DropPolicy;
  readonly #lanes = new Map<string, Lane>();
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
    let lane = this.#lanes.get(entry.route);
    if (lane === undefined) {
      lane = { head: undefined, tail: undefined, records: 0, bytes: 0 };
      this.#lanes.set(entry.route, lane);
    }
    entry.laneBefore = lane.tail;
    if (lane.tail === undefined) lane.head = entry;
    else lane.tail.laneAfter = entry;
    lane.tail = entry;
    lane.records += 1;
    lane.bytes += entry.bytes;

    const rank = this.#ranks[this.#rankOf(entry)];
    entry.rankBefore = rank.newest;
    if (rank.newest === undefined) rank.oldest = entry;
    else rank.newest.rankAfter = entry;
    rank.newest = entry;

    this.#records += 1;
    this.#bytes += entry.bytes;
  }

  /**
   * Takes the next batch: from the lane whose oldest entry is oldest among those that are full, or whose oldest
   * entry was queued at or before `dueBefore` (monotonic milliseconds). Answers `undefined` where none is due.
   *
   * @param isResting - Routes that are left alone for now.
   */
  take(limits: BatchLimits, dueBefore: number, isResting?: (route: string) => boolean): QueuedEntry[] | undefined {
    let chosen: Lane | undefined;
    for (const [route, lane] of this.#lanes) {
      if (isResting?.(route) === true) continue;
      const head = lane.head as QueuedEntry;
      const due = lane.records >= limits.records || lane.bytes >= limits.bytes || head.queuedAt <= dueBefore;
      if (due && (chosen === undefined || head.queuedAt < (chosen.head as QueuedEntry).queuedAt)) chosen = lane;
    }
    if (chosen === undefined) return undefined;
    const taken: QueuedEntry[] = [];
    let bytes = 0;
    while (chosen.head !== undefined && taken.length < limits.records) {
      const entry: QueuedEntry = chosen.head;
      if (taken.length > 0 && bytes + entry.bytes > limits.bytes) break;
      bytes += entry.bytes;
      this.#remove(entry);
      taken.push(entry);
    }
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

  /** The oldest entry of each route. */
  heads(): readonly QueuedEntry[] {
    return Array.from(this.#lanes.values(), ({ head }) => head as QueuedEntry);
  }

  /** When the oldest entry of those that may go was queued, on the monotonic clock. */
  oldestQueuedAt(isResting?: (route: string) => boolean): number | undefined {
    const heads = this.heads().filter(({ route }) => isResting?.(route) !== true);
    return heads.length === 0 ? undefined : Math.min(...heads.map(({ queuedAt }) => queuedAt));
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

  #remove(entry: QueuedEntry): QueuedEntry {
    const lane = this.#lanes.get(entry.route) as Lane;
    if (entry.laneBefore === undefined) lane.head = entry.laneAfter;
    else entry.laneBefore.laneAfter = entry.laneAfter;
    if (entry.laneAfter === undefined) lane.tail = entry.laneBefore;
    else entry.laneAfter.laneBefore = entry.laneBefore;
    lane.records -= 1;
    lane.bytes -= entry.bytes;
    if (lane.records === 0) this.#lanes.delete(entry.route);

    const rank = this.#ranks[this.#rankOf(entry)];
    if (entry.rankBefore === undefined) rank.oldest = entry.rankAfter;
    else entry.rankBefore.rankAfter = entry.rankAfter;
    if (entry.rankAfter === undefined) rank.newest = entry.rankBefore;
    else entry.rankAfter.rankBefore = entry.rankBefore;

    entry.laneBefore = undefined;
    entry.laneAfter = undefined;
    entry.rankBefore = undefined;
    entry.rankAfter = undefined;
    this.#records -= 1;
    this.#bytes -= entry.bytes;
    return entry;
  }
}

function newRank(): Rank {
  return { oldest: undefined, newest: undefined };
}
