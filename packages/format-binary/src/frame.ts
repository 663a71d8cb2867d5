import { crc32 } from './crc32.ts';

/**
 * First byte of every frame: it begins no character of UTF-8, so that neither text nor a payload's text is taken for a
 * frame.
 */
export const MAGIC = 0xf8;
/** Second byte: the version of the form. */
export const VERSION = 1;
/** The most bytes of a payload; a length beyond it is damage. */
export const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

const CHECKSUM_BYTES = 4;
/** Five groups of seven bits reach beyond the longest payload. */
const MAX_LENGTH_BYTES = 5;

/** Puts a payload into a frame: magic, version, length (LEB128), payload, CRC-32 (little-endian). */
export function toFrame(payload: Uint8Array): Uint8Array {
  const head = [MAGIC, VERSION];
  let rest = payload.length;
  while (rest >= 0x80) {
    head.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  head.push(rest);
  const frame = Buffer.allocUnsafe(head.length + payload.length + CHECKSUM_BYTES);
  frame.set(head);
  frame.set(payload, head.length);
  frame.writeUInt32LE(crc32(payload), head.length + payload.length);
  return frame;
}

/** What stands at a place in bytes. */
export type FrameAt =
  | { readonly kind: 'frame'; readonly payload: Uint8Array; readonly end: number }
  /** It may become a frame when more bytes come. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'none' };

const INCOMPLETE: FrameAt = { kind: 'incomplete' };
const NONE: FrameAt = { kind: 'none' };

/** Reads the frame that begins at a place. */
export function frameAt(bytes: Buffer, start: number): FrameAt {
  if (start >= bytes.length) return INCOMPLETE;
  if (bytes[start] !== MAGIC) return NONE;
  if (start + 1 >= bytes.length) return INCOMPLETE;
  if (bytes[start + 1] !== VERSION) return NONE;
  let length = 0;
  let place = start + 2;
  for (let group = 0; ; group += 1, place += 1) {
    if (group === MAX_LENGTH_BYTES) return NONE;
    const byte = bytes[place];
    if (byte === undefined) return INCOMPLETE;
    length += (byte & 0x7f) * 2 ** (7 * group);
    if (byte < 0x80) break;
  }
  if (length > MAX_PAYLOAD_BYTES) return NONE;
  const begin = place + 1;
  const end = begin + length + CHECKSUM_BYTES;
  if (end > bytes.length) return INCOMPLETE;
  const payload = bytes.subarray(begin, begin + length);
  return crc32(payload) === bytes.readUInt32LE(begin + length) ? { kind: 'frame', payload, end } : NONE;
}
