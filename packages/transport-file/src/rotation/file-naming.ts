import type { OpenHandle } from '../open-handle.ts';

/** A file that nobody writes to any more, as its name tells. */
export interface FinishedName {
  /** Files that follow one another; those of another user or kind are another group. */
  readonly group: string;
  /** Files of one group in the order of their lines: by period, then by number. */
  readonly period: string;
  readonly sequence: number;
}

/** What full files are called, and which names are ours. */
export interface FileNaming {
  /** The file to append to, for what is configured or was current. */
  current(path: string): string;
  /** Makes the open file a finished one; answers where to go on. Throws what the system says, with nothing changed. */
  turn(handle: OpenHandle, period: string): string;
  /**
   * Tells whether a file is finished and ours.
   *
   * @param names - Folders and name below the folder that is scanned, without an ending of compression.
   * @param currentPeriod - Today's name, or this hour's.
   */
  finished(names: readonly string[], currentPeriod: string): FinishedName | undefined;
  /** A free name for a finished file that stands in the way of another; `undefined` where there is none. */
  another(path: string): string | undefined;
}
