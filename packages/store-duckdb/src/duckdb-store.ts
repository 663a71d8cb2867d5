import { rm } from 'node:fs/promises';
import { type LogRecord, type WireRecord } from '@tailrace/core';
import type { Answer } from '@tailrace/query';
import type {
  AppendAnswer,
  FieldsQuery,
  FieldSummary,
  LineBatch,
  QueryOptions,
  QueryPlan,
  Store,
  StoreAmount,
  StoreQuery,
  StoreStats,
  VerifyAnswer,
} from '@tailrace/store';
import { Appender } from './appender.ts';
import { Books, NOTHING } from './books.ts';
import { Archiving } from './archive/archiving.ts';
import { backUp } from './backup/back-up.ts';
import type { BackupAnswer, BackupOptions } from './backup/backup.ts';
import { snapshotOf } from './backup/snapshot.ts';
import { type Segment, shownPath } from './catalog.ts';
import { closedError } from './closed-error.ts';
import { Compactor } from './compactor.ts';
import { Duplicates } from './duplicates.ts';
import { FolderReader } from './folder-reader.ts';
import type { HotFile } from './hot-file.ts';
import { HotFiles } from './hot-files.ts';
import { type Layout, layoutOf } from './layout.ts';
import type { FolderLock } from './lock.ts';
import { knownSegments, lookUpIn } from './known-ids.ts';
import type { ObjectStore } from './objects/object-store.ts';
import type { Settings } from './options.ts';
import { Reader } from './reader.ts';
import { recover } from './recovery.ts';
import type { Retainer } from './retainer.ts';
import type { Retained } from './retention.ts';
import { Schedule } from './schedule.ts';
import { SegmentKeeper } from './segment-keeper.ts';
import { statsOf } from './stats.ts';
import { verifyFolder } from './verify.ts';
import { Wal } from './wal.ts';
import { writingView } from './writing-view.ts';

const NAME = 'duckdb';
const COMPACT_AGAIN_MILLIS = 600_000;
const REJECTED = 'Lines that hold no record went to rejected/.';

/** The embedded store: a write-ahead log, compacted to Parquet, and queried by DuckDB in other processes. */
export class DuckdbStore implements Store {
  readonly name: string = NAME;
  readonly #settings: Settings;
  readonly #layout: Layout;
  readonly #lock: FolderLock;
  readonly #schedule: Schedule;
  readonly #segments: SegmentKeeper;
  readonly #hot: HotFiles;
  readonly #compactor: Compactor;
  readonly #reader: Reader;
  readonly #folder: FolderReader;
  readonly #duplicates: Duplicates;
  readonly #archiving: Archiving;
  #wal: Wal | undefined;
  #appender: Appender | undefined;
  #books: Books | undefined;
  #retainer: Retainer | undefined;
  #closed: Promise<void> | undefined;

