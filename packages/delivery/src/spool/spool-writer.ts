import { TailraceError } from '@tailrace/core/runtime';
import type { Entry } from '../sink.ts';
import { frameBytesAtMost, writeFrame } from './frame.ts';
import { Place } from './place.ts';
import type { Segment } from './segment.ts';
import { SEGMENT_HEADER_BYTES, segmentHeader } from './segment-format.ts';
import { type SpoolFiles, writeAll, writeAllSync } from './spool-files.ts';
import type { SpoolPosition } from './spool-contract.ts';

/** Appends that wait are written together up to about this many bytes. */
const GROUP_BYTES = 1024 * 1024;
const KEPT_BUFFER_BYTES = 4 * GROUP_BYTES;

/** What the writer needs of the spool around it. */
export interface WriterHost {
  /** Makes the next segment's file, open for writing. Throws what the file system throws. */
  createSegment(): { readonly segment: Segment; readonly fd: number };
  /** Evicts until there is room. Rejects with `TAILRACE_SPOOL_FULL` where nothing may be evicted. */
  makeRoom(bytes: number): Promise<void>;
  /** Entries of a segment are in the kernel, or synced. */
  committed(segment: Segment, entries: number, bytes: number): void;
  /** Nothing is added to a segment any more. */
  sealed(segment: Segment): void;
  /** Syncs the folder, so that a new file's name outlives a loss of power. Rejects with what the file system says. */
  syncFolder(): Promise<void>;
  /** The same within the call. */
  syncFolderSync(): void;
}

interface Append {
  readonly entries: readonly Entry[];
  readonly durability: 'process' | 'disk';
  readonly resolve: (positions: readonly SpoolPosition[]) => void;
  readonly reject: (error: unknown) => void;
}

/** A group of appends as bytes, on their way to a place in a segment. */
interface Group {
  readonly appends: readonly Append[];
  readonly segment: Segment;
  readonly fd: number;
  readonly bytes: Buffer;
  readonly from: number;
  readonly entries: number;
  written: boolean;
}

/** Writes appended entries to the active segment, one group after another. */
export class SpoolWriter {
  readonly #host: WriterHost;
  readonly #files: SpoolFiles;
  readonly #segmentBytes: number;
  #active: { readonly segment: Segment; readonly fd: number } | undefined;
  #waiting: Append[] = [];
  #group: Group | undefined;
  #pumping: Promise<void> | undefined;
  /** Two, since a synchronous write may come while the bytes of another are on their way. */
  readonly #buffers = { underway: Buffer.allocUnsafeSlow(0), within: Buffer.allocUnsafeSlow(0) };
  #retired: number[] = [];
  /** The last segment whose name was synced. */
  #named: Segment | undefined;
  #closed = false;

  constructor(host: WriterHost, files: SpoolFiles, segmentBytes: number) {
    this.#host = host;
    this.#files = files;
    this.#segmentBytes = segmentBytes;
  }

