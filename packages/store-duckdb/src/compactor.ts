import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Clock, TailraceError } from '@tailrace/core';
import type { FilterNode } from '@tailrace/query';
import type { Segment } from './catalog.ts';
import { Child } from './child.ts';
import type { CompactionJob, CompactionResult } from './compaction.ts';
import type { CompactorSettings } from './compactor-child.ts';
import type { HotFile } from './hot-file.ts';
import { dayOf, type Layout, publish, segmentStem, syncFolder } from './layout.ts';
import type { RebuildJob } from './rebuild.ts';
import type { RewriteJob, RewriteResult } from './rewriting.ts';
import type { SegmentSummary } from './segment-index.ts';

/** What the compactor tells its store. */
export interface CompactorEvents {
  /** Write-ahead files are a segment now, or held no record; called in the turn in which its name appears. */
  readonly onCompacted: (files: readonly HotFile[], segment: Segment | undefined, rejectedLines: number) => void;
  /** A file could not be compacted; its records stay where they are, and are still served. */
  readonly onFailed: (file: HotFile, error: unknown) => void;
}

/** Tries before a file is left until the next start or `compact()`. */
const TRIES = 3;
/** A process is replaced after so many segments, or so much memory. */
const CALLS_PER_PROCESS = 500;
const LARGEST_PROCESS_BYTES = 700 * 1024 * 1024;
const MEMORY_BYTES = 512 * 1024 * 1024;
/** Whoever sends records waits for the process that writes; the compactor has a third of its share where both want one. */
const NICENESS = 5;

/**
 * Makes segments of sealed write-ahead files, in a process of its own.
 *
 * Small files wait until there are enough bytes for a segment, or until `flush()`: a quiet service would otherwise make
 * a segment each minute, and a month of those is slow to ask.
 */
