import { open } from 'node:fs/promises';

/** How many whole lines some files have, and the bytes of the longest with its break. */
export interface LineMeasure {
  readonly lines: number;
  readonly longest: number;
}

const NEWLINE = 10;
const BLOCK_BYTES = 256 * 1024;

/** Measures the lines of files block by block, so that no file is held whole. */
export async function measureLines(paths: readonly string[]): Promise<LineMeasure> {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let lines = 0;
  let longest = 0;
  for (const path of paths) {
    const file = await open(path);
    try {
      let start = 0;
      let lineStart = 0;
      for (;;) {
        const { bytesRead } = await file.read(block, 0, BLOCK_BYTES, start);
        if (bytesRead === 0) break;
        const part = block.subarray(0, bytesRead);
        for (let at = part.indexOf(NEWLINE); at !== -1; at = part.indexOf(NEWLINE, at + 1)) {
          lines += 1;
          const end = start + at + 1;
          if (end - lineStart > longest) longest = end - lineStart;
          lineStart = end;
        }
        start += bytesRead;
      }
      longest = Math.max(longest, start - lineStart);
    } finally {
      await file.close();
    }
  }
  return { lines, longest };
}
