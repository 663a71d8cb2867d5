import type { Clock } from '@tailrace/core';
import { type FilterNode, printFilter } from '@tailrace/query';
import type { RetentionPlan } from '@tailrace/store';
import type { Books } from './books.ts';
import { type Segment, shownPath } from './catalog.ts';
import type { Layout } from './layout.ts';
import { deleteSegment } from './recovery.ts';
import { byArrival, bytesOf, type Due, dueByAge, thinnable, type Retained } from './retention.ts';
import { RetentionClock } from './retention-clock.ts';
import type { SegmentKeeper } from './segment-keeper.ts';
import type { Turns } from './turns.ts';

/**
 * Writes a segment anew with the records that pass; answers how many are not in it, and itself unless that is none or
 * all of them. Before it gets its name `mayPublish` is asked.
 */
export type RewriteSegment = (
  segment: Segment,
  keep: FilterNode,
  mayPublish: (removed: number, bytes: number) => Promise<boolean>,
) => Promise<{ readonly removed: number; readonly segment?: Segment | undefined }>;

/** What retention needs of an archive. */
export interface RetainedArchive {
  readonly segments: readonly Segment[];
  remove(segment: Segment): Promise<void>;
  /** Archives a segment; absent where that is not to be done. */
  readonly move?: (segment: Segment) => Promise<boolean>;
}

/** What a round of retention works with. */
export interface RetainerParts {
  readonly layout: Layout;
  readonly plan: RetentionPlan;
  readonly keeper: SegmentKeeper;
  readonly books: Books;
  readonly rewrite: RewriteSegment;
  readonly archive: RetainedArchive;
  /** Rounds of retention and of the archive follow one another: both move the same segments. */
  readonly turns: Turns;
}

/** Removes what is past retention: whole segments by deleting them, parts of one by writing it anew. */
export class Retainer {
  readonly #layout: Layout;
  readonly #plan: RetentionPlan;
  readonly #keeper: SegmentKeeper;
  readonly #books: Books;
  readonly #rewrite: RewriteSegment;
  readonly #archive: RetainedArchive;
  readonly #clock: RetentionClock;
  /** Segments that lost nothing to a filter, so that they are not read for it again. */
  readonly #whole = new Map<string, Set<string>>();
  readonly #turns: Turns;
  #toldDoubt = false;

  constructor(parts: RetainerParts, clock: Clock) {
    this.#layout = parts.layout;
    this.#plan = parts.plan;
    this.#keeper = parts.keeper;
    this.#books = parts.books;
    this.#rewrite = parts.rewrite;
    this.#archive = parts.archive;
    this.#turns = parts.turns;
    this.#clock = new RetentionClock(clock);
  }

  /** Looks at every segment once; rounds follow one another. */
  retain(): Promise<Retained> {
    return this.#turns.take(() => this.#retain());
  }

