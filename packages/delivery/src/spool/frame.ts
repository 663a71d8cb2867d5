import { crc32 } from 'node:zlib';
import { bodyBytes, isBinary, type SizedEntry, writeBody } from '../sized-entry.ts';
import type { Entry } from '../sink.ts';
import type { ReadBytes } from './read-bytes.ts';

/**
 * One entry in a segment, little endian:
 *
 *     marker u32 · crc32 u32 · length u32 · ordinal u32 · flags u8 · severity u8 · id bytes u16 · route bytes u16 ·
 *     timestamp f64 · id · route · body
 *
 * `length` counts what follows it, the checksum covers the length and all that follows it. The marker has bytes that
 * no UTF-8 text holds, so the next frame after damage is found by looking for it.
 */
export const FRAME_MARKER: Buffer = Buffer.from([0xf8, 0x54, 0xff, 0x52]);
const MARKER = FRAME_MARKER.readUInt32LE(0);
const CHECKED_FROM = 8;
const PAYLOAD_FROM = 12;
const FIXED_PAYLOAD = 18;
/** Bytes of a frame beside id, route and body. */
export const FRAME_OVERHEAD: number = PAYLOAD_FROM + FIXED_PAYLOAD;
const BINARY = 1;
/** Characters of an id or a route that are kept: their length in bytes has 16 bits. */
const LONGEST_NAME = 0x4000;
const NOTHING = Buffer.alloc(0);

/** A frame as it was found: its bytes, among those that were read with it, and what they say once it is asked for. */
export class Frame implements SizedEntry {
  readonly ordinal: number;
  /** Bytes of the whole frame. */
  readonly frameBytes: number;
  readonly timestamp: number;
  readonly severity: number;
  readonly route: string;
  readonly bytes: number;
  readonly isBinary: boolean;
  #read: Buffer;
  #held: ReadBytes | undefined = undefined;
  readonly #idFrom: number;
  readonly #routeFrom: number;
  readonly #bodyFrom: number;

  /** @param at - Where a whole and undamaged frame of so many bytes begins. */
  constructor(read: Buffer, at: number, frameBytes: number) {
    this.#read = read;
    this.#idFrom = at + FRAME_OVERHEAD;
    this.#routeFrom = this.#idFrom + read.readUInt16LE(at + 18);
    this.#bodyFrom = this.#routeFrom + read.readUInt16LE(at + 20);
    this.isBinary = ((read[at + 16] ?? 0) & BINARY) !== 0;
    this.ordinal = read.readUInt32LE(at + 12);
    this.frameBytes = frameBytes;
    this.timestamp = read.readDoubleLE(at + 22);
    this.severity = read[at + 17] ?? 0;
    this.route = this.#routeFrom === this.#bodyFrom ? '' : read.toString('utf8', this.#routeFrom, this.#bodyFrom);
    this.bytes = at + frameBytes - this.#bodyFrom;
  }

  get id(): string {
    return this.#read.toString('utf8', this.#idFrom, this.#routeFrom);
  }

  /** A copy. */
  get body(): string | Uint8Array {
    const end = this.#bodyFrom + this.bytes;
    if (this.isBinary) return new Uint8Array(this.#read.subarray(this.#bodyFrom, end));
    return this.#read.toString('utf8', this.#bodyFrom, end);
  }

  /** The entry by itself: it keeps nothing in memory that was read with it. */
  get entry(): Entry {
    const { id, timestamp, severity, route, body } = this;
    return { id, timestamp, severity, route, body };
  }

  /** Keeps the bytes that it stands in from being used again. */
  hold(read: ReadBytes): void {
    read.hold();
    this.#held = read;
  }

  /** Says that nobody reads it any more, nor will. */
  letGo(): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    this.#read = NOTHING;
    held.letGo();
  }

  writeBody(target: Buffer, at: number): number {
    return at + this.#read.copy(target, at, this.#bodyFrom, this.#bodyFrom + this.bytes);
  }
}

/** The most bytes that an entry's frame can take: a character of UTF-16 takes three of UTF-8 at most. */
export function frameBytesAtMost(entry: Entry): number {
  return FRAME_OVERHEAD + (entry.id.length + entry.route.length) * 3 + bodyBytes(entry);
}

/** Writes an entry's frame into `target`, which must have room for it; answers where the frame ends. */
export function writeFrame(target: Buffer, at: number, entry: Entry, ordinal: number): number {
  let end = at + FRAME_OVERHEAD;
  const idBytes = writeName(target, end, entry.id);
  end += idBytes;
  const routeBytes = entry.route === '' ? 0 : writeName(target, end, entry.route);
  end += routeBytes;
  end = writeBody(entry, bodyBytes(entry), target, end);
  target.writeUInt32LE(MARKER, at);
  target.writeUInt32LE(end - at - PAYLOAD_FROM, at + 8);
  target.writeUInt32LE(ordinal, at + 12);
  target[at + 16] = isBinary(entry) ? BINARY : 0;
  target[at + 17] = Math.max(0, Math.min(255, entry.severity));
  target.writeUInt16LE(idBytes, at + 18);
  target.writeUInt16LE(routeBytes, at + 20);
  target.writeDoubleLE(entry.timestamp, at + 22);
  target.writeUInt32LE(crc32(target.subarray(at + CHECKED_FROM, end)), at + 4);
  return end;
}

function writeName(target: Buffer, at: number, name: string): number {
  return target.write(name.length > LONGEST_NAME ? name.slice(0, LONGEST_NAME) : name, at, 'utf8');
}

/** What stands at a place: a frame, the beginning of one that needs more bytes to be judged, or damage. */
export type FrameAt = Frame | { readonly needs: number } | 'damaged';

/** Reads the frame at `at`, as far as `bytes` reach. */
export function readFrame(bytes: Buffer, at: number): FrameAt {
  const there = bytes.length - at;
  if (there < PAYLOAD_FROM) return { needs: PAYLOAD_FROM };
  if (bytes.readUInt32LE(at) !== MARKER) return 'damaged';
  const length = bytes.readUInt32LE(at + 8);
  if (length < FIXED_PAYLOAD) return 'damaged';
  const whole = PAYLOAD_FROM + length;
  if (there < whole) return { needs: whole };
  const end = at + whole;
  if (crc32(bytes.subarray(at + CHECKED_FROM, end)) !== bytes.readUInt32LE(at + 4)) return 'damaged';
  const namesBytes = bytes.readUInt16LE(at + 18) + bytes.readUInt16LE(at + 20);
  if (at + FRAME_OVERHEAD + namesBytes > end) return 'damaged';
  return new Frame(bytes, at, whole);
}