  append(entries: readonly Entry[], durability: 'process' | 'disk'): Promise<readonly SpoolPosition[]> {
    if (this.#closed) return Promise.reject(closedError());
    if (entries.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entries, durability, resolve, reject });
      this.#pumping ??= this.#pump();
    });
  }

  /** Writes what waits, then `entries`, before it returns. */
  appendSync(entries: readonly Entry[], durability: 'process' | 'disk'): readonly SpoolPosition[] {
    if (this.#closed) throw closedError();
    this.#finishSync();
    if (entries.length === 0) return [];
    let positions: readonly SpoolPosition[] = [];
    const append: Append = {
      entries,
      durability,
      resolve: (given) => {
        positions = given;
      },
      reject: () => undefined,
    };
    this.#writeSync(this.#encode([append], 'within'));
    return positions;
  }

  /** Waits for all appends, then seals the active segment. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#pumping !== undefined) await this.#pumping;
    this.#retire();
    this.#closeRetired();
  }

  closeSync(): void {
    this.#closed = true;
    try {
      this.#finishSync();
    } finally {
      this.#retire();
      if (this.#group === undefined) this.#closeRetired();
    }
  }

  async #pump(): Promise<void> {
    while (this.#waiting.length > 0) {
      const appends = this.#take();
      try {
        await this.#write(appends);
      } catch (error) {
        for (const append of appends) append.reject(error);
      }
      this.#group = undefined;
      this.#closeRetired();
    }
    // In the same step as the last look at what waits: an append after it starts a pump of its own.
    this.#pumping = undefined;
  }

  #take(): Append[] {
    let bytes = 0;
    let count = 0;
    for (const append of this.#waiting) {
      count += 1;
      for (const entry of append.entries) bytes += entry.body.length;
      if (bytes >= GROUP_BYTES) break;
    }
    return this.#waiting.splice(0, count);
  }

  async #write(appends: readonly Append[]): Promise<void> {
    const group = this.#encode(appends, 'underway');
    this.#group = group;
    try {
      await this.#host.makeRoom(group.bytes.length);
      // The exit hook may have written the group while this waited; then the same bytes are where they belong.
      if (!group.written) await writeAll(this.#files, group.fd, group.bytes, group.from);
    } catch (error) {
      if (group.written) return;
      this.#cut(group);
      throw error;
    }
    if (group.written) return;
    if (wantsSync(group)) {
      try {
        await this.#files.sync(group.fd);
        // With the first sync of a segment, whichever of its groups that is.
        if (this.#named !== group.segment) await this.#host.syncFolder();
        this.#named = group.segment;
      } catch (error) {
        if (group.written) return;
        this.#cut(group);
        // What a failed sync left in the page cache is not known, so nothing more is built upon it.
        this.#retire();
        throw error;
      }
    }
    if (!group.written) this.#commit(group);
  }

  /** Makes a group's bytes. Throws where the next segment can't be made, or an entry can't be written. */
  #encode(appends: readonly Append[], use: 'underway' | 'within'): Group {
    if (this.#active !== undefined && this.#isOver(this.#active)) this.#retire();
    this.#active ??= this.#host.createSegment();
    const { segment, fd } = this.#active;
    let atMost = SEGMENT_HEADER_BYTES;
    for (const { entries } of appends) for (const entry of entries) atMost += frameBytesAtMost(entry);
    const buffer = this.#room(use, atMost);
    let end = segment.size === 0 ? segmentHeader().copy(buffer) : 0;
    let ordinal = segment.total;
    for (const { entries } of appends) {
      for (const entry of entries) {
        end = writeFrame(buffer, end, entry, ordinal);
        ordinal += 1;
      }
    }
    const entries = ordinal - segment.total;
    return { appends, segment, fd, bytes: buffer.subarray(0, end), from: segment.size, entries, written: false };
  }

  /** Whether a segment takes nothing more: it is full, or its file is gone and what were written would be, too. */
  #isOver({ segment, fd }: { readonly segment: Segment; readonly fd: number }): boolean {
    return segment.size >= this.#segmentBytes || segment.exhausted || this.#files.linksSync(fd) === 0;
  }

  #room(use: 'underway' | 'within', bytes: number): Buffer {
    if (this.#buffers[use].length >= bytes) return this.#buffers[use];
    const buffer = Buffer.allocUnsafeSlow(bytes);
    if (bytes <= KEPT_BUFFER_BYTES) this.#buffers[use] = buffer;
    return buffer;
  }

  #commit(group: Group): void {
    group.written = true;
    const { segment } = group;
    let offset = segment.total;
    segment.total += group.entries;
    segment.size += group.bytes.length;
    this.#host.committed(segment, group.entries, group.bytes.length);
    for (const { entries, resolve } of group.appends) {
      const positions: SpoolPosition[] = [];
      for (const entry of entries) {
        if (entry.timestamp > segment.newestMillis) segment.newestMillis = entry.timestamp;
        positions.push(new Place(segment.number, offset));
        offset += 1;
      }
      resolve(positions);
    }
  }

  /** Takes a group that failed off the segment's end; where that fails too, the segment ends here. */
  #cut(group: Group): void {
    try {
      this.#files.truncateSync(group.fd, group.from);
    } catch {
      this.#retire();
    }
  }

  #writeSync(group: Group): void {
    try {
      writeAllSync(this.#files, group.fd, group.bytes, group.from);
      if (wantsSync(group)) {
        this.#files.syncSync(group.fd);
        if (this.#named !== group.segment) this.#host.syncFolderSync();
        this.#named = group.segment;
      }
    } catch (error) {
      this.#cut(group);
      throw error;
    }
    this.#commit(group);
  }

  /** Writes the group that is on its way once more, to the same place, then all that waits. */
  #finishSync(): void {
    if (this.#group !== undefined && !this.#group.written) this.#writeSync(this.#group);
    while (this.#waiting.length > 0) {
      const appends = this.#take();
      try {
        this.#writeSync(this.#encode(appends, 'within'));
      } catch (error) {
        this.#waiting.unshift(...appends);
        throw error;
      }
    }
  }

  #retire(): void {
    if (this.#active === undefined) return;
    this.#retired.push(this.#active.fd);
    const { segment } = this.#active;
    this.#active = undefined;
    this.#host.sealed(segment);
  }

  /** Closes files that nothing is on its way to: a number that is used again would take bytes meant for another. */
  #closeRetired(): void {
    for (const fd of this.#retired.splice(0)) {
      try {
        this.#files.closeSync(fd);
      } catch {
        // The kernel lets go of the number even where it reports an error.
      }
    }
  }
}

function wantsSync(group: Group): boolean {
  return group.appends.some(({ durability }) => durability === 'disk');
}

function closedError(): TailraceError {
  return new TailraceError('TAILRACE_SPOOL_CLOSED', 'The spool is closed.');
}
