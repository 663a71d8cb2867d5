import { ERROR_SEVERITY } from '@tailrace/core/runtime';
import { renameSync } from 'node:fs';
import { rangesOf } from './done-set.ts';
import { type Frame, writeFrame } from './frame.ts';
import type { Segment } from './segment.ts';
import { segmentHeader } from './segment-format.ts';
import { SegmentReader } from './segment-reader.ts';
import { type SpoolFiles, writeAll } from './spool-files.ts';

/**
 * Evicts what is no error from a segment that nobody has read yet; answers how many entries that were.
 *
 * What goes is first marked as done, then a smaller file takes the segment's name. The frames that stay keep their
 * ordinals, so after a crash in between everything still means the same.
 */
export async function shrinkToErrors(segment: Segment, files: SpoolFiles): Promise<number> {
  const errors: Frame[] = [];
  const others: number[] = [];
  const reader = await SegmentReader.open(segment.path);
  try {
    await reader.version(segment.size);
    for await (const { frames } of reader.chunks(segment.size)) {
      for (const frame of frames) {
        if (segment.done.has(frame.ordinal) || frame.ordinal >= segment.total) continue;
        if (frame.severity >= ERROR_SEVERITY) errors.push(frame);
        else others.push(frame.ordinal);
      }
    }
  } finally {
    await reader.close();
  }
  segment.shrunk = true;
  const evicted = segment.finish(rangesOf(others));
  if (evicted > 0 && errors.length > 0) {
    await segment.progress.flush();
    await rewrite(segment, errors, files);
  }
  return evicted;
}

/** Puts a file with these frames alone in the segment's place. */
export async function rewrite(segment: Segment, frames: readonly Frame[], files: SpoolFiles): Promise<void> {
  const header = segmentHeader();
  const atMost = frames.reduce((bytes, frame) => bytes + frame.frameBytes, header.length);
  const buffer = Buffer.allocUnsafe(atMost);
  let end = header.copy(buffer);
  for (const frame of frames) end = writeFrame(buffer, end, frame, frame.ordinal);
  const path = `${segment.path}.tmp`;
  const fd = files.openSync(path, 'w');
  try {
    await writeAll(files, fd, buffer.subarray(0, end), 0);
    await files.sync(fd);
  } finally {
    files.closeSync(fd);
  }
  renameSync(path, segment.path);
  segment.size = end;
}
