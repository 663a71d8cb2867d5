import { constants } from 'node:os';
import { type ArchiveOptions, type ArchiveSettings, archiveSettings } from './archive/archive-options.ts';
import { checkOptions, type Clock, type Diagnostics, diagnostics, type OptionRules, systemClock } from '@tailrace/core';
import {
  checkRetention,
  parseRetention,
  planRetention,
  type RetentionPlan,
  type RetentionPolicy,
} from '@tailrace/store';

/** Options of {@link openDuckdbStore}. */
export interface DuckdbStoreOptions {
  /** The store's folder; made if absent. */
  readonly directory: string;
  /** The write-ahead file is closed at this size: 16 MiB by default. */
  readonly walRotateBytes?: number;
  /** The write-ahead file is closed at this age: 60 seconds by default. */
  readonly walRotateMillis?: number;
  /** How long an append may wait for others to share its sync, besides those that gather while one is under way: 2 by default. */
  readonly groupCommitMillis?: number;
  /** Bytes waiting that start a sync at once: 1 MiB by default. */
  readonly groupCommitBytes?: number;
  /** A record of more bytes is rejected as `too_large`: 8 MiB by default, 15 at the most. */
  readonly maxRecordBytes?: number;
  /**
   * Smaller write-ahead files wait this long for others to share a segment with, and are read as they are meanwhile: 30
   * minutes by default. Without limit they wait for `walRotateBytes` of them.
   */
  readonly compactAfterMillis?: number;
  /**
   * What is deleted, and when, as a policy or in words: `keep errors 90d, the rest 14d, at most 50GB`. Everything after
   * 30 days by default.
   */
  readonly retention?: RetentionPolicy | string;
  /** Where old segments go, so that they take no room here and are still found; nowhere by default. */
  readonly archive?: ArchiveOptions;
  /** How often retention and the archive look: 10 minutes by default. */
  readonly retentionEveryMillis?: number;
  /** Memory of one query process: 384 MiB by default, 128 at the least. Past it a query rejects with `TAILRACE_QUERY_LIMIT`. */
  readonly queryMemoryBytes?: number;
  /** 30 seconds by default; past it a query rejects with `TAILRACE_QUERY_LIMIT`. */
  readonly queryTimeoutMillis?: number;
  /** Query processes at the most: 3 by default; further queries wait their turn. */
  readonly maxConcurrentQueries?: number;
  /** Threads of one query process: the machine's processors by default, 4 at the most. */
  readonly queryThreads?: number;
  /**
   * How far the query processes give way to this one, from 0 to 19: 10 by default. Where processors are short, records are
   * taken and acknowledged first, and questions take longer; 0 shares the processors evenly. On Windows values below 10
   * change nothing.
   */
  readonly queryNiceness?: number;
  /** A compacted write-ahead file is kept this long for readers that still have it open: 10 seconds by default. */
  readonly unlinkGraceMillis?: number;
  /** Bytes of segments whose checksums are checked before the store opens, newest first: 256 MiB by default. */
  readonly checkAtOpenBytes?: number;
  readonly clock?: Clock;
  readonly diagnostics?: Diagnostics;
}

/** Options of {@link openStoreForReading}. */
export type ReadingOptions = Pick<
  DuckdbStoreOptions,
  | 'directory'
  | 'queryMemoryBytes'
  | 'queryTimeoutMillis'
  | 'maxConcurrentQueries'
  | 'queryThreads'
  | 'queryNiceness'
  | 'checkAtOpenBytes'
  | 'archive'
  | 'clock'
  | 'diagnostics'
>;

/** Every option with its default in place. */
export interface Settings extends Required<Omit<DuckdbStoreOptions, 'retention' | 'archive'>> {
  readonly retention: RetentionPlan;
  readonly archive: ArchiveSettings | undefined;
}

const MIB = 1024 * 1024;

const READING_RULES: OptionRules<ReadingOptions> = {
  directory: { type: 'string', required: true },
  queryMemoryBytes: { type: 'integer', min: 128 * MIB },
  queryTimeoutMillis: { type: 'number', min: 1 },
  maxConcurrentQueries: { type: 'integer', min: 1, max: 64 },
  queryThreads: { type: 'integer', min: 1, max: 256 },
  queryNiceness: { type: 'integer', min: 0, max: 19 },
  checkAtOpenBytes: { type: 'integer', min: 0 },
  archive: { type: 'object' },
  clock: { type: 'object' },
  diagnostics: { type: 'object' },
};

const RULES: OptionRules<DuckdbStoreOptions> = {
  ...READING_RULES,
  walRotateBytes: { type: 'integer', min: 1, max: 256 * MIB },
  walRotateMillis: { type: 'number', min: 1 },
  groupCommitMillis: { type: 'number', min: 0, max: 60_000 },
  groupCommitBytes: { type: 'integer', min: 1, max: 256 * MIB },
  maxRecordBytes: { type: 'integer', min: 1024, max: 15 * MIB },
  compactAfterMillis: { type: 'number', min: 0 },
  retention: { type: 'any' },
  retentionEveryMillis: { type: 'number', min: 1000 },
  unlinkGraceMillis: { type: 'number', min: 0 },
};

/** Checks the options of a store that writes and fills in the defaults. */
export function settingsForWriting(options: DuckdbStoreOptions, processors: number): Settings {
  checkOptions('openDuckdbStore', options, RULES);
  const { retention = {} } = options;
  const policy = typeof retention === 'string' ? parseRetention(retention) : retention;
  checkRetention('openDuckdbStore retention', policy);
  return { ...withDefaults(options, processors), retention: planRetention(policy) };
}

/** Checks the options of a store that only reads and fills in the defaults. */
export function settingsForReading(options: ReadingOptions, processors: number): Settings {
  checkOptions('openStoreForReading', options, READING_RULES);
  return withDefaults(options, processors);
}

function withDefaults(options: DuckdbStoreOptions, processors: number): Settings {
  return {
    directory: options.directory,
    walRotateBytes: options.walRotateBytes ?? 16 * MIB,
    walRotateMillis: options.walRotateMillis ?? 60_000,
    groupCommitMillis: options.groupCommitMillis ?? 2,
    groupCommitBytes: options.groupCommitBytes ?? MIB,
    maxRecordBytes: options.maxRecordBytes ?? 8 * MIB,
    compactAfterMillis: options.compactAfterMillis ?? 1_800_000,
    retention: planRetention({}),
    archive: options.archive === undefined ? undefined : archiveSettings(options.archive),
    retentionEveryMillis: options.retentionEveryMillis ?? 600_000,
    queryMemoryBytes: options.queryMemoryBytes ?? 384 * MIB,
    queryTimeoutMillis: options.queryTimeoutMillis ?? 30_000,
    maxConcurrentQueries: options.maxConcurrentQueries ?? 3,
    queryThreads: options.queryThreads ?? Math.min(4, Math.max(1, processors)),
    queryNiceness: options.queryNiceness ?? constants.priority.PRIORITY_BELOW_NORMAL,
    unlinkGraceMillis: options.unlinkGraceMillis ?? 10_000,
    checkAtOpenBytes: options.checkAtOpenBytes ?? 256 * MIB,
    clock: options.clock ?? systemClock,
    diagnostics: options.diagnostics ?? diagnostics,
  };
}
