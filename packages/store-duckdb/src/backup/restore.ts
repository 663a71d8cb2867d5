import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { TailraceError } from '@tailrace/core';
import { checksumOf } from '../checksum.ts';
import { withFullDiskNamed } from '../disk-full.ts';
import { layoutOf, makeFolders, syncFolder, writeWhole } from '../layout.ts';
import { lockFolder } from '../lock.ts';
import { openObjects } from '../objects/open-objects.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { Progress } from './backup.ts';
import { type BackedUpFile, type Manifest, readManifest } from './manifest.ts';

/** Options of {@link restoreBackup}. */
export interface RestoreOptions {
  /** A backup's number; the newest by default. */
  readonly number?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** What a restore came to. */
export interface RestoreAnswer {
  /** False where parts of the backup are damaged or missing. */
  readonly ok: boolean;
  readonly number: number;
  /** When the backup was made, epoch milliseconds. */
  readonly createdAt: number;
  readonly files: number;
  readonly bytes: number;
  readonly records: number;
  readonly problems: readonly { readonly file: string; readonly reason: string }[];
}

const MARKER = 'restoring.json';

/**
 * Brings a backup into a folder that is absent or empty. One that was ended half-way goes on where it was, from the same
 * backup; until it is done the folder cannot be opened.
 *
 * What is damaged in the backup is named, and everything else is restored.
 *
 * @param from - Where `backup()` wrote: an object store, a folder, or `s3://bucket/prefix?endpoint=…`.
 * @throws TailraceError `TAILRACE_BAD_OPTION` where the folder holds something else, `TAILRACE_ARCHIVE_FAILED` where there
 *   is no backup or it cannot be reached.
 * @example
 * const { ok, records, problems } = await restoreBackup('/mnt/backup/logs', './data');
 */
export async function restoreBackup(
  from: ObjectStore | string,
  directory: string,
  options: RestoreOptions = {},
): Promise<RestoreAnswer> {
  const objects = typeof from === 'string' ? openObjects(from) : from;
  const root = resolve(directory);
  const manifest = await readManifest(objects, options.number, options.signal);
  await mkdir(root, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(root);
  try {
    await begin(root, objects, manifest);
    const answer = await bringAll(root, objects, manifest, options).catch((error: unknown) => {
      throw withFullDiskNamed(
        error,
        `The disk under ${root} is full: make room and run it again; the restore goes on where it was.`,
      );
    });
    await rm(join(root, MARKER));
    await syncFolder(root);
    return answer;
  } finally {
    await lock.release();
  }
}

/** Refuses a folder that a restore has not finished. */
export async function refuseHalfRestored(root: string): Promise<void> {
  const marker = await readFile(join(root, MARKER), 'utf8').catch(() => undefined);
  if (marker === undefined) return;
  throw new TailraceError(
    'TAILRACE_STORE_FAILED',
    `A restore into ${root} did not come to its end. Run it again, or delete the folder.`,
  );
}

async function begin(root: string, objects: ObjectStore, { number }: Manifest): Promise<void> {
  const marker = JSON.stringify({ from: objects.name, number });
  const names = (await readdir(root)).filter((name) => !name.startsWith('lock-'));
  const before = await readFile(join(root, MARKER), 'utf8').catch(() => undefined);
  const isFresh = names.every((name) => name === `${MARKER}.tmp`);
  if (before === undefined && !isFresh)
    throw new TailraceError('TAILRACE_BAD_OPTION', `${root} is not empty: a backup is restored into a new folder.`);
  if (before !== undefined && before !== marker)
    throw new TailraceError(
      'TAILRACE_BAD_OPTION',
      `Another backup was being restored into ${root}: take another folder, or delete this one.`,
    );
  await writeWhole(join(root, MARKER), marker);
  await makeFolders(layoutOf(root));
}

async function bringAll(
  root: string,
  objects: ObjectStore,
  manifest: Manifest,
  { signal, onProgress }: RestoreOptions,
): Promise<RestoreAnswer> {
  const problems: { file: string; reason: string }[] = [];
  const totalBytes = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let bytes = 0;
  for (const [index, file] of manifest.files.entries()) {
    if (signal?.aborted)
      throw new TailraceError('TAILRACE_ARCHIVE_FAILED', `${objects.name}: the restore was cancelled.`);
    const reason = await bring(root, objects, file, signal);
    if (reason !== undefined) problems.push({ file: file.path, reason });
    bytes += file.bytes;
    onProgress?.({ files: index + 1, totalFiles: manifest.files.length, bytes, totalBytes });
  }
  return {
    ok: problems.length === 0,
    number: manifest.number,
    createdAt: manifest.createdAt,
    files: manifest.files.length - problems.length,
    bytes,
    records: manifest.records,
    problems,
  };
}

/** Brings one file, unless an earlier try has; answers what is wrong with it. */
async function bring(
  root: string,
  objects: ObjectStore,
  { path, key, bytes, checksum }: BackedUpFile,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const target = join(root, path);
  const found = await stat(target).catch(() => undefined);
  if (found?.size === bytes && (await checksumOf(target)) === checksum) return undefined;
  const content = await objects.get(key, { signal });
  if (content === undefined) return `${objects.name}/${key} is missing.`;
  if (content.length !== bytes || crc32(content) !== checksum) return `${objects.name}/${key} is damaged.`;
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const temporary = join(root, 'restore.tmp');
  await writeFile(temporary, content, { mode: 0o600, flush: true });
  await rename(temporary, target);
  await syncFolder(dirname(target));
  return undefined;
}
