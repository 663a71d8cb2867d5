import * as zlib from 'node:zlib';

/** CRC-32 as gzip has it, unsigned. */
export function crc32(bytes: Uint8Array): number {
  return (zlib as unknown as { crc32(data: Uint8Array): number }).crc32(bytes);
}
