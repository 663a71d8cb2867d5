import { readdir, rename, rm, rmdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, isRunName, type RunFolder, runNames, UNBORN_PREFIX } from './run-folder.ts';
import { PROGRESS_SUFFIX, SEGMENT_SUFFIX } from './segment-name.ts';

/** A folder that never became a run is left alone for this long: its maker may be in the middle of it. */
const UNBORN_MILLIS = 3_600_000;

/** The runs in a spool's folder whose owners are dead, the oldest first. */
export async function deadRuns(keyFolder: string, own?: string): Promise<string[]> {
  const dead: string[] = [];
  for (const name of runNames(keyFolder)) {
    if (name !== own && !(await isAlive(keyFolder, name))) dead.push(name);
  }
  return dead;
}

/**
 * Moves the segments of a dead run into the folder of a living one; answers whether it was this process that got it.
 *
 * The run's folder is renamed first, which only one of several processes can do; then its files are moved one by one.
 * A crash in between leaves a folder within this run's folder, which whoever adopts this run takes along. Segments
 * keep their names, which no two runs share and which sort by age, so nothing is numbered anew.
 */
export async function adoptRun(keyFolder: string, dead: string, own: RunFolder): Promise<boolean> {
  const claimed = join(own.path, dead);
  try {
    await rename(join(keyFolder, dead), claimed);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  await flatten(claimed, own.path);
  return true;
}

async function flatten(folder: string, into: string): Promise<void> {
  for (const file of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, file.name);
    if (file.isDirectory()) {
      if (isRunName(file.name)) await flatten(path, into);
      else await rm(path, { recursive: true, force: true });
    } else if (file.name.endsWith(SEGMENT_SUFFIX) || file.name.endsWith(PROGRESS_SUFFIX)) {
      await rename(path, join(into, file.name));
    } else {
      await unlink(path);
    }
  }
  await rmdir(folder);
}

/** Removes folders of processes that died while they made their run. */
export async function removeUnborn(keyFolder: string, now: number): Promise<void> {
  for (const name of await readdir(keyFolder)) {
    if (!name.startsWith(UNBORN_PREFIX)) continue;
    const path = join(keyFolder, name);
    const age = await stat(path).then(
      ({ mtimeMs }) => now - mtimeMs,
      // It has become a run meanwhile, or somebody else has removed it.
      () => 0,
    );
    if (age > UNBORN_MILLIS) await rm(path, { recursive: true, force: true });
  }
}

/** Removes the progress of adopted segments that are gone: their owner died between the two deletions. */
export async function removeStrayProgress(own: RunFolder, files: readonly string[]): Promise<void> {
  for (const file of files) {
    if (!file.endsWith(PROGRESS_SUFFIX) || file.startsWith(own.name)) continue;
    const segment = file.slice(0, -PROGRESS_SUFFIX.length) + SEGMENT_SUFFIX;
    if (!files.includes(segment)) await rm(join(own.path, file), { force: true });
  }
}
