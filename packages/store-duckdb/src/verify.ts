import { readFile } from 'node:fs/promises';
import type { VerifyAnswer } from '@tailrace/store';
import { type Damage, type Segment, shownPath } from './catalog.ts';
import { entryOf, linesOf } from './hot-file.ts';
import type { Layout } from './layout.ts';
import { checkSegment } from './recovery.ts';
import { readIndex } from './segment-index.ts';

/** What is to be checked. */
export interface VerifyInput {
  readonly layout: Layout;
  readonly segments: readonly Segment[];
  /** Write-ahead files, and the bytes of each that are acknowledged; all of them where that is not known. */
  readonly hot: readonly { readonly path: string; readonly bytes?: number }[];
  /** What is not served. */
  readonly damaged: readonly Damage[];
  /** Reads all of a segment and counts its records. */
  readonly count: (path: string) => Promise<number>;
}

/** Checks every file: checksums, indexes and record counts of segments, and each line of the write-ahead files. */
export async function verifyFolder({ layout, segments, hot, damaged, count }: VerifyInput): Promise<VerifyAnswer> {
  const problems: { file: string; reason: string }[] = damaged.map(({ file, reason }) => ({ file, reason }));
  for (const segment of segments) {
    const problem = await problemOf(segment, count);
    if (problem !== undefined) problems.push({ file: shownPath(layout, segment.parquet), reason: problem });
    if ((await readIndex(segment.index)) === undefined) {
      problems.push({
        file: shownPath(layout, segment.index),
        reason: 'The index is absent or damaged; the next start makes it again.',
      });
    }
  }
  for (const { path, bytes } of hot) {
    const problem = await problemOfHot(path, bytes);
    if (problem !== undefined) problems.push({ file: shownPath(layout, path), reason: problem });
  }
  return { ok: problems.length === 0, checked: segments.length + hot.length, problems };
}

async function problemOf(segment: Segment, count: (path: string) => Promise<number>): Promise<string | undefined> {
  const problem = await checkSegment(segment);
  if (problem !== undefined) return problem;
  try {
    const records = await count(segment.parquet);
    return records === segment.summary.records
      ? undefined
      : `It holds ${records} records where ${segment.summary.records} were written.`;
  } catch (error) {
    return `It cannot be read: ${(error as Error).message}`;
  }
}

async function problemOfHot(path: string, acknowledged: number | undefined): Promise<string | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return `It cannot be read: ${(error as Error).message}`;
  }
  let bad = 0;
  for (const line of linesOf(bytes.subarray(0, acknowledged))) if (entryOf(line) === undefined) bad += 1;
  if (acknowledged !== undefined && bytes.length < acknowledged)
    return `It has ${bytes.length} bytes where ${acknowledged} were acknowledged.`;
  return bad === 0 ? undefined : `${bad} lines hold no record.`;
}
