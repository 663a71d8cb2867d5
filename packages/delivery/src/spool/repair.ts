import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { adoptRun, deadRuns } from './adopt.ts';
import { examineSegment } from './examine-segment.ts';
import type { Frame } from './frame.ts';
import { isWrong } from './inspect.ts';
import { loadSegment } from './load-segment.ts';
import { Quarantine } from './quarantine.ts';
import { createRunFolder, type RunFolder, runNames } from './run-folder.ts';
import { SEGMENT_SUFFIX, segmentNames } from './segment-name.ts';
import { SegmentReader } from './segment-reader.ts';
import { rewrite } from './shrink-segment.ts';
import { nodeFiles } from './spool-files.ts';

/** What a repair did. */
export interface SpoolRepair {
  /** Segments that were written anew without what was damaged. */
  readonly repaired: number;
  /** Entries that are lost and were written down as such. */
  readonly lost: number;
  /** Entries that are still to be delivered. */
  readonly kept: number;
  /** Runs whose owners live, and which were left alone. */
  readonly leftAlone: number;
}

/**
 * Writes the damaged segments of dead runs anew: what is whole stays, damaged bytes go to the quarantine.
 *
 * A running transport is left alone; it passes over damage by itself. What was repaired is taken over at the
 * transport's next start.
 */
export async function repairSpool(directory: string): Promise<SpoolRepair> {
  const dead = await deadRuns(directory);
  const leftAlone = runNames(directory).length - dead.length;
  if (dead.length === 0) return { repaired: 0, lost: 0, kept: 0, leftAlone };
  // The repair is a run of its own, so no starting transport takes the same segments over meanwhile.
  const own = createRunFolder(directory, nodeFiles, Date.now());
  try {
    for (const run of dead) await adoptRun(directory, run, own);
    let repaired = 0;
    let lost = 0;
    let kept = 0;
    for (const name of segmentNames(await readdir(own.path))) {
      const result = await repairSegment(directory, own, name);
      repaired += result.wrong ? 1 : 0;
      lost += result.lost;
      kept += result.kept;
    }
    return { repaired, lost, kept, leftAlone };
  } finally {
    own.release();
  }
}

async function repairSegment(
  directory: string,
  own: RunFolder,
  name: string,
): Promise<{ readonly wrong: boolean; readonly lost: number; readonly kept: number }> {
  const path = join(own.path, name + SEGMENT_SUFFIX);
  const frames: Frame[] = [];
  const { report, missing } = await examineSegment(path, (frame) => frames.push(frame));
  const result = { wrong: isWrong(report), lost: report.lost, kept: report.pending };
  if (!result.wrong) return result;
  const reader = await SegmentReader.open(path);
  try {
    await new Quarantine(directory).keep(name, reader, report.damaged);
  } finally {
    await reader.close();
  }
  const segment = await loadSegment(own.path, name, 0, nodeFiles);
  if (segment === undefined) return result;
  segment.finish(missing);
  await segment.progress.flush();
  segment.progress.close();
  if (segment.pending === 0) {
    await unlink(segment.path);
    await unlink(segment.progress.path);
  } else {
    await rewrite(segment, frames, nodeFiles);
  }
  return result;
}
