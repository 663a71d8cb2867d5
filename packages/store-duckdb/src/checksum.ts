import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

const PIECE_BYTES = 1024 * 1024;

/** The CRC-32 of a file, read piece by piece. */
export async function checksumOf(path: string): Promise<number> {
  const handle = await open(path, 'r');
  try {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    let checksum = 0;
    for (;;) {
      const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, null);
      if (bytesRead === 0) return checksum;
      checksum = crc32(piece.subarray(0, bytesRead), checksum);
    }
  } finally {
    await handle.close();
  }
}
