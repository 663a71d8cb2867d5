import { rm } from 'node:fs/promises';
import { type IngestAnswer, type LogRecord, TailraceError, type Timer, type WireRecord } from '@tailrace/core';
import type { Answer } from '@tailrace/query';
import type {
  FieldsQuery,
  FieldSummary,
  QueryOptions,
  Store,
  StoreQuery,
  StoreStats,
  VerifyAnswer,
} from '@tailrace/store';
import { Appender } from './appender.ts';
import { Catalog, type Damage, type Segment, shownPath } from './catalog.ts';
import { Compactor } from './compactor.ts';
import { Duplicates } from './duplicates.ts';
import { FolderReader } from './folder-reader.ts';
import type { HotFile } from './hot-file.ts';
import { HotFiles } from './hot-files.ts';
import type { KnownJob } from './look-up.ts';
import { type Layout, layoutOf } from './layout.ts';
import type { FolderLock } from './lock.ts';
import type { Settings } from './options.ts';
import { Reader } from './reader.ts';
import { checkSegment, deleteSegment, recover, setAside } from './recovery.ts';
import { bytesOf, expiredSegments, type Retained } from './retention.ts';
import { statsOf } from './stats.ts';
import { verifyFolder } from './verify.ts';
import { Wal } from './wal.ts';

const SAVE_CATALOG_MILLIS = 5000;
/** Node's timers hold 31 bits. */
const LONGEST_TIMER_MILLIS = 2 ** 31 - 1;
const NAME = 'duckdb';

/** The embedded store: a write-ahead log, compacted to Parquet segments, and queried by DuckDB in other processes. */
export class DuckdbStore implements Store {
  readonly name: string = NAME;
  readonly #settings: Settings;
  readonly #layout: Layout;
  readonly #lock: FolderLock;
  readonly #catalog: Catalog;
  readonly #hot: HotFiles;
  readonly #compactor: Compactor;
  readonly #reader: Reader;
  readonly #folder: FolderReader;
  readonly #duplicates: Duplicates;
  readonly #damaged: Damage[] = [];
  readonly #timers = new Set<Timer>();
  /** Files that are not served any more, and still there for readers that have them open. */
  readonly #leaving = new Set<() => Promise<void>>();
  #saveTimer: Timer | undefined;
  #wal: Wal | undefined;
  #appender: Appender | undefined;
  #closed: Promise<void> | undefined;

