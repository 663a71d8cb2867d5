import { crc32 } from 'node:zlib';
import { Frame, FRAME_MARKER, readFrame } from './frame.ts';

/** The version of the format that this release writes; it reads this and all that were before. */
export const SEGMENT_VERSION = 1;
/** Magic u32 · version u16 · reserved u16 · reserved u32 · crc32 u32 of what stands before it. */
export const SEGMENT_HEADER_BYTES = 16;
const MAGIC = Buffer.from('TRSP', 'latin1');

/** The header of a new segment. */
export function segmentHeader(): Buffer {
  const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt16LE(SEGMENT_VERSION, 4);
  header.writeUInt32LE(crc32(header.subarray(0, 12)), 12);
  return header;
}

/** What a segment's first bytes say: its version, or that they are damaged. A newer version is left alone. */
export function readSegmentHeader(bytes: Buffer): number | 'damaged' {
  if (bytes.length < SEGMENT_HEADER_BYTES || !bytes.subarray(0, 4).equals(MAGIC)) return 'damaged';
  if (crc32(bytes.subarray(0, 12)) !== bytes.readUInt32LE(12)) return 'damaged';
  return bytes.readUInt16LE(4);
}

/** A stretch of bytes in a segment that holds no frame. */
export interface DamagedRange {
  readonly from: number;
  readonly to: number;
}

/** What a stretch of a segment held. */
export interface Parsed {
  readonly frames: readonly Frame[];
  readonly damaged: readonly DamagedRange[];
  /** Bytes that were used up; the next stretch begins behind them. */
  readonly consumed: number;
  /** Where nothing could be used up: how many bytes the next frame needs. */
  readonly needs: number;
}

/**
 * Reads frames one after another; after damage it goes on at the next marker behind which a whole frame stands.
 *
 * @param available - How many bytes the segment has from the beginning of `bytes`; a frame that claims more is damaged.
 */
export function parseFrames(
  bytes: Buffer,
  available: number,
  limit: { readonly records: number; readonly bytes: number },
): Parsed {
  const frames: Frame[] = [];
  const damaged: DamagedRange[] = [];
  let at = 0;
  let needs = 0;
  let frameBytes = 0;
  while (at < bytes.length && frames.length < limit.records && frameBytes < limit.bytes) {
    const found = readFrame(bytes, at);
    if (found instanceof Frame) {
      frames.push(found);
      frameBytes += found.frameBytes;
      at += found.frameBytes;
    } else if (found !== 'damaged' && at + found.needs <= available) {
      needs = found.needs;
      break;
    } else {
      const next = nextMarker(bytes, at + 1, available);
      damaged.push({ from: at, to: next });
      at = next;
    }
  }
  return { frames, damaged: merged(damaged), consumed: at, needs };
}

/** Where the next marker stands, or how far the bytes have been looked through without one. */
function nextMarker(bytes: Buffer, from: number, available: number): number {
  const next = bytes.indexOf(FRAME_MARKER, from);
  if (next !== -1) return next;
  // The first bytes of a marker may stand at the very end, with its rest in the next stretch.
  return bytes.length >= available ? bytes.length : Math.max(from, bytes.length - FRAME_MARKER.length + 1);
}

/** Joins stretches of damage that touch each other. */
export function merged(ranges: readonly DamagedRange[]): DamagedRange[] {
  const out: DamagedRange[] = [];
  for (const range of ranges) {
    const last = out.at(-1);
    if (last !== undefined && last.to >= range.from) out[out.length - 1] = { from: last.from, to: range.to };
    else out.push(range);
  }
  return out;
}
