import { DoneSet, type OrdinalRange } from './done-set.ts';
import type { ProgressFile } from './progress-file.ts';
import type { SegmentReader } from './segment-reader.ts';

/** What a spool knows of one of its segments. */
export class Segment {
  /** The number by which positions name it, as long as this spool is open. */
  readonly number: number;
  readonly name: string;
  readonly path: string;
  readonly progress: ProgressFile;
  readonly done: DoneSet = new DoneSet();
  /** How many entries it has; grows while it is written. */
  total = 0;
  /** Bytes on disk. */
  size = 0;
  /** Nothing is added any more. */
  sealed = false;
  /** Another run wrote it. */
  adopted = false;
  /** Nothing but errors is left in it: what the quota evicts last. */
  shrunk = false;
  /** The time of its youngest entry, epoch milliseconds. */
  newestMillis = 0;
  reader: SegmentReader | undefined;
  /** The first ordinal that was not read yet. */
  nextOrdinal = 0;
  /** Where the file ends sooner than it should. */
  cutAt = Number.POSITIVE_INFINITY;
  /** Read to its end. */
  exhausted = false;

  constructor(number: number, name: string, path: string, progress: ProgressFile) {
    this.number = number;
    this.name = name;
    this.path = path;
    this.progress = progress;
  }

  get pending(): number {
    return this.total - this.done.size;
  }

  /** Nothing of it was handed out, so its entries are still the spool's to evict. */
  get untouched(): boolean {
    return this.sealed && this.nextOrdinal === 0 && this.reader === undefined;
  }

  /** Marks ordinals as done and remembers them for the progress file; answers how many were not before. */
  finish(ranges: readonly OrdinalRange[]): number {
    let added = 0;
    for (const { first, last } of ranges) added += this.done.addRange(first, Math.min(last, this.total - 1));
    if (added > 0) this.progress.done(ranges);
    return added;
  }
}
