import type { Entry } from '../sink.ts';

/** Where an entry stands in a spool; of one run's positions, the greater is the younger. */
export interface SpoolPosition {
  readonly segment: number;
  /** The entry's ordinal in its segment, from 0. */
  readonly offset: number;
}

export interface SpooledEntry {
  readonly entry: Entry;
  readonly position: SpoolPosition;
  /** Another run appended it, so its position says nothing of its age beside those of this run. */
  readonly adopted?: boolean;
}

export interface SpoolCounts {
  /** Entries that are not acknowledged yet, and the bytes on disk of the segments that hold them. */
  readonly pendingRecords: number;
  readonly pendingBytes: number;
  /**
   * Entries taken over from runs that ended, this transport's own last run included. Those that are later found
   * damaged are among them, so that the books balance.
   */
  readonly adopted: number;
  /** Entries lost to damage, as far as they can be counted. */
  readonly damaged: number;
  /** Entries lost to the quota of bytes and to the quota of age. */
  readonly evicted: number;
  /** Those of `evicted` that were past the quota of age. */
  readonly expired: number;
}

/** Entries on disk that outlive the process, read back in order. */
export interface Spool {
  /**
   * Resolves when the entries are in the kernel (`process`) or synced (`disk`, group-committed).
   *
   * Rejects with what the file system answered, or `TAILRACE_SPOOL_FULL`; then none of the entries is in the spool.
   */
  append(entries: readonly Entry[], durability: 'process' | 'disk'): Promise<readonly SpoolPosition[]>;
  /**
   * For the exit hook and for bursts; throws what the file system throws. `process` unless said otherwise.
   *
   * Appends that were asked for before and have not resolved yet are written first, so they are not to be given again.
   */
  appendSync(entries: readonly Entry[], durability?: 'process' | 'disk'): readonly SpoolPosition[];
  /**
   * The next entries after those read before, oldest first; empty at the end. What a dead run left comes first.
   *
   * Entries that were appended and neither read nor acknowledged are the spool's to evict; those handed out here are
   * not.
   */
  read(limit: { readonly records: number; readonly bytes: number }): Promise<readonly SpooledEntry[]>;
  /** Marks entries as done, in any order, read or not; what is done is not read again, after a restart either. */
  acknowledge(positions: readonly SpoolPosition[]): void;
  counts(): SpoolCounts;
  /** Persists what was acknowledged and lets go of the folder; entries stay. */
  close(): Promise<void>;
  /** The same for the exit hook. */
  closeSync(): void;
}
