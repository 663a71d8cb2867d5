import type { FinishedName } from './file-naming.ts';

/** How much of what is finished is kept; what is left out sets no limit. The file that is written to does not count. */
export interface KeepOptions {
  /** Finished files, for each user, kind or the like that the path is made of. */
  readonly files?: number;
  /** Days since the last line. */
  readonly days?: number;
  /** Bytes of all finished files together, as they are on disk. */
  readonly bytes?: number;
}

/** A file that nobody writes to any more. */
export interface FinishedFile extends FinishedName {
  readonly path: string;
  readonly bytes: number;
  /** Epoch milliseconds of the last line. */
  readonly modified: number;
}

const DAY_MILLIS = 86_400_000;

/** Orders the files of a group, the oldest first. */
export function inOrder(a: FinishedName, b: FinishedName): number {
  if (a.period !== b.period) return a.period < b.period ? -1 : 1;
  return a.sequence === b.sequence ? 0 : a.sequence - b.sequence;
}

/** The files that are too many in their group, or too old. */
export function outdated(files: readonly FinishedFile[], keep: KeepOptions, now: number): FinishedFile[] {
  const oldest = now - (keep.days ?? Number.POSITIVE_INFINITY) * DAY_MILLIS;
  return [...groupsOf(files).values()].flatMap((group) => {
    const tooMany = group.length - (keep.files ?? Number.POSITIVE_INFINITY);
    return group.sort(inOrder).filter(({ modified }, index) => index < tooMany || modified < oldest);
  });
}

/** The oldest files, until the rest is within the limit of bytes. */
export function oversized(files: readonly FinishedFile[], keep: KeepOptions): FinishedFile[] {
  const { bytes = Number.POSITIVE_INFINITY } = keep;
  let total = files.reduce((sum, file) => sum + file.bytes, 0);
  const oldestFirst = [...files].sort((a, b) => a.modified - b.modified || inOrder(a, b));
  return oldestFirst.filter((file) => {
    if (total <= bytes) return false;
    total -= file.bytes;
    return true;
  });
}

function groupsOf(files: readonly FinishedFile[]): Map<string, FinishedFile[]> {
  const groups = new Map<string, FinishedFile[]>();
  for (const file of files) {
    const group = groups.get(file.group);
    if (group === undefined) groups.set(file.group, [file]);
    else group.push(file);
  }
  return groups;
}
