import { type OptionRule, TailraceError } from '@tailrace/core/runtime';
import type { OwnOptionRules } from '@tailrace/delivery';
import { EOL } from 'node:os';
import { basename, join } from 'node:path';
import type { FileOptions } from './file-options.ts';
import type { RotationFormat } from './rotation/winston-naming.ts';

/** The options of Winston's own File transport, with Winston's meaning. */
export interface WinstonFileOptions {
  readonly filename?: string;
  /** The folder; the last part of `filename` is put into it. */
  readonly dirname?: string;
  /** Begins a new file before one would become larger: `app.log`, then `app1.log`, `app2.log`. */
  readonly maxsize?: number;
  /** How many of these files there are at most, the one that is written to included. */
  readonly maxFiles?: number;
  /** Always writes to `app.log`; `app1.log` is the file before it. */
  readonly tailable?: boolean;
  /** Compresses finished files with gzip. */
  readonly zippedArchive?: boolean;
  /** Answers what stands in a file's name in place of the number. */
  readonly rotationFormat?: RotationFormat;
  /** What ends a line. */
  readonly eol?: string;
  /** Opens the file at the first line. */
  readonly lazy?: boolean;
  /** As for `fs.createWriteStream`, of which `flags` and `mode` count. */
  readonly options?: { readonly flags?: string; readonly mode?: number };
  /** Writes to a stream in place of a file. */
  readonly stream?: NodeJS.WritableStream;
}

/** Rules of {@link WinstonFileOptions} that are not rules of ours too. */
export const WINSTON_RULES: OwnOptionRules = {
  dirname: { type: 'string', minLength: 1 },
  maxsize: { type: 'integer', min: 1 },
  maxFiles: { type: 'integer', min: 1 },
  tailable: { type: 'boolean' },
  zippedArchive: { type: 'boolean' },
  rotationFormat: { type: 'function' },
  options: { type: 'object' },
  stream: { type: 'object' },
} satisfies Record<string, OptionRule>;

/** How files are named where Winston's options are given. */
export interface WinstonNaming {
  readonly tailable: boolean;
  readonly format: RotationFormat | undefined;
  /** A file is finished when it has reached its size, which its last line may exceed; by default it never does. */
  readonly overshoots?: boolean;
  /** The next file is there as soon as one is full; by default with its first line. */
  readonly eager?: boolean;
}

/** Winston's options that decide about rotation, and ours that say the same otherwise. */
const WINSTON_ROTATION = ['maxsize', 'maxFiles', 'tailable', 'zippedArchive', 'rotationFormat'] as const;
const OWN_ROTATION = ['maxBytes', 'rotate', 'keep', 'compress', 'kinds', 'currentLink'] as const;

/**
 * Makes explicit what Winston's File does by default, for whoever stands in for it: `winston.log` where only a folder
 * is given, the system's line ends, and a file that is there from the start.
 *
 * @example
 * new FileTransport(fromWinstonFile({ dirname: 'logs', maxsize: 1_000_000 }));
 */
export function fromWinstonFile<T extends WinstonFileOptions>(options: T): T {
  const given = Object.fromEntries(
    Object.entries(options).filter(([name, value]) => value !== null && !(name === 'eol' && typeof value !== 'string')),
  ) as T;
  if (given.stream !== undefined) return { eol: EOL, ...given };
  return { eol: EOL, lazy: false, ...given };
}

/** The file that is named, in Winston's way. */
export function filenameOf({ filename, dirname }: WinstonFileOptions): string | undefined {
  return dirname === undefined ? filename : join(dirname, basename(filename ?? 'winston.log'));
}

/** Says how files are named where Winston's rotation is asked for; `undefined` where it is not. */
export function winstonNaming(options: WinstonFileOptions): WinstonNaming | undefined {
  if (!WINSTON_ROTATION.some((name) => options[name])) return undefined;
  // Without a size Winston begins no new file whatever else is asked for: it always writes to the one that is named.
  return { tailable: options.tailable === true || !options.maxsize, format: options.rotationFormat };
}

/**
 * Winston's rotation in our words.
 *
 * @throws TailraceError `TAILRACE_BAD_OPTION` where ours is asked for as well.
 */
export function winstonRotation(
  owner: string,
  options: WinstonFileOptions & Partial<FileOptions>,
): Pick<FileOptions, 'maxBytes' | 'keep' | 'compress'> {
  const theirs = WINSTON_ROTATION.find((name) => options[name]);
  const ours = OWN_ROTATION.find((name) => options[name]);
  if (ours !== undefined) {
    const words = `${owner}: '${theirs}' is Winston's rotation and does not go with '${ours}'. Take one of the two.`;
    throw new TailraceError('TAILRACE_BAD_OPTION', words);
  }
  const { maxsize, maxFiles, zippedArchive } = options;
  if (maxsize === undefined) return {};
  return {
    maxBytes: maxsize,
    ...(maxFiles !== undefined && { keep: { files: maxFiles - 1 } }),
    ...(zippedArchive === true && { compress: 'gzip' }),
  };
}
