import type { Entry } from '../sink.ts';

/** Where an entry stands in a spool; positions grow with age. */
export interface SpoolPosition {
  readonly segment: number;
  /** Byte offset of the entry's frame in its segment. */
  readonly offset: number;
}

export interface SpooledEntry {
  readonly entry: Entry;
  readonly position: SpoolPosition;
}

export interface SpoolCounts {
  /** Entries that are not acknowledged yet, and their bytes on disk. */
  readonly pendingRecords: number;
  readonly pendingBytes: number;
  /** Entries taken over at the start from runs that ended, this transport's own last run included. */
  readonly adopted: number;
  /** Entries lost to damage, as far as they can be counted, and to the quotas of bytes and age. */
  readonly damaged: number;
  readonly evicted: number;
}

/** Entries on disk that outlive the process, read back in order. */
export interface Spool {
  /** Resolves when the entries are in the kernel (`process`) or synced (`disk`, group-committed). */
  append(entries: readonly Entry[], durability: 'process' | 'disk'): Promise<readonly SpoolPosition[]>;
  /** For the exit hook; throws what the file system throws. */
  appendSync(entries: readonly Entry[]): readonly SpoolPosition[];
  /** The next entries after those read before, oldest first; empty at the end. */
  read(limit: { readonly records: number; readonly bytes: number }): Promise<readonly SpooledEntry[]>;
  /** Marks entries as done, in any order; what is done is not read again after a restart. */
  acknowledge(positions: readonly SpoolPosition[]): void;
  counts(): SpoolCounts;
  /** Persists what was acknowledged and lets go of the folder; entries stay. */
  close(): Promise<void>;
  /** The same for the exit hook. */
  closeSync(): void;
}