  private constructor(settings: Settings, lock: FolderLock) {
    const { directory, clock } = settings;
    this.#settings = settings;
    this.#lock = lock;
    this.#layout = layoutOf(directory);
    this.#catalog = new Catalog(this.#layout);
    this.#hot = new HotFiles(this.#layout.hot);
    this.#compactor = new Compactor(this.#layout, clock, settings.walRotateBytes, {
      onCompacted: (files, segment, rejectedLines) => this.#compacted(files, segment, rejectedLines),
      onFailed: (file, error) =>
        this.#report('store.failed', `${file.path} could not be compacted; it is tried again at the next start.`, {
          error,
        }),
    });
    const reader = { directory, memoryBytes: settings.queryMemoryBytes, threads: settings.queryThreads };
    this.#reader = new Reader(reader, settings.maxConcurrentQueries, clock);
    this.#duplicates = new Duplicates(this.#catalog, (paths, ids) => {
      const job: KnownJob = { paths, ids };
      return this.#reader.run<string[]>('known', job, { timeoutMillis: settings.queryTimeoutMillis });
    });
    const view = {
      refresh: () => Promise.resolve(),
      holdings: () => ({ segments: this.#catalog.segments, hot: this.#hot.sources }),
      bloomOf: (segment: Segment) => this.#catalog.bloomOf(segment),
      dismissDamaged: (segments: readonly Segment[]) => this.#dismissDamaged(segments),
    };
    this.#folder = new FolderReader(view, this.#reader, clock, settings.queryTimeoutMillis);
  }

  /** Brings the folder in order and starts; the lock is the store's from now on. */
  static async start(settings: Settings, lock: FolderLock): Promise<DuckdbStore> {
    const store = new DuckdbStore(settings, lock);
    try {
      await store.#recover();
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  append(records: readonly LogRecord[]): Promise<IngestAnswer> {
    if (this.#closed !== undefined || this.#appender === undefined) return Promise.reject(closedError());
    return this.#appender.append(records);
  }

  query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    return this.#folder.query(query, options);
  }

  stream(query: StoreQuery, options?: QueryOptions): AsyncIterable<WireRecord> {
    return this.#folder.stream(query, options);
  }

  get(id: string): Promise<WireRecord | undefined> {
    return this.#folder.get(id);
  }

  context(
    id: string,
    around: { readonly before: number; readonly after: number },
  ): Promise<readonly WireRecord[] | undefined> {
    return this.#folder.context(id, around);
  }

  fields(query?: FieldsQuery, options?: QueryOptions): Promise<readonly FieldSummary[]> {
    return this.#folder.fields(query, options);
  }

  stats(): Promise<StoreStats> {
    if (this.#closed !== undefined) return Promise.reject(closedError());
    return Promise.resolve(statsOf(this.#catalog.segments, this.#hot.files, this.#damaged));
  }

  verify(): Promise<VerifyAnswer> {
    if (this.#closed !== undefined) return Promise.reject(closedError());
    return verifyFolder({
      layout: this.#layout,
      segments: this.#catalog.segments,
      hot: this.#hot.files.map(({ path, bytes }) => ({ path, bytes })),
      damaged: this.#damaged,
      count: (path) =>
        this.#reader.run<number>('count', { path }, { timeoutMillis: this.#settings.queryTimeoutMillis }),
    });
  }

  /** Seals the write-ahead file and makes segments of everything that waits; resolves when that is done. */
  async compact(): Promise<void> {
    if (this.#closed !== undefined) throw closedError();
    await this.#wal?.seal();
    for (const file of this.#hot.files) if (file.sealed) this.#compactor.add(file);
    await this.#compactor.flush();
  }

  /** Deletes the segments that are past retention, as the store also does by itself from time to time. */
  async retain(): Promise<Retained> {
    if (this.#closed !== undefined) throw closedError();
    const { retention, clock } = this.#settings;
    const expired = expiredSegments(this.#catalog.segments, retention, clock.now());
    for (const segment of expired) {
      this.#catalog.remove(segment);
      this.#leaveLater(() => deleteSegment(segment));
    }
    if (expired.length > 0) await this.#catalog.save();
    return {
      segments: expired.length,
      records: expired.reduce((sum, { summary }) => sum + summary.records, 0),
      bytes: expired.reduce((sum, segment) => sum + bytesOf(segment), 0),
    };
  }

  /** Writes what waits and ends. What is not compacted yet is compacted after the next start. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    for (const timer of this.#timers) timer.cancel();
    this.#saveTimer?.cancel();
    await this.#wal?.close();
    await this.#compactor.close();
    this.#reader.close();
    for (const leave of this.#leaving) await leave().catch(() => undefined);
    await this.#catalog.save().catch(() => undefined);
    await this.#lock.release();
  }

  async #recover(): Promise<void> {
    const { clock, checkAtOpenBytes } = this.#settings;
    const recovered = await recover(this.#layout, (found) =>
      this.#compactor.rebuild({
        parquet: found.parquet,
        index: found.index,
        ...found.range,
        arrivedAt: Math.floor(found.modifiedAt),
      }),
    );
    this.#catalog.replace(recovered.segments);
    for (const damage of recovered.damaged) this.#note(damage);
    const unchecked = await this.#checkNewest(checkAtOpenBytes);
    for (const file of recovered.hot) {
      this.#hot.add(file);
      this.#duplicates.addHot(file);
      this.#compactLater(file);
    }
    this.#wal = new Wal({
      folder: this.#layout.hot,
      clock,
      nextSequence: recovered.nextSequence,
      rotateBytes: this.#settings.walRotateBytes,
      rotateMillis: this.#settings.walRotateMillis,
      groupMillis: this.#settings.groupCommitMillis,
      groupBytes: this.#settings.groupCommitBytes,
      onSealed: (sequence) => this.#sealed(sequence),
    });
    this.#appender = new Appender(this.#wal, this.#hot, this.#duplicates, this.#settings.maxRecordBytes);
    void this.#checkRest(unchecked);
    this.#retainLater(0);
  }

  /** Checks the newest segments up to a number of bytes, and answers the others. */
  async #checkNewest(bytes: number): Promise<readonly Segment[]> {
    const newestFirst = [...this.#catalog.segments].sort((a, b) => b.summary.last - a.summary.last);
    let left = bytes;
    const now = newestFirst.filter(({ summary }) => (left -= summary.bytes) >= 0);
    await this.#dismissDamaged(now);
    return newestFirst.slice(now.length);
  }

  async #checkRest(segments: readonly Segment[]): Promise<void> {
    for (const segment of segments) {
      if (this.#closed !== undefined) return;
      await this.#dismissDamaged([segment]).catch((error: unknown) =>
        this.#report('store.failed', 'A damaged segment could not be set aside.', { error }),
      );
    }
  }

  #compactLater(file: HotFile): void {
    this.#compactor.add(file);
    const { compactAfterMillis } = this.#settings;
    if (compactAfterMillis < LONGEST_TIMER_MILLIS)
      this.#later(compactAfterMillis, () => void this.#compactor.flush(file.sequence));
  }

  #sealed(sequence: number): void {
    const file = this.#hot.get(sequence);
    if (file === undefined) return;
    file.sealed = true;
    this.#compactLater(file);
  }

  #compacted(files: readonly HotFile[], segment: Segment | undefined, rejectedLines: number): void {
    if (segment !== undefined) this.#catalog.add(segment);
    this.#duplicates.compacted(files, segment);
    for (const file of files) {
      this.#hot.delete(file);
      this.#leaveLater(() => rm(file.path, { force: true }));
    }
    this.#saveTimer ??= this.#settings.clock.schedule(() => {
      this.#saveTimer = undefined;
      this.#catalog
        .save()
        .catch((error: unknown) =>
          this.#report('store.failed', 'The catalog could not be saved; the next start is slower.', { error }),
        );
    }, SAVE_CATALOG_MILLIS);
    if (segment !== undefined)
      this.#report('store.compacted', `${shownPath(this.#layout, segment.parquet)} was made.`, {
        records: segment.summary.records,
      });
    if (rejectedLines > 0)
      this.#note({
        file: files.map(({ path }) => shownPath(this.#layout, path)).join(', '),
        reason: 'Lines that hold no record went to rejected/.',
        records: rejectedLines,
      });
  }

  async #dismissDamaged(segments: readonly Segment[]): Promise<boolean> {
    let found = false;
    for (const segment of segments) {
      const reason = await checkSegment(segment);
      if (reason === undefined || !this.#catalog.byPath.has(segment.parquet)) continue;
      found = true;
      this.#catalog.remove(segment);
      await setAside(this.#layout, segment);
      this.#note({ file: shownPath(this.#layout, segment.parquet), reason, records: segment.summary.records });
    }
    return found;
  }

  /** Deletes files when readers that have them open must be done with them. */
  #leaveLater(remove: () => Promise<void>): void {
    const leave = async () => {
      this.#leaving.delete(leave);
      await remove();
    };
    this.#leaving.add(leave);
    this.#later(this.#settings.unlinkGraceMillis, () => {
      leave().catch((error: unknown) =>
        this.#report('store.failed', 'A file that is not needed any more could not be deleted.', { error }),
      );
    });
  }

  #retainLater(millis: number): void {
    this.#later(millis, () => {
      this.retain()
        .catch((error: unknown) =>
          this.#report('store.failed', 'Retention failed; it is tried again later.', { error }),
        )
        .finally(() => this.#retainLater(this.#settings.retentionEveryMillis));
    });
  }

  #later(millis: number, callback: () => void): void {
    if (this.#closed !== undefined) return;
    const timer = this.#settings.clock.schedule(() => {
      this.#timers.delete(timer);
      callback();
    }, millis);
    this.#timers.add(timer);
  }

  #note(damage: Damage): void {
    this.#damaged.push(damage);
    this.#report(
      'store.damaged',
      `${damage.file}: ${damage.reason}`,
      damage.records === undefined ? {} : { records: damage.records },
    );
  }

  #report(
    name: 'store.compacted' | 'store.damaged' | 'store.failed',
    message: string,
    more: { records?: number; error?: unknown },
  ): void {
    this.#settings.diagnostics.report({ name, source: NAME, message, ...more });
  }
}

function closedError(): TailraceError {
  return new TailraceError('TAILRACE_STORE_CLOSED', 'The store is closed.');
}
