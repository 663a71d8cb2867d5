import fs from 'node:fs';

/** What of Node's file system this package calls; tests put one in its place that fails. */
export type FileSystem = Pick<
  typeof fs,
  | 'closeSync'
  | 'createReadStream'
  | 'createWriteStream'
  | 'fdatasync'
  | 'fdatasyncSync'
  | 'fstatSync'
  | 'fsyncSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readdirSync'
  | 'readlinkSync'
  | 'readSync'
  | 'renameSync'
  | 'statSync'
  | 'symlinkSync'
  | 'unlinkSync'
  | 'utimesSync'
  | 'writeSync'
> & {
  readonly promises: Pick<typeof fs.promises, 'readdir' | 'rmdir' | 'stat' | 'unlink'>;
};

/** The real one. */
export const nodeFileSystem: FileSystem = fs;

/** A system call's error code; `''` for anything else that was thrown. */
export function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