  async #retain(): Promise<Retained> {
    const total = { segments: 0, rewritten: 0, records: 0, bytes: 0 };
    const failures = new Failures();
    const now = this.#believedTime();
    if (now !== undefined) {
      const due = dueByAge(this.#segments, this.#plan, now).filter((one) => !this.#isWhole(one));
      await this.#remove(
        due.filter(({ keep }) => keep === undefined).map(({ segment }) => segment),
        total,
        failures,
      );
      for (const one of due) await failures.go(() => this.#thin(one, total, failures));
      this.#books.trust(now);
      await failures.go(() => this.#books.save());
    }
    await this.#saveBytes(total, failures);
    if (total.records > 0) this.#tell(total);
    failures.throwFirst();
    return total;
  }

  /** Archives what is too much here, where there is an archive; else thins out and deletes. */
  async #saveBytes(total: Totals, failures: Failures): Promise<void> {
    const { move } = this.#archive;
    if (move !== undefined) {
      for (const segment of byArrival(this.#here)) if (this.#bytes > this.#plan.maxBytes) await move(segment);
      return;
    }
    for (const one of thinnable(this.#here, this.#plan)) {
      if (this.#bytes <= this.#plan.maxBytes) break;
      if (!this.#isWhole(one)) await failures.go(() => this.#thin(one, total, failures));
    }
    const gone: Segment[] = [];
    let bytes = this.#bytes;
    for (const segment of byArrival(this.#here)) {
      if (bytes <= this.#plan.maxBytes) break;
      gone.push(segment);
      bytes -= bytesOf(segment);
    }
    await this.#remove(gone, total, failures);
  }

  get #here(): readonly Segment[] {
    return this.#keeper.catalog.segments;
  }

  get #segments(): readonly Segment[] {
    return [...this.#here, ...this.#archive.segments];
  }

  get #bytes(): number {
    return this.#here.reduce((bytes, segment) => bytes + bytesOf(segment), 0);
  }

  #believedTime(): number | undefined {
    const newest = this.#segments.reduce<number | undefined>(
      (latest, { summary }) => Math.max(latest ?? 0, summary.arrivedAt),
      undefined,
    );
    const now = this.#clock.believed(this.#books.trustedTime ?? newest);
    if (now === undefined && !this.#toldDoubt) {
      this.#keeper.report(
        'store.expired',
        'The clock has gone ahead by a day or more since anything was stored: nothing is deleted for its age within the next hour.',
        { records: 0 },
      );
    }
    this.#toldDoubt = now === undefined;
    return now;
  }

  async #remove(segments: readonly Segment[], total: Totals, failures: Failures): Promise<void> {
    if (segments.length === 0) return;
    const leaving = segments.map((segment) => ({
      segment,
      amount: { file: this.#fileOf(segment), records: segment.summary.records, segments: 1, bytes: bytesOf(segment) },
    }));
    // A disk that is full takes no word of what goes, and is emptied by what goes: then it is counted until the next start.
    await failures.go(() => this.#books.leave(leaving.map(({ amount }) => amount)));
    for (const { segment, amount } of leaving) {
      await failures.go(async () => {
        await this.#leave(segment);
        total.segments += 1;
        total.records += amount.records;
        total.bytes += amount.bytes;
      });
    }
    await this.#keeper.saveCatalog();
  }

  /** Leaves of a segment only the records that stay. */
  async #thin({ segment, keep }: Due, total: Totals, failures: Failures): Promise<void> {
    if (keep === undefined) return;
    let saved = 0;
    const file = this.#fileOf(segment);
    const made = await this.#rewrite(segment, keep, async (records, bytes) => {
      // One that turned out to be damaged meanwhile is named as such, and does not come back.
      if (!this.#segments.includes(segment)) return false;
      saved = Math.max(0, bytesOf(segment) - bytes);
      await this.#books.leave([{ file, records, segments: 0, bytes: saved }]);
      return true;
    }).catch(async (error: unknown) => {
      this.#books.stays(file);
      if (!(await this.#keeper.dismissDamaged([segment]))) throw error;
      return undefined;
    });
    if (made === undefined) return;
    const { removed, segment: anew } = made;
    if (removed === 0) {
      const seen = this.#whole.get(segment.parquet) ?? new Set();
      this.#whole.set(segment.parquet, seen.add(printFilter(keep)));
      return;
    }
    if (removed === segment.summary.records) return this.#remove([segment], total, failures);
    if (anew === undefined) return;
    // In one turn, so that no question sees both or neither.
    const gone = this.#leave(segment);
    this.#keeper.catalog.add(anew);
    total.rewritten += 1;
    total.records += removed;
    total.bytes += saved;
    await gone;
    await this.#keeper.saveCatalog();
  }

  /** Takes a segment out of service at once, and deletes it. */
  async #leave(segment: Segment): Promise<void> {
    this.#whole.delete(segment.parquet);
    const file = this.#fileOf(segment);
    if (this.#keeper.catalog.byPath.has(segment.parquet)) {
      this.#keeper.catalog.remove(segment);
      this.#keeper.leave(async () => {
        await deleteSegment(segment);
        this.#books.gone(file);
      });
      return;
    }
    try {
      await this.#archive.remove(segment);
      this.#books.gone(file);
    } catch (error) {
      this.#books.stays(file);
      throw error;
    }
  }

  /** The file that tells whether a segment is there: of an archived one, its index. */
  #fileOf({ parquet, index }: Segment): string {
    return shownPath(this.#layout, this.#keeper.catalog.byPath.has(parquet) ? parquet : index);
  }

  #isWhole({ segment, keep }: Due): boolean {
    return keep !== undefined && this.#whole.get(segment.parquet)?.has(printFilter(keep)) === true;
  }

  #tell({ records, segments, rewritten }: Retained): void {
    this.#keeper.report(
      'store.expired',
      `Retention removed ${records} records: ${segments} segments were deleted and ${rewritten} thinned out.`,
      { records },
    );
  }
}

/** What went wrong in a round; what is due besides goes on. */
class Failures {
  readonly #all: unknown[] = [];

  async go(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#all.push(error);
    }
  }

  throwFirst(): void {
    if (this.#all.length > 0) throw this.#all[0];
  }
}

type Totals = { -readonly [Key in keyof Retained]: Retained[Key] };
