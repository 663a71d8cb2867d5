import type { Clock } from '@tailrace/core';
import type { FilterNode } from '@tailrace/query';
import type { RetentionPlan, StoreAmount } from '@tailrace/store';
import { type Books, NOTHING } from '../books.ts';
import { isCovered, type Segment } from '../catalog.ts';
import type { Compactor } from '../compactor.ts';
import type { Layout } from '../layout.ts';
import { endingObjects } from '../objects/ending-objects.ts';
import { type RetainedArchive, Retainer, type RewriteSegment } from '../retainer.ts';
import type { SegmentKeeper } from '../segment-keeper.ts';
import { Turns } from '../turns.ts';
import { Archive } from './archive.ts';
import { ArchiveAccess } from './archive-access.ts';
import type { ArchiveSettings } from './archive-options.ts';

/** The archive of a store that writes: what goes there, what is there, and what is fetched from there. */
export class Archiving {
  readonly access: ArchiveAccess;
  readonly #archive: Archive | undefined;
  readonly #keeper: SegmentKeeper;
  readonly #clock: Clock;
  readonly #turns = new Turns();
  readonly #ending = new AbortController();

  constructor(layout: Layout, settings: ArchiveSettings | undefined, keeper: SegmentKeeper, clock: Clock) {
    this.access = new ArchiveAccess(layout, layout.fetched, settings, (segment, file, reason) =>
      keeper.note({ file, reason, records: segment.summary.records }),
    );
    if (settings !== undefined) {
      const objects = endingObjects(settings.objects, this.#ending.signal);
      this.#archive = new Archive(layout, { ...settings, objects }, this.access.archived, keeper);
    }
    this.#keeper = keeper;
    this.#clock = clock;
  }

  get segments(): readonly Segment[] {
    return this.access.archived.all;
  }

  /**
   * Looks at what is archived; nothing that was fetched for an earlier run stays. Rejects where an archive is to be taken
   * over and cannot be reached.
   */
  async start(): Promise<void> {
    await this.access.clear();
    for (const index of await this.access.archived.scan()) {
      this.#keeper.note({ file: index, reason: 'The index of an archived segment is damaged.' });
    }
    await this.#archive?.adopt();
  }

  /** Forgets archived segments that are here as well: a crash came between, or they were written anew. */
  async dropCovered(served: readonly Segment[]): Promise<void> {
    for (const segment of this.segments) {
      if (isCovered(served, segment.summary.first)) await this.access.archived.remove(segment);
    }
  }

  /** Compares what is known here with the archive, behind everything else. */
  compareLater(): void {
    this.#turns
      .take(async () => this.#archive?.compare())
      .catch((error: unknown) => {
        if (this.#ending.signal.aborted) return;
        this.#keeper.report('store.failed', 'The archive could not be looked at; questions may not reach it.', {
          error,
        });
      });
  }

  /** Ends what is under way: behind this nothing is written into the folder. */
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#turns.take(() => Promise.resolve());
    await this.access.clear().catch(() => undefined);
  }

  /** Moves what is old enough into the archive. */
  archive(): Promise<StoreAmount> {
    return this.#turns.take(async () => this.#archive?.archive(this.#clock.now()) ?? NOTHING);
  }

  /** Retention of what is here and of what is in the archive. */
  retainer(layout: Layout, plan: RetentionPlan, books: Books, compactor: Compactor): Retainer {
    const rewrite: RewriteSegment = (segment, keep, mayPublish) => this.#rewrite(compactor, segment, keep, mayPublish);
    const parts = { layout, plan, keeper: this.#keeper, books, rewrite, archive: this.#retained, turns: this.#turns };
    return new Retainer(parts, this.#clock);
  }

  /** What retention sees of the archive. */
  get #retained(): RetainedArchive {
    const archive = this.#archive;
    const access = this.access;
    return {
      // Without its archive at hand, nothing in it can be removed.
      get segments() {
        return archive === undefined ? [] : access.archived.all;
      },
      remove: async (segment) => {
        await archive?.remove(segment);
        await access.forget(segment);
      },
      ...(archive !== undefined && { move: (segment: Segment) => archive.move(segment) }),
    };
  }

  /** Writes a segment anew, which is fetched first where it is archived. */
  async #rewrite(
    compactor: Compactor,
    segment: Segment,
    keep: FilterNode,
    mayPublish: (removed: number, bytes: number) => Promise<boolean>,
  ): Promise<{ removed: number; segment?: Segment | undefined }> {
    if (!this.access.archived.catalog.byPath.has(segment.parquet)) return compactor.rewrite(segment, keep, mayPublish);
    const lent = await this.access.lend([segment], {});
    try {
      const [here] = lent.segments;
      return here === undefined ? { removed: 0 } : await compactor.rewrite(here, keep, mayPublish);
    } finally {
      lent.release();
    }
  }
}
