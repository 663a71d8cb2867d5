import type { WireRecord } from '@tailrace/core';
import type { Answer } from './answer.ts';
import { compareRecords } from './compare-cells.ts';
import { encodeCursor } from './cursor.ts';
import type { Around } from './neighbours.ts';
import type { RecordQuery } from './run-query.ts';

type Order = 'newest' | 'oldest';

/** Records that are read at once behind a match, as long as the next match is among them. */
const FIRST_READ = 64;
const LARGEST_READ = 1024;

/**
 * Gathers the records around matches with small questions for what lies before and behind a place.
 *
 * The matches come in the order that is asked for; the work ends once the first `wanted` records are known.
 */
export async function gatherContext(
  matches: readonly WireRecord[],
  around: Around,
  order: Order,
  wanted: number,
  ask: (query: RecordQuery) => Promise<Answer>,
): Promise<readonly WireRecord[]> {
  const isNewest = order === 'newest';
  const [ahead, behind] = isNewest ? [around.after, around.before] : [around.before, around.after];
  const walk = new Walk(order, ask);
  for (const match of matches) {
    await walk.reach(match, ahead);
    if (walk.gathered.length >= wanted) break;
    await walk.goOn(match, behind);
  }
  return walk.gathered.slice(0, wanted);
}

/** What was gathered so far, in order, and what is known of the records right behind it. */
class Walk {
  readonly gathered: WireRecord[] = [];
  readonly #order: Order;
  readonly #ask: (query: RecordQuery) => Promise<Answer>;
  /** Where each gathered record stands. */
  readonly #places = new Map<string, number>();
  /** Records without a gap behind the last gathered one. */
  #spare: readonly WireRecord[] = [];
  /** What the next reading takes beyond what is needed: more where matches lie close together, none where they do not. */
  #readAhead = FIRST_READ;

  constructor(order: Order, ask: (query: RecordQuery) => Promise<Answer>) {
    this.#order = order;
    this.#ask = ask;
  }

  /** Gathers a match and those ahead of it. */
  async reach(match: WireRecord, ahead: number): Promise<void> {
    // What is ahead of a match that is there already was gathered with the match before.
    if (this.#places.has(match.id)) return;
    let place = this.#spare.findIndex(({ id }) => id === match.id);
    if (place === -1 && this.gathered.length > 0 && this.#readAhead > 0) {
      await this.#read(0);
      place = this.#spare.findIndex(({ id }) => id === match.id);
      this.#readAhead = place === -1 ? 0 : Math.min(LARGEST_READ, this.#readAhead * 2);
    }
    if (place === -1) {
      this.#spare = [];
      const before = await this.#side(match, this.#order === 'newest' ? 'oldest' : 'newest', ahead);
      this.#add([...before.toReversed(), match]);
    } else {
      this.#add(this.#spare.slice(Math.max(0, place - ahead), place + 1));
      this.#spare = this.#spare.slice(place + 1);
    }
  }

  /** Gathers those behind a match. */
  async goOn(match: WireRecord, behind: number): Promise<void> {
    const needed = behind - (this.gathered.length - 1 - (this.#places.get(match.id) ?? 0));
    if (needed <= 0) return;
    if (this.#spare.length < needed) await this.#read(needed - this.#spare.length);
    this.#add(this.#spare.slice(0, needed));
    this.#spare = this.#spare.slice(needed);
  }

  /** Reads on behind what is known. */
  async #read(needed: number): Promise<void> {
    const last = this.#spare.at(-1) ?? this.gathered.at(-1);
    if (last === undefined) return;
    this.#spare = [...this.#spare, ...(await this.#side(last, this.#order, Math.max(needed, this.#readAhead)))];
  }

  #add(records: readonly WireRecord[]): void {
    const last = this.gathered.at(-1);
    for (const record of records) {
      if (last !== undefined && this.#isAhead(record, last)) continue;
      this.#places.set(record.id, this.gathered.length);
      this.gathered.push(record);
    }
  }

  #isAhead(record: WireRecord, last: WireRecord): boolean {
    const order = compareRecords(record, last);
    return this.#order === 'newest' ? order >= 0 : order <= 0;
  }

  async #side(place: WireRecord, order: Order, limit: number): Promise<readonly WireRecord[]> {
    if (limit === 0) return [];
    const cursor = encodeCursor(place);
    const answer = await this.#ask({ filter: { type: 'everything' }, pipes: [], order, limit, cursor });
    return answer.kind === 'records' ? answer.records : [];
  }
}
