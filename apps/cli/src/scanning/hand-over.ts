import type { FileHandle } from 'node:fs/promises';
import { decodeLines, type ReadPosition } from '@tailrace/readers';
import type { Chunk } from './line-blocks.ts';

/** Where the readers take over: what is left of the bytes, and what they must know of those before. */
export interface HandOver {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly position: ReadPosition;
}

/** The readers read so many bytes at once, and look for a format in the first of them. */
const READ_BYTES = 1 << 18;
const SAMPLE_LINES = 400;
const LINE_FEED = 0x0a;

/** What is at hand, and then what follows, in pieces as the readers read them. */
export async function* following(rest: Buffer, chunks: AsyncIterator<Chunk>): AsyncGenerator<Uint8Array> {
  try {
    for (let start = 0; start < rest.length; start += READ_BYTES) yield rest.subarray(start, start + READ_BYTES);
    for (;;) {
      const next = await chunks.next();
      if (next.done === true) return;
      const { buffer, start, end } = next.value;
      // The buffer is used again while the piece may still be held.
      yield Buffer.from(buffer.subarray(start, end));
    }
  } finally {
    await chunks.return?.();
  }
}

/** Remembers a source's first lines, by which the readers find its format. */
export class Beginning {
  #bytes: Buffer = Buffer.alloc(0);

  take({ buffer, start, end }: Chunk): void {
    if (this.#bytes.includes(LINE_FEED)) return;
    this.#bytes = Buffer.concat([this.#bytes, buffer.subarray(start, Math.min(end, start + READ_BYTES))]);
  }

  /** Takes a file's first bytes, where its reading began elsewhere. */
  async read(handle: FileHandle): Promise<void> {
    const bytes = Buffer.alloc(READ_BYTES);
    const { bytesRead } = await handle.read(bytes, 0, READ_BYTES, 0);
    this.#bytes = bytes.subarray(0, bytesRead);
  }

  lines(): readonly string[] {
    const text = decodeLines(this.#bytes);
    const lines = text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, SAMPLE_LINES);
    return lines.filter((line) => line !== '').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }
}

/** How many lines a file has before a place. */
export async function countLines(chunks: AsyncIterable<Chunk>): Promise<number> {
  let lines = 0;
  for await (const { buffer, start, end } of chunks) {
    const bytes = buffer.subarray(start, end);
    for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) lines += 1;
  }
  return lines;
}
