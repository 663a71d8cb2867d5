import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { OrdinalRange } from './done-set.ts';
import { type SpoolFiles, writeAll, writeAllSync } from './spool-files.ts';

/**
 * What is done of a segment, beside it: records of 12 bytes, `first u32 · last u32 · crc32 u32`, only ever appended.
 *
 * A torn or damaged record is passed over, which costs no more than delivering its entries again. A record whose
 * first number is {@link SEAL} says how many entries the segment has, so that a truncated segment is known as such.
 */
const RECORD_BYTES = 12;
const SEAL = 0xffffffff;

/** What a progress file says. */
export interface Progress {
  readonly done: readonly OrdinalRange[];
  /** How many entries the segment has; absent where it was not sealed. */
  readonly total?: number;
  /** The file's size. */
  readonly bytes: number;
}

/** Reads a progress file; one that is missing says nothing. */
export function readProgress(path: string): Progress {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { done: [], bytes: 0 };
    throw error;
  }
  const done: OrdinalRange[] = [];
  let total: number | undefined;
  for (let at = 0; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES) {
    if (crc32(bytes.subarray(at, at + 8)) !== bytes.readUInt32LE(at + 8)) continue;
    const first = bytes.readUInt32LE(at);
    const last = bytes.readUInt32LE(at + 4);
    if (first === SEAL) total = last;
    else if (first <= last) done.push({ first, last });
  }
  return { done, bytes: bytes.length, ...(total !== undefined && { total }) };
}

/** Appends to a progress file; what could not be written waits for the next time. */
export class ProgressFile {
  readonly path: string;
  readonly #files: SpoolFiles;
  #fd: number | undefined;
  #position = 0;
  #waiting: Buffer[] = [];
  #inFlight: Buffer | undefined;
  #flushing: Promise<void> | undefined;

  constructor(path: string, files: SpoolFiles) {
    this.path = path;
    this.#files = files;
  }

  /** Begins behind the whole records of a file that is there already; a torn one is overwritten. */
  continueAt(bytes: number): void {
    this.#position = bytes - (bytes % RECORD_BYTES);
  }

  done(ranges: readonly OrdinalRange[]): void {
    for (const { first, last } of ranges) this.#waiting.push(record(first, last));
  }

  seal(total: number): void {
    this.#waiting.push(record(SEAL, total));
  }

  /** Writes what waits. Rejects with what the file system says. */
  async flush(): Promise<void> {
    while (this.#flushing !== undefined || this.#waiting.length > 0) {
      this.#flushing ??= this.#drain().finally(() => {
        this.#flushing = undefined;
      });
      await this.#flushing;
    }
  }

  /** The same for the exit hook: what is on its way is written once more, to the same place. */
  flushSync(): void {
    const ahead = this.#inFlight ?? Buffer.alloc(0);
    const waiting = Buffer.concat(this.#waiting);
    if (ahead.length + waiting.length === 0) return;
    writeAllSync(this.#files, this.#open(), Buffer.concat([ahead, waiting]), this.#position);
    if (this.#inFlight === undefined) {
      this.#position += waiting.length;
      this.#waiting = [];
    }
  }

  /** Lets go of the file; nothing may be on its way. */
  close(): void {
    if (this.#fd === undefined || this.#inFlight !== undefined) return;
    this.#files.closeSync(this.#fd);
    this.#fd = undefined;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const bytes = Buffer.concat(this.#waiting);
      this.#waiting = [];
      this.#inFlight = bytes;
      try {
        await writeAll(this.#files, this.#open(), bytes, this.#position);
        this.#position += bytes.length;
      } catch (error) {
        this.#waiting.unshift(bytes);
        throw error;
      } finally {
        this.#inFlight = undefined;
      }
    }
  }

  #open(): number {
    this.#fd ??= this.#files.openSync(this.path, this.#position === 0 ? 'w' : 'r+');
    return this.#fd;
  }
}

function record(first: number, last: number): Buffer {
  const bytes = Buffer.allocUnsafe(RECORD_BYTES);
  bytes.writeUInt32LE(first, 0);
  bytes.writeUInt32LE(last, 4);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 8)), 8);
  return bytes;
}
