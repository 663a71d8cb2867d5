import { type Clock, checkOptions, type Diagnostics, diagnostics, systemClock } from '@tailrace/core/runtime';
import { join } from 'node:path';
import { nodeFiles, type SpoolFiles } from './spool-files.ts';
import { spoolKey, stateDirectory } from './state-directory.ts';

/** Where a spool lives and how much it may hold. */
export interface OpenSpoolOptions {
  /** The state folder; `TAILRACE_STATE_DIR`, else `tailrace` in the XDG state folder. */
  readonly directory?: string;
  /** The transport's name. */
  readonly name: string;
  /** What the transport delivers to, an address for example. Only its hash is written down. */
  readonly destination: string;
  /** What may be on disk, 1 GiB by default. Beyond it the oldest entries are evicted, errors last. */
  readonly maxBytes?: number;
  /** False where nothing is evicted: at the quota appends reject with `TAILRACE_SPOOL_FULL`. True by default. */
  readonly evicts?: boolean;
  /** Entries that are older are evicted; without limit by default. */
  readonly maxAgeMillis?: number;
  /** When a new segment is begun, 8 MiB by default, an eighth of `maxBytes` at most. */
  readonly segmentBytes?: number;
  readonly clock?: Clock;
  readonly diagnostics?: Diagnostics;
  /** The calls of the file system that writing depends on; for tests that let them fail. */
  readonly files?: SpoolFiles;
}

const DEFAULT_MAX_BYTES = 1024 ** 3;
const DEFAULT_SEGMENT_BYTES = 8 * 1024 ** 2;
const SEGMENTS_AT_LEAST = 8;

/** The options as the spool uses them. */
export interface SpoolSettings {
  readonly name: string;
  readonly keyFolder: string;
  readonly maxBytes: number;
  readonly evicts: boolean;
  readonly maxAgeMillis: number;
  readonly segmentBytes: number;
  readonly clock: Clock;
  readonly diagnostics: Diagnostics;
  readonly files: SpoolFiles;
}

/** Checks options and fills in what is not given. */
export function spoolSettings(options: OpenSpoolOptions): SpoolSettings {
  checkOptions('Spool', options, {
    directory: { type: 'string' },
    name: { type: 'string', required: true },
    destination: { type: 'string', required: true },
    maxBytes: { type: 'integer', min: 4096 },
    evicts: { type: 'boolean' },
    maxAgeMillis: { type: 'number', min: 1 },
    segmentBytes: { type: 'integer', min: 512 },
    clock: { type: 'object' },
    diagnostics: { type: 'object' },
    files: { type: 'object' },
  });
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  const directory = options.directory ?? stateDirectory();
  return {
    name: options.name,
    keyFolder: join(directory, 'spool', spoolKey(options.name, options.destination)),
    maxBytes,
    evicts: options.evicts ?? true,
    maxAgeMillis: options.maxAgeMillis ?? Number.POSITIVE_INFINITY,
    segmentBytes: Math.min(options.segmentBytes ?? DEFAULT_SEGMENT_BYTES, Math.ceil(maxBytes / SEGMENTS_AT_LEAST)),
    clock: options.clock ?? systemClock,
    diagnostics: options.diagnostics ?? diagnostics,
    files: options.files ?? nodeFiles,
  };
}
