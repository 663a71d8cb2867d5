import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  type Damage,
  type Found,
  isCovered,
  scanSegments,
  type Segment,
  shownPath,
  withoutCovered,
} from './catalog.ts';
import { checksumOf } from './checksum.ts';
import { HotFile, recoverHotFile } from './hot-file.ts';
import { type Layout, namesIn, rangeOfSegment, sequenceOfHot } from './layout.ts';
import { readIndex, type SegmentSummary } from './segment-index.ts';

/** What a start found in the folder. */
export interface Recovered {
  readonly segments: readonly Segment[];
  /** Write-ahead files with records that are in no segment, oldest first; all are sealed. */
  readonly hot: readonly HotFile[];
  readonly damaged: readonly Damage[];
  readonly nextSequence: number;
}

/** Makes a lost index again from its Parquet file; rejects where that cannot be read. */
export type Rebuild = (
  found: Extract<Found, { type: 'unindexed' }>,
) => Promise<{ summary: SegmentSummary; indexBytes: number }>;

/**
 * Brings a folder in order after whatever ended the last run: half-made files go, write-ahead files that are in a
 * segment go, the torn end of a write-ahead file is cut off, and segments that cannot be read are set aside.
 *
 * It never fails because of what it finds: what is damaged is named, and the rest is served.
 *
 * @param archived - Segments that are in the archive: their write-ahead files are not needed any more.
 */
export async function recover(layout: Layout, rebuild: Rebuild, archived: readonly Segment[] = []): Promise<Recovered> {
  const damaged: Damage[] = await earlierDamage(layout);
  await deleteTemporaries(layout);
  const found = await scanSegments(layout);
  const { segments, lost } = await serveable(layout, found, rebuild, damaged);
  const { served, covered } = withoutCovered(segments);
  for (const segment of covered) await deleteSegment(segment);
  const { hot, highest } = await recoverHot(layout, [...served, ...archived], damaged);
  for (const one of lost) {
    // A crash between the two names leaves an index alone; then its records are still in the write-ahead file.
    const stillThere = hot.some((file) => file.sequence >= one.range.first && file.sequence <= one.range.last);
    if (!stillThere && !isCovered([...served, ...archived], one.range.first)) {
      const records = (await readIndex(one.index))?.summary.records;
      damaged.push({
        file: shownPath(layout, one.index.replace(/\.idx$/, '.parquet')),
        reason: 'The file is missing; its index is there.',
        ...(records !== undefined && { records }),
      });
    } else await rm(one.index, { force: true });
  }
  const highestSegment = found.reduce((high, one) => Math.max(high, rangeOfFound(one)), 0);
  const highestDamaged = (await namesIn(layout.damaged)).reduce(
    (high, name) => Math.max(high, rangeOfSegment(name)?.last ?? 0),
    0,
  );
  const highestArchived = archived.reduce((high, { summary }) => Math.max(high, summary.last), 0);
  const nextSequence = Math.max(highest, highestSegment, highestDamaged, highestArchived) + 1;
  return { segments: served, hot, damaged, nextSequence };
}

/**
 * Moves a segment that cannot be read out of the way, so that people can look at it. Where even that fails it stays,
 * is not served, and is found again at the next start.
 */
export async function setAside(layout: Layout, segment: Pick<Segment, 'parquet' | 'index'>): Promise<void> {
  for (const path of [segment.parquet, segment.index]) {
    await rename(path, join(layout.damaged, basename(path))).catch(() => undefined);
  }
}

/** Deletes a segment; its Parquet file first, for an index alone is no segment. */
export async function deleteSegment(segment: Pick<Segment, 'parquet' | 'index'>): Promise<void> {
  await rm(segment.parquet, { force: true });
  await rm(segment.index, { force: true });
}

/** Compares a segment's bytes with the checksum in its index; answers what is wrong. */
export async function checkSegment(segment: Segment): Promise<string | undefined> {
  try {
    const checksum = await checksumOf(segment.parquet);
    return checksum === segment.summary.checksum
      ? undefined
      : 'Its checksum is wrong: bytes have changed since it was written.';
  } catch (error) {
    return `It cannot be read: ${(error as Error).message}`;
  }
}

async function deleteTemporaries(layout: Layout): Promise<void> {
  for (const folder of [layout.root, layout.segments, layout.hot]) {
    for (const name of await namesIn(folder)) if (name.endsWith('.tmp')) await rm(join(folder, name), { force: true });
  }
}

async function serveable(
  layout: Layout,
  found: readonly Found[],
  rebuild: Rebuild,
  damaged: Damage[],
): Promise<{ segments: Segment[]; lost: Extract<Found, { type: 'index-only' }>[] }> {
  const segments: Segment[] = [];
  const lost: Extract<Found, { type: 'index-only' }>[] = [];
  for (const one of found) {
    if (one.type === 'segment') segments.push(one.segment);
    else if (one.type === 'index-only') lost.push(one);
    else if (one.type === 'damaged') {
      await setAside(layout, one);
      damaged.push({ file: shownPath(layout, one.parquet), reason: one.reason, records: one.records });
    } else {
      try {
        segments.push({ ...(await rebuild(one)), parquet: one.parquet, index: one.index });
      } catch (error) {
        await setAside(layout, one);
        damaged.push({
          file: shownPath(layout, one.parquet),
          reason: `It cannot be read: ${(error as Error).message}`,
        });
      }
    }
  }
  return { segments, lost };
}

async function recoverHot(
  layout: Layout,
  served: readonly Segment[],
  damaged: Damage[],
): Promise<{ hot: HotFile[]; highest: number }> {
  const hot: HotFile[] = [];
  let highest = 0;
  for (const name of await namesIn(layout.hot)) {
    const sequence = sequenceOfHot(name);
    if (sequence === undefined) continue;
    highest = Math.max(highest, sequence);
    const path = join(layout.hot, name);
    if (isCovered(served, sequence)) {
      await rm(path, { force: true });
      continue;
    }
    const file = new HotFile(layout.hot, sequence);
    file.sealed = true;
    const bad = await recoverHotFile(file);
    if (bad.tornBytes > 0)
      damaged.push({
        file: shownPath(layout, path),
        reason: `A crash left ${bad.tornBytes} bytes of an unfinished record; they were cut off.`,
      });
    if (bad.lines > 0)
      damaged.push({ file: shownPath(layout, path), reason: 'Lines that hold no record.', records: bad.lines });
    if (file.bytes === 0) await rm(path, { force: true });
    else hot.push(file);
  }
  return { hot, highest };
}

/** What earlier runs set aside stays known until somebody takes it away. */
async function earlierDamage(layout: Layout): Promise<Damage[]> {
  const damaged: Damage[] = [];
  for (const name of await namesIn(layout.damaged)) {
    if (!name.endsWith('.parquet')) continue;
    const path = join(layout.damaged, name);
    const records = (await readIndex(path.replace(/\.parquet$/, '.idx')))?.summary.records;
    damaged.push({
      file: shownPath(layout, path),
      reason: 'Set aside earlier, for it could not be read.',
      ...(records !== undefined && { records }),
    });
  }
  for (const name of await namesIn(layout.rejected)) {
    damaged.push({ file: shownPath(layout, join(layout.rejected, name)), reason: 'Lines that hold no record.' });
  }
  return damaged;
}

function rangeOfFound(found: Found): number {
  if (found.type === 'segment') return found.segment.summary.last;
  if (found.type === 'damaged') return rangeOfSegment(basename(found.parquet))?.last ?? 0;
  return found.range.last;
}
