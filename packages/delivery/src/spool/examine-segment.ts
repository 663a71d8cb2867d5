import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { DoneSet, type OrdinalRange, rangesOf } from './done-set.ts';
import type { Frame } from './frame.ts';
import { readProgress } from './progress-file.ts';
import { type DamagedRange, merged, SEGMENT_VERSION } from './segment-format.ts';
import { PROGRESS_SUFFIX, SEGMENT_SUFFIX } from './segment-name.ts';
import { isTorn } from './load-segment.ts';
import { SegmentReader } from './segment-reader.ts';

/** What a segment was found to hold, every byte of it looked at. */
export interface SegmentReport {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** Written by a newer release, and so not looked into. */
  readonly newer: boolean;
  /** Nothing is added any more; the number of entries is known. */
  readonly sealed: boolean;
  /** Entries that are there and whole. */
  readonly records: number;
  /** Those of them that are not done. */
  readonly pending: number;
  /** Entries that are neither there nor done. */
  readonly lost: number;
  /** Stretches of bytes that hold no entry. */
  readonly damaged: readonly DamagedRange[];
  /** The last write was torn by a crash, or is going on; it was promised to nobody. */
  readonly torn: boolean;
  /** Times of the oldest and the youngest entry that is not done, epoch milliseconds. */
  readonly oldestMillis?: number;
  readonly newestMillis?: number;
}

/** A segment with what {@link examineSegment} found in it. */
export interface ExaminedSegment {
  readonly report: SegmentReport;
  /** Ordinals that are neither there nor done. */
  readonly missing: readonly OrdinalRange[];
  /** How many entries it has, lost ones included. */
  readonly total: number;
}

/**
 * Looks at every byte of a segment without changing anything; safe while its owner writes it.
 *
 * @param visit - Hears of every whole entry that is not done, in order.
 */
export async function examineSegment(path: string, visit: (frame: Frame) => void = () => {}): Promise<ExaminedSegment> {
  const { size } = statSync(path);
  const progress = readProgress(path.slice(0, -SEGMENT_SUFFIX.length) + PROGRESS_SUFFIX);
  const done = new DoneSet();
  for (const { first, last } of progress.done) done.addRange(first, last);
  const reader = await SegmentReader.open(path);
  try {
    const header = await reader.version(size);
    const damaged = [...header.damaged];
    const newer = header.version > SEGMENT_VERSION;
    const missing: number[] = [];
    let records = 0;
    let next = 0;
    let pending = 0;
    let oldest = Number.POSITIVE_INFINITY;
    let newest = Number.NEGATIVE_INFINITY;
    if (!newer) {
      for await (const chunk of reader.chunks(size)) {
        damaged.push(...chunk.damaged);
        for (const frame of chunk.frames) {
          if (frame.ordinal < next || frame.ordinal >= (progress.total ?? Number.POSITIVE_INFINITY)) continue;
          for (; next < frame.ordinal; next += 1) if (!done.has(next)) missing.push(next);
          next += 1;
          records += 1;
          if (done.has(frame.ordinal)) continue;
          pending += 1;
          oldest = Math.min(oldest, frame.timestamp);
          newest = Math.max(newest, frame.timestamp);
          visit(frame);
        }
      }
    }
    const ranges = merged(damaged);
    const tail = ranges.at(-1);
    const torn = progress.total === undefined && tail?.to === size && (await isTorn(reader, tail.from, size));
    const total = newer ? 0 : (progress.total ?? (tail?.to === size && tail.from > 0 && !torn ? next + 1 : next));
    for (; next < total; next += 1) if (!done.has(next)) missing.push(next);
    return {
      report: {
        name: basename(path, SEGMENT_SUFFIX),
        path,
        bytes: size,
        newer,
        sealed: progress.total !== undefined,
        records,
        pending,
        lost: missing.length,
        damaged: torn ? ranges.slice(0, -1) : ranges,
        torn,
        ...(pending > 0 && { oldestMillis: oldest, newestMillis: newest }),
      },
      missing: rangesOf(missing),
      total,
    };
  } finally {
    await reader.close();
  }
}
