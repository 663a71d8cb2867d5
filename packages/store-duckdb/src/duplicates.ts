import type { BatchIds } from './batch-ids.ts';
import type { Bloom } from './bloom.ts';
import type { Segment } from './catalog.ts';
import type { HotFile } from './hot-file.ts';
import type { IdSet } from './id-set.ts';
import { keyOf } from './keys.ts';
import { isUuidV7, type SegmentSummary } from './segment-index.ts';

/** Segments whose ids are held exactly, of those made in this run. */
const EXACT_SEGMENTS = 25;

/** The segments whose ids count, archived ones among them. */
export interface KnownSegments {
  readonly segments: readonly Segment[];
  bloomOf(segment: Segment): Promise<Bloom | undefined>;
}

/** Asks segments which of some ids they hold. */
export type LookUp = (segments: readonly Segment[], ids: readonly string[]) => Promise<readonly string[]>;

/**
 * Knows whether a record's id is stored already, also from earlier runs.
 *
 * The ids of write-ahead files and of the newest segments are in memory. For older segments the range of their UUIDv7s
 * rules out nearly every fresh id, the bloom filter most others, and the segment itself has the last word.
 */
export class Duplicates {
  readonly #known: KnownSegments;
  readonly #lookUp: LookUp;
  readonly #hot = new Map<number, IdSet>();
  readonly #exact = new Map<string, readonly IdSet[]>();

  constructor(known: KnownSegments, lookUp: LookUp) {
    this.#known = known;
    this.#lookUp = lookUp;
  }

  addHot(file: HotFile): void {
    this.#hot.set(file.sequence, file.ids);
  }

  /** Write-ahead files became a segment, or held no record. */
  compacted(files: readonly HotFile[], segment: Segment | undefined): void {
    for (const file of files) this.#hot.delete(file.sequence);
    if (segment === undefined) return;
    this.#exact.set(
      segment.parquet,
      files.map(({ ids }) => ids),
    );
    for (const oldest of this.#exact.keys()) {
      if (this.#exact.size <= EXACT_SEGMENTS) break;
      this.#exact.delete(oldest);
    }
  }

  /** The ids in memory among which those of a batch may be; new records are behind all of them. */
  near({ range }: BatchIds): readonly IdSet[] {
    const sets = [...this.#hot.values(), ...[...this.#exact.values()].flat()];
    return sets.filter((ids) => ids.range.overlaps(range));
  }

  /** Which ids of a batch are in segments whose ids are not in memory. */
  async older({ ids, range }: BatchIds): Promise<ReadonlySet<string>> {
    const known = new Set<string>();
    const suspects = new Set<string>();
    const asked: Segment[] = [];
    for (const segment of this.#known.segments) {
      const { minId: min, maxId: max, otherIds: others } = segment.summary;
      if (this.#exact.has(segment.parquet) || !range.overlaps({ min, max, others })) continue;
      const within = ids.filter((id) => inRange(segment.summary, id));
      if (within.length === 0) continue;
      const bloom = await this.#known.bloomOf(segment);
      const maybe = bloom === undefined ? within : within.filter((id) => bloom.mayHave(keyOf('id', id)));
      if (maybe.length === 0) continue;
      asked.push(segment);
      for (const id of maybe) suspects.add(id);
    }
    if (asked.length > 0) for (const id of await this.#lookUp(asked, [...suspects])) known.add(id);
    return known;
  }
}

function inRange({ minId, maxId, otherIds }: SegmentSummary, id: string): boolean {
  if (!isUuidV7(id)) return otherIds;
  return minId !== undefined && maxId !== undefined && id >= minId && id <= maxId;
}
