import { TailraceError } from '@tailrace/core';
import { openObjects } from '../objects/open-objects.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { type BackupAnswer, type BackupOptions, SnapshotStale, writeBackup } from './backup.ts';
import type { SnapshotFile } from './snapshot.ts';

/** Where a backup is taken from. */
export interface BackupSource {
  readonly root: string;
  readonly now: () => number;
  readonly takeSnapshot: () => Promise<readonly SnapshotFile[]>;
}

const ATTEMPTS = 10;

/** Backs a folder up; where others change it meanwhile what is there is looked at again. */
export async function backUp(
  { root, now, takeSnapshot }: BackupSource,
  to: ObjectStore | string,
  options: BackupOptions = {},
): Promise<BackupAnswer> {
  const objects = typeof to === 'string' ? openObjects(to) : to;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await writeBackup(root, await takeSnapshot(), objects, now(), options);
    } catch (error) {
      if (!(error instanceof SnapshotStale)) throw error;
      if (attempt === ATTEMPTS)
        throw new TailraceError(
          'TAILRACE_ARCHIVE_FAILED',
          `Files vanished while they were backed up: ${error.message}`,
        );
    }
  }
}
