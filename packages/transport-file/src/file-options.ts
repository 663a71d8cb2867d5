import type { OptionRule } from '@tailrace/core';
import type { OwnOptionRules } from '@tailrace/delivery';
import type { FileCompression } from './rotation/compression-ending.ts';
import type { RotationPeriod } from './rotation/period.ts';
import type { KeepOptions } from './rotation/retention.ts';

/** Which file records go to, when a new one is begun and what becomes of the old ones. */
export interface FileSetOptions {
  /**
   * The file, relative to the working directory at creation. Braces are filled in for each record: the name of an
   * attribute, or `kind`, `level`, `logger`, `service`, `host`, `process`, `date`, `hour`.
   */
  readonly filename: string;
  /** Begins a new file before one would become larger; without limit by default. A larger line has its own file. */
  readonly maxBytes?: number;
  /** Begins a new file with each day or hour; by default files are not rotated for their age. */
  readonly rotate?: RotationPeriod;
  /** How much of what is finished is kept: `files` for each group, `days`, `bytes` in all; everything by default. */
  readonly keep?: KeepOptions;
  /** Compresses finished files in the background; by default they stay as they are. */
  readonly compress?: FileCompression | false;
  /** A symbolic link that always leads to the file that is written to. */
  readonly currentLink?: string;
}

/** Where and how lines are written. */
export interface FileOptions extends FileSetOptions {
  /** Kinds of records with files of their own, `{ 'llm.call': { filename: 'ai/responses.jsonl' } }`. */
  readonly kinds?: Readonly<Record<string, FileSetOptions>>;
  /** Whose days and hours count, an IANA name; the process's own by default. */
  readonly timeZone?: string;
  /** Makes missing folders; true by default. */
  readonly mkdir?: boolean;
  /** Permissions of a file that is made, less the process's umask; 0o640 by default. */
  readonly mode?: number;
  /** Permissions of a folder that is made, less the process's umask; 0o777 by default, as for `mkdir`. */
  readonly directoryMode?: number;
  /** Syncs every batch to the disk before it counts as delivered; false by default, true for durability `disk`. */
  readonly fsync?: boolean;
  /** What ends a line; `'\n'` by default. */
  readonly eol?: string;
  /** Opens the file at the first line; true by default, `false` opens it at creation. */
  readonly lazy?: boolean;
  /** How many files are open at once where the path has braces; 64 by default. */
  readonly maxOpenFiles?: number;
  /** A signal, `'SIGHUP'`, at which files are opened anew; none by default, since it would end the process no more. */
  readonly reopenSignal?: NodeJS.Signals;
}

const bytes: OptionRule = { type: 'integer', min: 1 };
const permissions: OptionRule = { type: 'integer', min: 0, max: 0o777 };

/** Rules of {@link FileSetOptions}, but for `filename`. */
export const FILE_SET_RULES: OwnOptionRules = {
  maxBytes: bytes,
  rotate: { type: 'string', oneOf: ['daily', 'hourly'] },
  keep: { type: 'object' },
  compress: { type: 'any', oneOf: ['gzip', 'brotli', 'zstd', false] },
  currentLink: { type: 'string', minLength: 1 },
};

/** Rules of {@link FileOptions}. */
export const FILE_RULES: OwnOptionRules = {
  filename: { type: 'string', minLength: 1 },
  ...FILE_SET_RULES,
  kinds: { type: 'object' },
  timeZone: { type: 'string', minLength: 1 },
  mkdir: { type: 'boolean' },
  mode: permissions,
  directoryMode: permissions,
  fsync: { type: 'boolean' },
  eol: { type: 'string', minLength: 1 },
  lazy: { type: 'boolean' },
  maxOpenFiles: { type: 'integer', min: 1 },
  reopenSignal: { type: 'string', minLength: 1 },
};

/** Rules of what is kept. */
export const KEEP_RULES: { readonly [K in keyof Required<KeepOptions>]: OptionRule } = {
  files: { type: 'integer', min: 0 },
  days: { type: 'number', min: 0 },
  bytes: { type: 'integer', min: 0 },
};
