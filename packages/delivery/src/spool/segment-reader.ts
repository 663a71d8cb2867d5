import { open, type FileHandle } from 'node:fs/promises';
import type { Frame } from './frame.ts';
import { ReadBytes } from './read-bytes.ts';
import {
  type DamagedRange,
  merged,
  parseFrames,
  readSegmentHeader,
  SEGMENT_HEADER_BYTES,
  SEGMENT_VERSION,
} from './segment-format.ts';

const CHUNK_BYTES = 256 * 1024;
const NOTHING = Buffer.alloc(0);
const SCAN = { records: 4096, bytes: 1024 * 1024 };

/** What one reading of a segment gave. */
export interface SegmentChunk {
  readonly frames: readonly Frame[];
  /** Stretches without a frame, as places in the file. */
  readonly damaged: readonly DamagedRange[];
}

/** Reads a segment's frames from the front to the back; never writes. */
export class SegmentReader {
  readonly #file: FileHandle;
  #at = 0;
  #chunk: ReadBytes | undefined;
  #chunkAt = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Opens a segment. Rejects with what the file system says. */
  static async open(path: string): Promise<SegmentReader> {
    return new SegmentReader(await open(path, 'r'));
  }

  /** Where the next frame is looked for. */
  get position(): number {
    return this.#at;
  }

  /** The size of the file as it is now. */
  async size(): Promise<number> {
    return (await this.#file.stat()).size;
  }

  /** Answers the segment's version, which is 1 where the header is damaged; a newer one is not to be read. */
  async version(end: number): Promise<{ readonly version: number; readonly damaged: readonly DamagedRange[] }> {
    const header = Buffer.alloc(Math.min(SEGMENT_HEADER_BYTES, end));
    await this.#fill(header, 0);
    this.#at = header.length;
    const version = readSegmentHeader(header);
    if (version !== 'damaged') return { version, damaged: [] };
    // A file that ends within its header was torn at its creation and holds nothing.
    return { version: SEGMENT_VERSION, damaged: end > header.length ? [{ from: 0, to: header.length }] : [] };
  }

  /** Reads the next frames before `end`; empty at the end. */
  async next(end: number, limit: { readonly records: number; readonly bytes: number }): Promise<SegmentChunk> {
    const frames: Frame[] = [];
    const damaged: DamagedRange[] = [];
    let room = limit.bytes;
    let wanted = CHUNK_BYTES;
    while (this.#at < end && frames.length < limit.records && room > 0) {
      const { read, bytes } = await this.#bytes(end, wanted);
      if (bytes.length === 0) {
        read?.letGo();
        break;
      }
      const parsed = parseFrames(bytes, end - this.#at, { records: limit.records - frames.length, bytes: room });
      for (const frame of parsed.frames) {
        if (read !== undefined) frame.hold(read);
        frames.push(frame);
        room -= frame.frameBytes;
      }
      read?.letGo();
      for (const range of parsed.damaged) damaged.push({ from: this.#at + range.from, to: this.#at + range.to });
      this.#at += parsed.consumed;
      wanted = parsed.needs > 0 ? Math.max(CHUNK_BYTES, parsed.needs) : CHUNK_BYTES;
    }
    return { frames, damaged: merged(damaged) };
  }

  /** Reads all that is left before `end`, chunk by chunk; stops early where the file does. */
  async *chunks(end: number): AsyncGenerator<SegmentChunk, void, undefined> {
    for (let from = -1; this.#at < end && this.#at !== from; ) {
      from = this.#at;
      yield await this.next(end, SCAN);
    }
  }

  /** Reads a stretch as it is, for the quarantine. */
  async raw(range: DamagedRange): Promise<Buffer> {
    const bytes = Buffer.alloc(range.to - range.from);
    return bytes.subarray(0, await this.#fill(bytes, range.from));
  }

  async close(): Promise<void> {
    this.#letGo();
    await this.#file.close();
  }

  /**
   * The bytes from the current place, at least `wanted` of them where the segment has as many, and what they were read
   * with, which is held for the caller: the reader may be closed before it has looked at them.
   */
  async #bytes(end: number, wanted: number): Promise<{ readonly read: ReadBytes | undefined; readonly bytes: Buffer }> {
    const want = Math.min(wanted, end - this.#at);
    const from = this.#at - this.#chunkAt;
    const kept = this.#chunk?.bytes.subarray(from) ?? NOTHING;
    // What is left of the last reading is used up as long as a frame of usual size may still be in it.
    if (kept.length >= want || (kept.length > 0 && wanted === CHUNK_BYTES && kept.length > CHUNK_BYTES / 8)) {
      this.#chunk?.hold();
      return { read: this.#chunk, bytes: kept };
    }
    const fresh = await ReadBytes.read(want, (target) => this.#fill(target, this.#at));
    this.#letGo();
    this.#chunk = fresh;
    this.#chunkAt = this.#at;
    fresh.hold();
    return { read: fresh, bytes: fresh.bytes };
  }

  #letGo(): void {
    this.#chunk?.letGo();
    this.#chunk = undefined;
  }

  async #fill(target: Buffer, position: number): Promise<number> {
    let done = 0;
    while (done < target.length) {
      const { bytesRead } = await this.#file.read(target, done, target.length - done, position + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done;
  }
}
