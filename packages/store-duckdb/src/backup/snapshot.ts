import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Segment, shownPath } from '../catalog.ts';
import { type Layout, namesIn } from '../layout.ts';

/** A file as it is to be backed up. */
export interface SnapshotFile {
  /** Below the store's folder, with `/`. */
  readonly path: string;
  /** So many bytes from its start; all of them where that is not known. */
  readonly bytes?: number;
  /** What its bytes must come to, where that is known. */
  readonly checksum?: number;
  /** Whether the backup is none without it. */
  readonly isData: boolean;
  readonly records: number;
}

/** A write-ahead file with the bytes that are durable. */
export interface DurableHot {
  readonly path: string;
  readonly bytes?: number;
  readonly records: number;
}

/** Everything that a store's folder holds at one moment. */
export async function snapshotOf(
  layout: Layout,
  segments: readonly Segment[],
  hot: readonly DurableHot[],
): Promise<SnapshotFile[]> {
  const files: SnapshotFile[] = [];
  for (const { summary, parquet, index } of segments) {
    const { bytes, checksum, records } = summary;
    files.push({ path: shownPath(layout, parquet), bytes, checksum, isData: true, records });
    files.push({ path: shownPath(layout, index), isData: false, records: 0 });
  }
  for (const { path, bytes, records } of hot) {
    files.push({ path: shownPath(layout, path), ...(bytes !== undefined && { bytes }), isData: true, records });
  }
  for (const name of await namesIn(layout.rejected))
    files.push({ path: `rejected/${name}`, isData: false, records: 0 });
  for (const path of await archivedIndexes(layout)) files.push({ path, isData: true, records: 0 });
  files.push({ path: 'books.json', isData: false, records: 0 });
  return files;
}

/** What is known of archived segments; the segments themselves stay in the archive. */
async function archivedIndexes(layout: Layout): Promise<string[]> {
  const entries = await readdir(layout.archived, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.idx'))
    .map((entry) => shownPath(layout, join(entry.parentPath, entry.name)));
}
