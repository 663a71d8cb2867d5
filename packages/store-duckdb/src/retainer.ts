import type { Clock } from '@tailrace/core';
import { type FilterNode, printFilter } from '@tailrace/query';
import type { RetentionPlan } from '@tailrace/store';
import { type Books, sum } from './books.ts';
import { type Segment, shownPath } from './catalog.ts';
import type { Layout } from './layout.ts';
import { deleteSegment } from './recovery.ts';
import { byArrival, bytesOf, type Due, dueByAge, thinnable, type Retained } from './retention.ts';
import { RetentionClock } from './retention-clock.ts';
import type { SegmentKeeper } from './segment-keeper.ts';

/**
 * Writes a segment anew with the records that pass; answers how many are not in it, and itself unless that is none or
 * all of them. Before it gets its name `mayPublish` is asked.
 */
export type RewriteSegment = (
  segment: Segment,
  keep: FilterNode,
  mayPublish: (removed: number, bytes: number) => Promise<boolean>,
) => Promise<{ readonly removed: number; readonly segment?: Segment | undefined }>;

/** Removes what is past retention: whole segments by deleting them, parts of one by writing it anew. */
export class Retainer {
  readonly #layout: Layout;
  readonly #plan: RetentionPlan;
  readonly #keeper: SegmentKeeper;
  readonly #books: Books;
  readonly #rewrite: RewriteSegment;
  readonly #clock: RetentionClock;
  /** Segments that lost nothing to a filter, so that they are not read for it again. */
  readonly #whole = new Map<string, Set<string>>();
  #round: Promise<unknown> = Promise.resolve();
  #toldDoubt = false;

  constructor(
    parts: { layout: Layout; plan: RetentionPlan; keeper: SegmentKeeper; books: Books; rewrite: RewriteSegment },
    clock: Clock,
  ) {
    this.#layout = parts.layout;
    this.#plan = parts.plan;
    this.#keeper = parts.keeper;
    this.#books = parts.books;
    this.#rewrite = parts.rewrite;
    this.#clock = new RetentionClock(clock);
  }

  /** Looks at every segment once; rounds follow one another. */
  retain(): Promise<Retained> {
    const done = this.#round.then(() => this.#retain());
    this.#round = done.catch(() => undefined);
    return done;
  }

  async #retain(): Promise<Retained> {
    const total = { segments: 0, rewritten: 0, records: 0, bytes: 0 };
    const now = this.#believedTime();
    if (now !== undefined) {
      const due = dueByAge(this.#segments, this.#plan, now).filter((one) => !this.#isWhole(one));
      await this.#remove(
        due.filter(({ keep }) => keep === undefined).map(({ segment }) => segment),
        total,
      );
      for (const one of due) await this.#thin(one, total);
      this.#books.trust(now);
      await this.#books.save();
    }
    for (const one of thinnable(this.#segments, this.#plan)) {
      if (this.#bytes <= this.#plan.maxBytes) break;
      if (!this.#isWhole(one)) await this.#thin(one, total);
    }
    const gone: Segment[] = [];
    let bytes = this.#bytes;
    for (const segment of byArrival(this.#segments)) {
      if (bytes <= this.#plan.maxBytes) break;
      gone.push(segment);
      bytes -= bytesOf(segment);
    }
    await this.#remove(gone, total);
    if (total.records > 0) this.#tell(total);
    return total;
  }

  get #segments(): readonly Segment[] {
    return this.#keeper.catalog.segments;
  }

  get #bytes(): number {
    return this.#segments.reduce((bytes, segment) => bytes + bytesOf(segment), 0);
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

  async #remove(segments: readonly Segment[], total: Totals): Promise<void> {
    if (segments.length === 0) return;
    const leaving = segments.map((segment) => ({
      file: shownPath(this.#layout, segment.parquet),
      records: segment.summary.records,
      segments: 1,
      bytes: bytesOf(segment),
    }));
    await this.#books.leave(leaving);
    for (const segment of segments) {
      this.#keeper.catalog.remove(segment);
      this.#leave(segment);
    }
    await this.#keeper.catalog.save();
    const { records, bytes } = sum(leaving);
    total.segments += segments.length;
    total.records += records;
    total.bytes += bytes;
  }

  /** Leaves of a segment only the records that stay. */
  async #thin({ segment, keep }: Due, total: Totals): Promise<void> {
    if (keep === undefined) return;
    let saved = 0;
    const { removed, segment: anew } = await this.#rewrite(segment, keep, async (records, bytes) => {
      // One that turned out to be damaged meanwhile is named as such, and does not come back.
      if (!this.#segments.includes(segment)) return false;
      saved = Math.max(0, bytesOf(segment) - bytes);
      const file = shownPath(this.#layout, segment.parquet);
      await this.#books.leave([{ file, records, segments: 0, bytes: saved }]);
      return true;
    });
    if (removed === 0) {
      const seen = this.#whole.get(segment.parquet) ?? new Set();
      this.#whole.set(segment.parquet, seen.add(printFilter(keep)));
      return;
    }
    if (removed === segment.summary.records) return this.#remove([segment], total);
    if (anew === undefined) return;
    this.#keeper.catalog.remove(segment);
    this.#keeper.catalog.add(anew);
    this.#leave(segment);
    await this.#keeper.catalog.save();
    total.rewritten += 1;
    total.records += removed;
    total.bytes += saved;
  }

  #leave(segment: Segment): void {
    this.#whole.delete(segment.parquet);
    this.#keeper.leave(async () => {
      await deleteSegment(segment);
      this.#books.gone(shownPath(this.#layout, segment.parquet));
    });
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

type Totals = { -readonly [Key in keyof Retained]: Retained[Key] };
