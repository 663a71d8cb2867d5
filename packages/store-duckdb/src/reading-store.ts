import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { TailraceError, type WireRecord } from '@tailrace/core';
import type { Answer } from '@tailrace/query';
import type {
  FieldsQuery,
  FieldSummary,
  QueryOptions,
  QueryPlan,
  Store,
  StoreQuery,
  StoreStats,
  VerifyAnswer,
} from '@tailrace/store';
import { ArchiveAccess } from './archive/archive-access.ts';
import type { FetchRequest } from './archive/fetched.ts';
import { backUp, type BackupSource } from './backup/back-up.ts';
import type { BackupAnswer, BackupOptions } from './backup/backup.ts';
import { snapshotOf } from './backup/snapshot.ts';
import { readRemoved } from './books.ts';
import {
  Catalog,
  type Damage,
  type Found,
  isCovered,
  scanSegments,
  type Segment,
  shownPath,
  withoutCovered,
} from './catalog.ts';
import { Child } from './child.ts';
import { FolderReader } from './folder-reader.ts';
import { type HotFile, readHotFile } from './hot-file.ts';
import { type Layout, layoutOf, namesIn, sequenceOfHot } from './layout.ts';
import type { ObjectStore } from './objects/object-store.ts';
import type { Settings } from './options.ts';
import type { HotSource } from './plan.ts';
import type { RebuildJob } from './rebuild.ts';
import { Reader } from './reader.ts';
import { checkSegment } from './recovery.ts';
import type { SegmentSummary } from './segment-index.ts';
import { statsOf } from './stats.ts';
import { verifyFolder } from './verify.ts';

/** A store that is only read. */
export interface StoreReader extends Omit<Store, 'append'> {
  /** Backs the folder up as `backup()` of the store that writes it does. */
  backup(to: ObjectStore | string, options?: BackupOptions): Promise<BackupAnswer>;
}

/** A store's folder read while others may write it. */
export class ReadingStore implements StoreReader {
  readonly name: string = 'duckdb';
  readonly #settings: Settings;
  readonly #layout: Layout;
  readonly #catalog: Catalog;
  readonly #reader: Reader;
  readonly #folder: FolderReader;
  readonly #fetched: string;
  readonly #archive: ArchiveAccess;
  readonly #dismissed = new Map<string, Damage>();
  #hot: readonly { readonly sequence: number; readonly path: string }[] = [];
  #closed = false;

  private constructor(settings: Settings) {
    this.#settings = settings;
    this.#layout = layoutOf(settings.directory);
    this.#catalog = new Catalog(this.#layout);
    const { directory, queryMemoryBytes: memoryBytes, queryThreads: threads, clock } = settings;
    // What is fetched from the archive is no part of a folder that is not ours to change.
    this.#fetched = join(tmpdir(), `tailrace-fetched-${randomUUID()}`);
    this.#archive = new ArchiveAccess(
      this.#layout,
      this.#fetched,
      settings.archive,
      ({ parquet, summary }, file, reason) => this.#tell(parquet, { file, reason, records: summary.records }),
    );
    const { archived } = this.#archive;
    this.#reader = new Reader(
      { directory, fetched: this.#fetched, memoryBytes, threads },
      { most: settings.maxConcurrentQueries, niceness: settings.queryNiceness },
      clock,
    );
    const view = {
      refresh: () => this.#refresh(),
      holdings: () => ({ segments: this.#catalog.segments, hot: this.#hot.map(({ path }) => unknownTimes(path)) }),
      archived: () => archived.all,
      lend: (segments: readonly Segment[], request: FetchRequest) => this.#archive.lend(segments, request),
      bloomOf: (segment: Segment) => this.#catalog.bloomOf(segment),
      dismissDamaged: (segments: readonly Segment[]) => this.#dismissDamaged(segments),
    };
    this.#folder = new FolderReader(view, this.#reader, clock, settings.queryTimeoutMillis);
  }

  static async start(settings: Settings): Promise<ReadingStore> {
    const isFolder = await stat(settings.directory).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder)
      throw new TailraceError(
        'TAILRACE_STORE_FAILED',
        `There is no store in ${settings.directory}: the folder is absent.`,
      );
    const store = new ReadingStore(settings);
    store.#reader.warm();
    await store.#refresh();
    await store.#checkNewest(settings.checkAtOpenBytes);
    return store;
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
    return this.#folder.explain(query);
  }

  fields(query?: FieldsQuery, options?: QueryOptions): Promise<readonly FieldSummary[]> {
    return this.#folder.fields(query, options);
  }

