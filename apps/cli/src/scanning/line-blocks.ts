import type { FileHandle } from 'node:fs/promises';

/** Bytes that are read at once; large enough that a read costs little beside what is in it. */
const BLOCK_BYTES = 1 << 21;
/** Room before what is read, for the end of what was read before. */
const HEADROOM_BYTES = 1 << 16;

/** Bytes that were read, with room before them. */
export interface Chunk {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/**
 * The bytes of a file from `start` to `end`, the next already being read while one piece is in use.
 *
 * A piece is good until the next but one is asked for.
 */
export async function* fileChunks(handle: FileHandle, start: number, end: number): AsyncGenerator<Chunk> {
  const buffers = [0, 1].map(() => Buffer.allocUnsafeSlow(HEADROOM_BYTES + BLOCK_BYTES));
  let at = start;
  let turn = 0;
  const read = async (): Promise<Chunk> => {
    const buffer = buffers[turn] ?? Buffer.alloc(0);
    turn = 1 - turn;
    const { bytesRead } = await handle.read(buffer, HEADROOM_BYTES, Math.min(BLOCK_BYTES, end - at), at);
    at += bytesRead;
    return { buffer, start: HEADROOM_BYTES, end: HEADROOM_BYTES + bytesRead };
  };
  let next = read();
  try {
    for (;;) {
      const chunk = await next;
      if (chunk.end === chunk.start) return;
      next = read();
      yield chunk;
    }
  } finally {
    await next.catch(() => undefined);
  }
}

/** Bytes as they come from elsewhere. */
export async function* streamChunks(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Chunk> {
  for await (const piece of stream) {
    const buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    if (buffer.length > 0) yield { buffer, start: 0, end: buffer.length };
  }
}

/** One block of what was left over and what was read since, without copying what was read where there is room. */
export function joined(rest: Buffer, { buffer, start, end }: Chunk): Buffer {
  if (rest.length === 0) return buffer.subarray(start, end);
  if (rest.length > start) return Buffer.concat([rest, buffer.subarray(start, end)]);
  rest.copy(buffer, start - rest.length);
  return buffer.subarray(start - rest.length, end);
}
