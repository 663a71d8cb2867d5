import type { FileHandle } from 'node:fs/promises';
import type { WireRecord } from '@tailrace/core';
import { Beginning, countLines, following, type HandOver } from './hand-over.ts';
import { type Chunk, fileChunks } from './line-blocks.ts';
import { OwnLineScan, type Wanted } from './scan-own-lines.ts';
import { TimeOrder, WORTH_SEEKING_BYTES } from './time-order.ts';

/** Reads what is none of our own, and answers what is wanted of it. */
export type ReadOn = (rest: HandOver) => AsyncIterable<readonly WireRecord[]>;

/**
 * The wanted records of a file whose lines are our own; what follows the first line that is not, `readOn` reads.
 *
 * Where a time is asked for and the file is in order of time, only the part that may hold it is read.
 */
export async function* recordsOfFile(
  handle: FileHandle,
  wanted: Wanted,
  readOn: ReadOn,
): AsyncGenerator<readonly WireRecord[]> {
  const { size, mtimeMs } = await handle.stat();
  const [start, end] = await regionOf(handle, size, wanted);
  yield* scanned(fileChunks(handle, start, end), wanted, readOn, Math.floor(mtimeMs), { handle, start });
}

/** The same of bytes as they come. */
export function recordsOfStream(
  chunks: AsyncGenerator<Chunk>,
  wanted: Wanted,
  readOn: ReadOn,
  lastChange: number,
): AsyncGenerator<readonly WireRecord[]> {
  return scanned(chunks, wanted, readOn, lastChange);
}

async function* scanned(
  chunks: AsyncGenerator<Chunk>,
  wanted: Wanted,
  readOn: ReadOn,
  lastChange: number,
  part?: { readonly handle: FileHandle; readonly start: number },
): AsyncGenerator<readonly WireRecord[]> {
  const scan = new OwnLineScan(wanted);
  const beginning = new Beginning();
  let handedOver = false;
  try {
    while (scan.stranger === undefined) {
      const next = await chunks.next();
      if (next.done === true) break;
      beginning.take(next.value);
      const found = scan.push(next.value);
      if (found.length > 0) yield found;
    }
    const found = scan.stranger === undefined ? scan.end() : [];
    if (found.length > 0) yield found;
    const { stranger } = scan;
    if (stranger === undefined) return;
    const isPart = part !== undefined && part.start > 0;
    if (isPart) await beginning.read(part.handle);
    const before = isPart ? await countLines(fileChunks(part.handle, 0, part.start)) : 0;
    const lines = before + stranger.lines;
    handedOver = true;
    yield* readOn({
      bytes: following(stranger.rest, chunks),
      position: { lines, lastChange, ...(lines > 0 && { sample: beginning.lines() }) },
    });
  } finally {
    if (!handedOver) await chunks.return(undefined);
  }
}

/** The part of a file that holds the time asked for; all of it where it is not in order. */
async function regionOf(handle: FileHandle, size: number, { from, to }: Wanted): Promise<readonly [number, number]> {
  const whole = [0, Number.POSITIVE_INFINITY] as const;
  if ((from === undefined && to === undefined) || size < WORTH_SEEKING_BYTES) return whole;
  const order = await TimeOrder.of(handle, size);
  if (order === undefined) return whole;
  const end = to === undefined ? Number.POSITIVE_INFINITY : await order.endOf(to);
  return [from === undefined ? 0 : await order.startOf(from), end];
}
