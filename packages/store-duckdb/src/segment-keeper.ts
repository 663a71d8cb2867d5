import type { Diagnostics } from '@tailrace/core';
import { Catalog, type Damage, type Segment, shownPath } from './catalog.ts';
import type { Layout } from './layout.ts';
import { checkSegment, setAside } from './recovery.ts';
import type { Schedule } from './schedule.ts';

/** What a store tells about its files. */
export type StoreEvent = 'store.archived' | 'store.compacted' | 'store.damaged' | 'store.expired' | 'store.failed';

const SAVE_CATALOG_MILLIS = 5000;

/** Looks after the segments of a store that writes: which are served, which are damaged, and which may go. */
export class SegmentKeeper {
  readonly catalog: Catalog;
  readonly damaged: Damage[] = [];
  readonly #layout: Layout;
  readonly #schedule: Schedule;
  readonly #graceMillis: number;
  readonly #diagnostics: Diagnostics;
  readonly #source: string;
  /** Files that are not served any more, and still there for readers that have them open. */
  readonly #leaving = new Set<() => Promise<void>>();
  /** How many need every file to stay. */
  #holds = 0;
  #held: (() => void)[] = [];

  constructor(layout: Layout, schedule: Schedule, graceMillis: number, diagnostics: Diagnostics, source: string) {
    this.catalog = new Catalog(layout);
    this.#layout = layout;
    this.#schedule = schedule;
    this.#graceMillis = graceMillis;
    this.#diagnostics = diagnostics;
    this.#source = source;
  }

  /** Takes a new segment. */
  add(segment: Segment): void {
    this.catalog.add(segment);
    this.#schedule.once('save', SAVE_CATALOG_MILLIS, () => void this.saveCatalog());
    this.report('store.compacted', `${shownPath(this.#layout, segment.parquet)} was made.`, {
      records: segment.summary.records,
    });
  }

  /** Saves the catalog; that it could not be is no failure of what changed it. */
  saveCatalog(): Promise<void> {
    return this.catalog
      .save()
      .catch((error: unknown) =>
        this.report('store.failed', 'The catalog could not be saved; the next start is slower.', { error }),
      );
  }

  /** Checks the newest segments up to a number of bytes at once, and the others behind. */
  async check(bytes: number): Promise<void> {
    const newestFirst = [...this.catalog.segments].sort((a, b) => b.summary.last - a.summary.last);
    let left = bytes;
    const now = newestFirst.filter(({ summary }) => (left -= summary.bytes) >= 0);
    await this.dismissDamaged(now);
    void this.#checkBehind(newestFirst.slice(now.length));
  }

  /** Stops serving those segments whose bytes have changed; answers whether there are any. */
  async dismissDamaged(segments: readonly Segment[]): Promise<boolean> {
    let found = false;
    for (const segment of segments) {
      const reason = await checkSegment(segment);
      if (reason === undefined || !this.catalog.byPath.has(segment.parquet)) continue;
      found = true;
      this.catalog.remove(segment);
      this.note({ file: shownPath(this.#layout, segment.parquet), reason, records: segment.summary.records });
      await setAside(this.#layout, segment);
    }
    return found;
  }

  /** Deletes files once readers that have them open must be done with them. */
  leave(remove: () => Promise<void>): void {
    let removing: Promise<void> | undefined;
    // One that is under way when the store closes is waited for.
    const leave = () => (removing ??= remove().finally(() => this.#leaving.delete(leave)));
    this.#leaving.add(leave);
    const due = () => {
      if (this.#holds > 0) {
        this.#held.push(due);
        return;
      }
      leave().catch((error: unknown) =>
        this.report('store.failed', 'A file that is not needed any more could not be deleted.', { error }),
      );
    };
    this.#schedule.later(this.#graceMillis, due);
  }

  /** Lets no file be deleted while some work needs all that are there. */
  async holding<Output>(work: () => Promise<Output>): Promise<Output> {
    this.#holds += 1;
    try {
      return await work();
    } finally {
      this.#holds -= 1;
      if (this.#holds === 0) for (const due of this.#held.splice(0)) due();
    }
  }

  /** Takes note of damage. */
  note(damage: Damage): void {
    this.damaged.push(damage);
    const { file, reason, records } = damage;
    this.report('store.damaged', `${file}: ${reason}`, records === undefined ? {} : { records });
  }

  report(name: StoreEvent, message: string, more: { readonly records?: number; readonly error?: unknown }): void {
    this.#diagnostics.report({ name, source: this.#source, message, ...more });
  }

  async close(): Promise<void> {
    for (const leave of this.#leaving) await leave().catch(() => undefined);
    await this.catalog.save().catch(() => undefined);
  }

  async #checkBehind(segments: readonly Segment[]): Promise<void> {
    for (const segment of segments) {
      if (this.#schedule.ended) return;
      await this.dismissDamaged([segment]);
    }
  }
}
