import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, TailraceError } from '@tailrace/core';
import type { Segment } from './catalog.ts';
import { Child } from './child.ts';
import type { CompactionJob, CompactionResult } from './compaction.ts';
import type { CompactorSettings } from './compactor-child.ts';
import type { HotFile } from './hot-file.ts';
import { dayOf, type Layout, publish, segmentStem, sequenceName, syncFolder } from './layout.ts';
import type { RebuildJob } from './rebuild.ts';
import type { SegmentSummary } from './segment-index.ts';

/** What the compactor tells its store. */
export interface CompactorEvents {
  /** A write-ahead file is a segment now, or held no record; called in the turn in which its name appears. */
  readonly onCompacted: (file: HotFile, segment: Segment | undefined, rejectedLines: number) => void;
  /** A file could not be compacted; its records stay where they are, and are still served. */
  readonly onFailed: (file: HotFile, error: unknown) => void;
}

/** Tries before a file is left until the next start or `compact()`. */
const TRIES = 3;
/** A process is replaced after so many segments, or so much memory. */
const CALLS_PER_PROCESS = 500;
const LARGEST_PROCESS_BYTES = 700 * 1024 * 1024;
const MEMORY_BYTES = 512 * 1024 * 1024;

/** Makes segments of sealed write-ahead files, one after the other, in a process of its own. */
export class Compactor {
  readonly #layout: Layout;
  readonly #clock: Clock;
  readonly #events: CompactorEvents;
  readonly #child: Child;
  readonly #queue: HotFile[] = [];
  #work: Promise<void> | undefined;
  #closed = false;

  constructor(layout: Layout, clock: Clock, events: CompactorEvents) {
    this.#layout = layout;
    this.#clock = clock;
    this.#events = events;
    const settings: CompactorSettings = { memoryBytes: MEMORY_BYTES };
    this.#child = new Child('compactor-child', settings);
  }

  /** Sealed files that wait, the one in work included. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Takes a sealed file. */
  add(file: HotFile): void {
    if (this.#queue.includes(file)) return;
    this.#queue.push(file);
    this.#work ??= this.#run();
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    while (this.#work !== undefined) await this.#work;
  }

  /** Makes a segment's index again. */
  rebuild(job: RebuildJob): Promise<{ summary: SegmentSummary; indexBytes: number }> {
    return this.#child.call('rebuild', job);
  }

  /** Stops at once: a half-made segment has no name yet, and is made again at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#child.kill();
    await this.#work;
  }

  async #run(): Promise<void> {
    // Callers are done with their turn first, so that `#work` is set before it can be cleared.
    await Promise.resolve();
    for (let file = this.#queue[0]; file !== undefined && !this.#closed; file = this.#queue[0]) {
      await this.#compact(file);
      this.#queue.shift();
    }
    this.#work = undefined;
  }

  async #compact(file: HotFile): Promise<void> {
    for (let attempt = 1; !this.#closed; attempt += 1) {
      try {
        await this.#attempt(file);
        return;
      } catch (error) {
        if (this.#closed) return;
        if (attempt === TRIES) {
          this.#events.onFailed(file, error);
          return;
        }
      }
    }
  }

  async #attempt(file: HotFile): Promise<void> {
    const stem = sequenceName(file.sequence);
    const work = join(this.#layout.segments, `${stem}.${this.#clock.now().toString(36)}`);
    const temporary = { target: `${work}.parquet.tmp`, index: `${work}.idx.tmp`, repaired: `${work}.jsonl.tmp` };
    try {
      const job: CompactionJob = {
        source: file.path,
        ...temporary,
        rejected: join(this.#layout.rejected, `${stem}.jsonl`),
        first: file.sequence,
        last: file.sequence,
        arrivedAt: Math.floor((await stat(file.path)).mtimeMs),
      };
      const result = await this.#child.call<CompactionResult & { memoryBytes: number }>('compact', job);
      if (this.#closed) throw new TailraceError('TAILRACE_STORE_CLOSED', 'The store is closed.');
      const segment =
        result.summary === undefined ? undefined : await this.#publish(job, result.summary, result.indexBytes);
      this.#events.onCompacted(file, segment, result.rejectedLines);
      if (result.memoryBytes > LARGEST_PROCESS_BYTES || this.#child.calls >= CALLS_PER_PROCESS) this.#child.kill();
    } finally {
      for (const path of Object.values(temporary)) await rm(path, { force: true });
    }
  }

  /** Gives a segment its names, the index first: a Parquet file that has its name is complete. */
  async #publish(job: CompactionJob, summary: SegmentSummary, indexBytes: number): Promise<Segment> {
    const day = dayOf(Math.min(Math.max(summary.maxTime, 0), this.#clock.now()));
    const folder = join(this.#layout.segments, day);
    if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined) await syncFolder(this.#layout.segments);
    const stem = join(folder, segmentStem(summary));
    const segment: Segment = { summary, parquet: `${stem}.parquet`, index: `${stem}.idx`, indexBytes };
    await publish(job.index, segment.index);
    await publish(job.target, segment.parquet);
    return segment;
  }
}
