import { statSync } from 'node:fs';
import { ProgressFile, readProgress } from './progress-file.ts';
import { Segment } from './segment.ts';
import { SEGMENT_VERSION } from './segment-format.ts';
import { PROGRESS_SUFFIX, SEGMENT_SUFFIX } from './segment-name.ts';
import { SegmentReader } from './segment-reader.ts';
import type { SpoolFiles } from './spool-files.ts';
import { join } from 'node:path';

/** A frame's marker, checksum and length: with fewer bytes nothing can be said of it. */
const FRAME_START_BYTES = 12;

/** Makes what is known of a segment that another run wrote; `undefined` where a newer release wrote it. */
export async function loadSegment(
  folder: string,
  name: string,
  number: number,
  files: SpoolFiles,
): Promise<Segment | undefined> {
  const path = join(folder, name + SEGMENT_SUFFIX);
  const progressPath = join(folder, name + PROGRESS_SUFFIX);
  const { size, mtimeMs } = statSync(path);
  const progress = readProgress(progressPath);
  const segment = new Segment(number, name, path, new ProgressFile(progressPath, files));
  segment.progress.continueAt(progress.bytes);
  segment.sealed = true;
  segment.adopted = true;
  segment.size = size;
  segment.newestMillis = mtimeMs;
  const reader = await SegmentReader.open(path);
  let total: number;
  try {
    if ((await reader.version(size)).version > SEGMENT_VERSION) return undefined;
    total = progress.total ?? (await countEntries(reader, size));
  } finally {
    await reader.close();
  }
  segment.total = total;
  for (const { first, last } of progress.done) segment.done.addRange(first, Math.min(last, total - 1));
  if (progress.total === undefined) segment.progress.seal(total);
  return segment;
}

/**
 * Counts the entries of a segment that was not sealed, from the reader's place on, as the last frame's ordinal has it.
 *
 * What stands behind the last whole frame is a write that the crash tore, of entries that nobody was promised; only
 * where it has the length of a frame and is wrong within it is it an entry that was lost.
 */
export async function countEntries(reader: SegmentReader, size: number): Promise<number> {
  let total = 0;
  for await (const { frames, damaged } of reader.chunks(size)) {
    for (const frame of frames) total = Math.max(total, frame.ordinal + 1);
    const tail = damaged.at(-1);
    if (tail?.to === size && !(await isTorn(reader, tail.from, size))) total += 1;
  }
  return total;
}

/** Whether what begins at a place is a frame that goes on beyond the end of the file. */
export async function isTorn(reader: SegmentReader, from: number, size: number): Promise<boolean> {
  const start = await reader.raw({ from, to: Math.min(size, from + FRAME_START_BYTES) });
  return start.length < FRAME_START_BYTES || from + FRAME_START_BYTES + start.readUInt32LE(8) > size;
}