export class Compactor {
  readonly #layout: Layout;
  readonly #clock: Clock;
  readonly #segmentBytes: number;
  readonly #events: CompactorEvents;
  readonly #child: Child;
  #queue: HotFile[] = [];
  /** Files up to this sequence number do not wait for more. */
  #dueUpTo = -1;
  #work: Promise<void> | undefined;
  #closed = false;
  /** The child does one thing at a time, so that its memory is that of one segment. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(layout: Layout, clock: Clock, segmentBytes: number, events: CompactorEvents) {
    this.#layout = layout;
    this.#clock = clock;
    this.#segmentBytes = segmentBytes;
    this.#events = events;
    const settings: CompactorSettings = { memoryBytes: MEMORY_BYTES };
    this.#child = new Child('compactor-child', settings, NICENESS);
  }

  /** Takes a sealed file; one that failed may come again behind later ones. */
  add(file: HotFile): void {
    if (!this.#queue.includes(file)) this.#queue.push(file);
    this.#queue.sort((a, b) => a.sequence - b.sequence);
    this.#work ??= this.#run();
  }

  /** Makes segments of all files up to a sequence number, however small; resolves when they are done. */
  async flush(upTo: number = Number.POSITIVE_INFINITY): Promise<void> {
    this.#dueUpTo = Math.max(this.#dueUpTo, Math.min(upTo, this.#queue.at(-1)?.sequence ?? -1));
    this.#work ??= this.#run();
    while (this.#work !== undefined) await this.#work;
  }

  /** Makes a segment's index again. */
  rebuild(job: RebuildJob): Promise<{ summary: SegmentSummary; indexBytes: number }> {
    return this.#child.call('rebuild', job);
  }

  /**
   * Writes a segment anew with the records that pass a filter, under its next name; the old one stays.
   *
   * @param mayPublish - Asked with how many records and bytes go, before the new one gets its name.
   */
  rewrite(
    segment: Segment,
    keep: FilterNode,
    mayPublish: (removed: number, bytes: number) => Promise<boolean>,
  ): Promise<{ removed: number; segment?: Segment | undefined }> {
    return this.#inTurn(async () => {
      const work = `${segment.parquet}.${this.#clock.now().toString(36)}`;
      const job: RewriteJob = {
        source: segment.parquet,
        summary: segment.summary,
        keep,
        target: join(this.#layout.segments, `${basename(work)}.parquet.tmp`),
        index: join(this.#layout.segments, `${basename(work)}.idx.tmp`),
      };
      try {
        const { removed, summary, indexBytes } = await this.#child.call<RewriteResult>('rewrite', job);
        if (summary === undefined || this.#closed) return { removed };
        if (!(await mayPublish(removed, summary.bytes + indexBytes))) return { removed };
        const folder = await this.#folderOf(basename(dirname(segment.index)));
        return { removed, segment: await this.#publish(job, folder, summary, indexBytes) };
      } finally {
        for (const path of [job.target, job.index]) await rm(path, { force: true });
      }
    });
  }

  /** Stops at once: a half-made segment has no name yet, and is made again at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#child.kill();
    await this.#work;
    await this.#turn;
  }

  #inTurn<Output>(work: () => Promise<Output>): Promise<Output> {
    const done = this.#turn.then(() => {
      if (this.#closed) throw new TailraceError('TAILRACE_STORE_CLOSED', 'The store is closed.');
      return work();
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #run(): Promise<void> {
    // Callers are done with their turn first, so that `#work` is set before it can be cleared.
    await Promise.resolve();
    for (let batch = this.#nextBatch(); batch.length > 0 && !this.#closed; batch = this.#nextBatch()) {
      const done = await this.#compact(batch);
      // A batch that fails is tried file by file, so that one bad file keeps none of the others back.
      if (!done && batch.length > 1) for (const file of batch) await this.#compact([file]);
      this.#queue = this.#queue.filter((file) => !batch.includes(file));
    }
    this.#work = undefined;
  }

  /**
   * The oldest files that are enough for a segment. Their numbers follow one another without a gap: a segment stands for
   * every file of its range.
   */
  #nextBatch(): readonly HotFile[] {
    const [first] = this.#queue;
    if (first === undefined) return [];
    const batch = [first];
    let bytes = first.bytes;
    for (const file of this.#queue.slice(1)) {
      if (bytes >= this.#segmentBytes) return batch;
      if (file.sequence !== first.sequence + batch.length) return batch;
      batch.push(file);
      bytes += file.bytes;
    }
    if (bytes >= this.#segmentBytes) return batch;
    return batch.filter(({ sequence }) => sequence <= this.#dueUpTo);
  }

  /** Answers whether it was done; a failure is told only for a file alone. */
  async #compact(files: readonly HotFile[]): Promise<boolean> {
    for (let attempt = 1; !this.#closed; attempt += 1) {
      try {
        await this.#inTurn(() => this.#attempt(files));
        return true;
      } catch (error) {
        const [first] = files;
        if (attempt < TRIES || first === undefined || this.#closed) continue;
        if (files.length === 1) this.#events.onFailed(first, error);
        return false;
      }
    }
    return false;
  }

  async #attempt(files: readonly HotFile[]): Promise<void> {
    const first = files[0]?.sequence ?? 0;
    const last = files.at(-1)?.sequence ?? first;
    const stem = segmentStem({ first, last });
    const work = join(this.#layout.segments, `${stem}.${this.#clock.now().toString(36)}`);
    const temporary = { target: `${work}.parquet.tmp`, index: `${work}.idx.tmp`, repaired: `${work}.jsonl.tmp` };
    try {
      const times = await Promise.all(files.map(async ({ path }) => (await stat(path)).mtimeMs));
      const job: CompactionJob = {
        sources: files.map(({ path }) => path),
        ...temporary,
        rejected: join(this.#layout.rejected, `${stem}.jsonl`),
        first,
        last,
        arrivedAt: Math.floor(Math.max(...times)),
      };
      const result = await this.#child.call<CompactionResult & { memoryBytes: number }>('compact', job);
      if (this.#closed) throw new TailraceError('TAILRACE_STORE_CLOSED', 'The store is closed.');
      const { summary, indexBytes, rejectedLines } = result;
      const segment =
        summary === undefined
          ? undefined
          : await this.#publish(job, await this.#folderOf(this.#dayOf(summary)), summary, indexBytes);
      this.#events.onCompacted(files, segment, rejectedLines);
      if (result.memoryBytes > LARGEST_PROCESS_BYTES || this.#child.calls >= CALLS_PER_PROCESS) this.#child.kill();
    } finally {
      for (const path of Object.values(temporary)) await rm(path, { force: true });
    }
  }

  /** The day that a segment is filed under. */
  #dayOf({ maxTime }: SegmentSummary): string {
    return dayOf(Math.min(Math.max(maxTime, 0), this.#clock.now()));
  }

  async #folderOf(day: string): Promise<string> {
    const folder = join(this.#layout.segments, day);
    if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined) await syncFolder(this.#layout.segments);
    return folder;
  }

  /** Gives a segment its names, the index first: a Parquet file that has its name is complete. */
  async #publish(
    made: Pick<CompactionJob, 'target' | 'index'>,
    folder: string,
    summary: SegmentSummary,
    indexBytes: number,
  ): Promise<Segment> {
    const stem = join(folder, segmentStem(summary));
    const segment: Segment = { summary, parquet: `${stem}.parquet`, index: `${stem}.idx`, indexBytes };
    await publish(made.index, segment.index);
    await publish(made.target, segment.parquet);
    return segment;
  }
}