  async stats(): Promise<StoreStats> {
    await this.#refresh();
    const damaged = [...this.#dismissed.values()];
    const removed = await readRemoved(this.#layout);
    return statsOf(this.#catalog.segments, await this.#readHot(), damaged, removed, this.#archive.archived.all);
  }

  async verify(): Promise<VerifyAnswer> {
    await this.#refresh();
    return verifyFolder({
      layout: this.#layout,
      segments: this.#catalog.segments,
      hot: this.#hot,
      damaged: [...this.#dismissed.values()],
      count: (path) =>
        this.#reader.run<number>('count', { path }, { timeoutMillis: this.#settings.queryTimeoutMillis }),
    });
  }

  /** Backs the folder up, also while a server writes it. */
  backup(to: ObjectStore | string, options?: BackupOptions): Promise<BackupAnswer> {
    const source: BackupSource = {
      root: this.#layout.root,
      now: () => this.#settings.clock.now(),
      takeSnapshot: async () => {
        await this.#refresh();
        return snapshotOf(this.#layout, this.#catalog.segments, await this.#readHot());
      },
    };
    return backUp(source, to, options);
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#reader.close();
    return this.#archive.clear();
  }

  /** The write-ahead files first: one that is compacted in between is then seen twice, and left out, but never missed. */
  async #refresh(): Promise<void> {
    if (this.#closed) throw new TailraceError('TAILRACE_STORE_CLOSED', 'The store is closed.');
    const hot = (await namesIn(this.#layout.hot)).flatMap((name) => {
      const sequence = sequenceOfHot(name);
      return sequence === undefined ? [] : [{ sequence, path: join(this.#layout.hot, name) }];
    });
    const segments: Segment[] = [];
    const scanned = await this.#scan();
    for (const found of scanned) {
      const segment = await this.#serveable(found);
      if (segment !== undefined && !this.#dismissed.has(segment.parquet)) segments.push(segment);
    }
    const { served } = withoutCovered(segments);
    // One that is being archived, or was written anew, is here and there for a moment.
    const archived = this.#archive.archived.all.filter(({ summary }) => !isCovered(served, summary.first));
    this.#archive.archived.catalog.replace(archived);
    this.#catalog.replace(served);
    this.#hot = hot.filter(({ sequence }) => !isCovered([...served, ...archived], sequence));
  }

  /** A segment may move between here and the archive meanwhile; then both are looked at again, and none is missed. */
  async #scan(): Promise<Found[]> {
    const { archived } = this.#archive;
    for (;;) {
      await archived.scan();
      const before = archived.all;
      const found = await scanSegments(this.#layout, this.#catalog.byPath);
      await archived.scan();
      if (before.every(({ parquet }) => archived.catalog.byPath.has(parquet))) return found;
    }
  }

  async #serveable(found: Found): Promise<Segment | undefined> {
    if (found.type === 'segment') return found.segment;
    if (found.type === 'index-only') return undefined;
    if (this.#dismissed.has(found.parquet)) return undefined;
    if (found.type === 'damaged') {
      this.#dismiss(found.parquet, found.reason, found.records);
      return undefined;
    }
    try {
      return { ...(await this.#rebuild(found)), parquet: found.parquet, index: found.index };
    } catch (error) {
      this.#dismiss(found.parquet, `It cannot be read: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** Makes the index of a segment that has none outside of the folder, which is not ours to change. */
  async #rebuild(
    found: Extract<Found, { type: 'unindexed' }>,
  ): Promise<{ summary: SegmentSummary; indexBytes: number }> {
    const folder = await mkdtemp(join(tmpdir(), 'tailrace-index-'));
    const child = new Child(
      'compactor-child',
      { memoryBytes: this.#settings.queryMemoryBytes },
      this.#settings.queryNiceness,
    );
    try {
      const index = join(folder, basename(found.index));
      const job: RebuildJob = {
        parquet: found.parquet,
        index,
        ...found.range,
        arrivedAt: Math.floor(found.modifiedAt),
      };
      return await child.call('rebuild', job);
    } finally {
      child.kill();
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #checkNewest(bytes: number): Promise<void> {
    const newestFirst = [...this.#catalog.segments].sort((a, b) => b.summary.last - a.summary.last);
    let left = bytes;
    await this.#dismissDamaged(newestFirst.filter(({ summary }) => (left -= summary.bytes) >= 0));
  }

  async #dismissDamaged(segments: readonly Segment[]): Promise<boolean> {
    let found = false;
    for (const segment of segments) {
      const reason = await checkSegment(segment);
      if (reason === undefined || !this.#catalog.byPath.has(segment.parquet)) continue;
      found = true;
      this.#catalog.remove(segment);
      this.#dismiss(segment.parquet, reason, segment.summary.records);
    }
    return found;
  }

  #dismiss(parquet: string, reason: string, records?: number): void {
    this.#tell(parquet, { file: shownPath(this.#layout, parquet), reason, ...(records !== undefined && { records }) });
  }

  #tell(parquet: string, damage: Damage): void {
    const { file, reason, records } = damage;
    this.#dismissed.set(parquet, damage);
    this.#settings.diagnostics.report({
      name: 'store.damaged',
      source: this.name,
      message: `${file}: ${reason}`,
      ...(records !== undefined && { records }),
    });
  }

  async #readHot(): Promise<HotFile[]> {
    const files: HotFile[] = [];
    for (const { sequence } of this.#hot) files.push(await readHotFile(this.#layout.hot, sequence));
    return files;
  }
}

function unknownTimes(path: string): HotSource {
  return { path, minTime: Number.NEGATIVE_INFINITY, maxTime: Number.POSITIVE_INFINITY, weighted: true };
}