  private constructor(settings: Settings, lock: FolderLock) {
    const { directory, clock } = settings;
    this.#settings = settings;
    this.#lock = lock;
    this.#layout = layoutOf(directory);
    this.#schedule = new Schedule(clock);
    this.#segments = new SegmentKeeper(
      this.#layout,
      this.#schedule,
      settings.unlinkGraceMillis,
      settings.diagnostics,
      NAME,
    );
    const { catalog } = this.#segments;
    this.#hot = new HotFiles(this.#layout.hot);
    this.#compactor = new Compactor(this.#layout, clock, settings.walRotateBytes, {
      onCompacted: (files, segment, rejectedLines) => this.#compacted(files, segment, rejectedLines),
      onFailed: (file, error) => {
        const words = `${shownPath(this.#layout, file.path)} could not be compacted; it is tried again in ten minutes.`;
        this.#segments.report('store.failed', words, { error });
        this.#schedule.later(COMPACT_AGAIN_MILLIS, () => this.#compactLater(file));
      },
    });
    const { queryMemoryBytes: memoryBytes, queryThreads: threads } = settings;
    const reader = { directory, fetched: this.#layout.fetched, memoryBytes, threads };
    this.#reader = new Reader(reader, { most: settings.maxConcurrentQueries, niceness: settings.queryNiceness }, clock);
    this.#archiving = new Archiving(this.#layout, settings.archive, this.#segments, clock);
    const { access } = this.#archiving;
    const known = knownSegments(catalog, access);
    this.#duplicates = new Duplicates(
      known,
      lookUpIn(this.#segments, access, this.#reader, settings.queryTimeoutMillis),
    );
    const view = writingView(this.#segments, this.#hot, access);
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

  append(records: readonly LogRecord[]): Promise<AppendAnswer> {
    if (this.#closed !== undefined || this.#appender === undefined) return Promise.reject(closedError());
    return this.#appender.append(records);
  }

  appendLines(lines: LineBatch): Promise<AppendAnswer> {
    if (this.#closed !== undefined || this.#appender === undefined) return Promise.reject(closedError());
    return this.#appender.appendLines(lines);
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

  explain(query: StoreQuery): Promise<QueryPlan> {
    if (this.#closed !== undefined) return Promise.reject(closedError());
    return this.#folder.explain(query);
  }

  fields(query?: FieldsQuery, options?: QueryOptions): Promise<readonly FieldSummary[]> {
    return this.#folder.fields(query, options);
  }

  stats(): Promise<StoreStats> {
    if (this.#closed !== undefined) return Promise.reject(closedError());
    const { catalog, damaged } = this.#segments;
    const { removed } = this.#books ?? { removed: NOTHING };
    return Promise.resolve(statsOf(catalog.segments, this.#hot.files, damaged, removed, this.#archiving.segments));
  }

  verify(): Promise<VerifyAnswer> {
    if (this.#closed !== undefined) return Promise.reject(closedError());
    const { queryTimeoutMillis: timeoutMillis } = this.#settings;
    const { catalog, damaged } = this.#segments;
    const hot = this.#hot.files.map(({ path, bytes }) => ({ path, bytes }));
    const count = (path: string) => this.#reader.run<number>('count', { path }, { timeoutMillis });
    const input = { layout: this.#layout, segments: catalog.segments, hot, damaged, count };
    return this.#segments.holding(() => verifyFolder(input));
  }

  /** Seals the write-ahead file and makes segments of everything that waits; resolves when that is done. */
  async compact(): Promise<void> {
    if (this.#closed !== undefined) throw closedError();
    await this.#wal?.seal();
    for (const file of this.#hot.files) if (file.sealed) this.#compactor.add(file);
    await this.#compactor.flush();
  }

  /** Removes what is past retention, as the store also does by itself from time to time. */
  retain(): Promise<Retained> {
    if (this.#closed !== undefined || this.#retainer === undefined) return Promise.reject(closedError());
    return this.#retainer.retain();
  }

  /** Moves what is old enough into the archive, as the store also does by itself from time to time. */
  archive(): Promise<StoreAmount> {
    if (this.#closed !== undefined) return Promise.reject(closedError());
    return this.#archiving.archive();
  }

  /**
   * Backs the store up while it runs: everything that was acknowledged before, once. Only what is not there yet is
   * copied, and each copy is read back. An ended backup leaves the one before it.
   *
   * @param to - A folder's path, `s3://bucket/prefix?endpoint=…`, or an object store.
   */
  backup(to: ObjectStore | string, options?: BackupOptions): Promise<BackupAnswer> {
    if (this.#closed !== undefined) return Promise.reject(closedError());
    const now = () => this.#settings.clock.now();
    const takeSnapshot = () => snapshotOf(this.#layout, this.#segments.catalog.segments, this.#hot.files);
    return this.#segments.holding(() => backUp({ root: this.#layout.root, now, takeSnapshot }, to, options));
  }

  /** Writes what waits and ends. What is not compacted yet is compacted after the next start. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#schedule.end();
    await this.#wal?.close();
    await this.#compactor.close();
    this.#reader.close();
    await this.#archiving.close();
    await this.#segments.close();
    await this.#books?.save().catch(() => undefined);
    await this.#lock.release();
  }

  async #recover(): Promise<void> {
    const { clock, checkAtOpenBytes } = this.#settings;
    await this.#archiving.start();
    const recovered = await recover(
      this.#layout,
      (found) =>
        this.#compactor.rebuild({
          parquet: found.parquet,
          index: found.index,
          ...found.range,
          arrivedAt: Math.floor(found.modifiedAt),
        }),
      this.#archiving.segments,
    );
    await this.#archiving.dropCovered(recovered.segments);
    this.#segments.catalog.replace(recovered.segments);
    for (const damage of recovered.damaged) this.#segments.note(damage);
    await this.#segments.check(checkAtOpenBytes);
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
    this.#books = await Books.open(this.#layout);
    this.#retainer = this.#archiving.retainer(this.#layout, this.#settings.retention, this.#books, this.#compactor);
    this.#archiving.compareLater();
    this.#retainLater(0);
  }

  #compactLater(file: HotFile): void {
    this.#compactor.add(file);
    this.#schedule.once('compact', this.#settings.compactAfterMillis, () => void this.#compactor.flush());
  }

  #sealed(sequence: number): void {
    const file = this.#hot.get(sequence);
    if (file === undefined) return;
    file.sealed = true;
    this.#compactLater(file);
  }

  #compacted(files: readonly HotFile[], segment: Segment | undefined, rejectedLines: number): void {
    if (segment !== undefined) this.#segments.add(segment);
    this.#duplicates.compacted(files, segment);
    for (const file of files) {
      this.#hot.delete(file);
      this.#segments.leave(() => rm(file.path, { force: true }));
    }
    if (rejectedLines === 0) return;
    const file = files.map(({ path }) => shownPath(this.#layout, path)).join(', ');
    this.#segments.note({ file, reason: REJECTED, records: rejectedLines });
  }

  #retainLater(millis: number): void {
    this.#schedule.later(millis, () => {
      this.retain()
        .then(() => this.archive())
        .catch(
          (error: unknown) =>
            this.#closed === undefined &&
            this.#segments.report('store.failed', 'Retention or archiving failed; it is tried again later.', { error }),
        )
        .finally(() => this.#retainLater(this.#settings.retentionEveryMillis));
    });
  }
}
