import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { TailraceError } from '@tailrace/core';
import { isCode } from '../layout.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import {
  DATA_PREFIX,
  dataKey,
  isDataKey,
  type BackedUpFile,
  type Manifest,
  manifestKey,
  manifestNumbers,
  readManifest,
} from './manifest.ts';
import type { SnapshotFile } from './snapshot.ts';

/** How far long work is, in bytes and files. */
export interface Progress {
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

/** Options of a backup. */
export interface BackupOptions {
  /** How many backups of the same place are kept, 1 by default; what they share is there once. */
  readonly keep?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** What a backup came to. */
export interface BackupAnswer {
  /** False where damaged files could not be part of it. */
  readonly ok: boolean;
  readonly number: number;
  readonly files: number;
  readonly records: number;
  readonly bytes: number;
  /** What was not there yet. */
  readonly copiedFiles: number;
  readonly copiedBytes: number;
  /** Objects of older backups that were removed. */
  readonly removedObjects: number;
  readonly problems: readonly { readonly file: string; readonly reason: string }[];
}

/** A file of the snapshot is gone: compacted, thinned out or expired in the meantime. */
export class SnapshotStale extends Error {}

/**
 * Copies a snapshot's files to where they are not yet, reads each back, and then writes down what the backup holds: an
 * ended backup leaves the one before it as it was.
 */
export async function writeBackup(
  root: string,
  snapshot: readonly SnapshotFile[],
  objects: ObjectStore,
  createdAt: number,
  { keep = 1, signal, onProgress }: BackupOptions,
): Promise<BackupAnswer> {
  if (!Number.isInteger(keep) || keep < 1)
    throw new TailraceError('TAILRACE_BAD_OPTION', `A backup's 'keep' takes a whole number from 1, not ${keep}.`);
  const number = ((await manifestNumbers(objects, signal))[0] ?? 0) + 1;
  const there = await listed(objects, signal);
  const files: BackedUpFile[] = [];
  const problems: { file: string; reason: string }[] = [];
  const totalBytes = snapshot.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  const copied = { files: 0, bytes: 0, passed: 0, records: 0 };
  for (const [index, one] of snapshot.entries()) {
    if (signal?.aborted)
      throw new TailraceError('TAILRACE_ARCHIVE_FAILED', `${objects.name}: the backup was cancelled.`);
    const bytes = isThere(one, there) ? undefined : await readFor(root, one);
    if (bytes === 'absent') continue;
    if (bytes !== undefined && one.checksum !== undefined && crc32(bytes) !== one.checksum) {
      problems.push({ file: one.path, reason: 'Its checksum is wrong: it is damaged, and not in the backup.' });
      continue;
    }
    const file = bytes === undefined ? knownFile(one) : fileOf(one.path, bytes);
    if (bytes !== undefined && there.get(file.key) !== file.bytes) {
      await putAndReadBack(objects, file, bytes, signal);
      copied.files += 1;
      copied.bytes += file.bytes;
    }
    files.push(file);
    copied.records += one.records;
    copied.passed += one.bytes ?? 0;
    onProgress?.({ files: index + 1, totalFiles: snapshot.length, bytes: copied.passed, totalBytes });
  }
  const manifest: Manifest = { version: 1, number, createdAt, records: copied.records, files };
  const written = await objects.put(manifestKey(number), Buffer.from(JSON.stringify(manifest)), { signal });
  if (written === 'exists') throw raced(objects);
  const removedObjects = await removeOlder(objects, keep, signal);
  const left = await listed(objects, signal);
  if (files.some(({ key, bytes }) => left.get(key) !== bytes)) throw raced(objects);
  return {
    ok: problems.length === 0,
    number,
    files: files.length,
    records: copied.records,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    copiedFiles: copied.files,
    copiedBytes: copied.bytes,
    removedObjects,
    problems,
  };
}

/** Whether a file of known bytes is in the backup already; such a file was read back when it was put there. */
function isThere({ path, bytes, checksum }: SnapshotFile, there: ReadonlyMap<string, number>): boolean {
  return bytes !== undefined && checksum !== undefined && there.get(dataKey(path, bytes, checksum)) === bytes;
}

function knownFile({ path, bytes = 0, checksum = 0 }: SnapshotFile): BackedUpFile {
  return { path, key: dataKey(path, bytes, checksum), bytes, checksum };
}

function fileOf(path: string, bytes: Uint8Array): BackedUpFile {
  const checksum = crc32(bytes);
  return { path, key: dataKey(path, bytes.length, checksum), bytes: bytes.length, checksum };
}

async function listed(objects: ObjectStore, signal: AbortSignal | undefined): Promise<Map<string, number>> {
  const there = new Map<string, number>();
  for await (const { key, bytes } of objects.list(DATA_PREFIX, { signal })) if (isDataKey(key)) there.set(key, bytes);
  return there;
}

async function putAndReadBack(
  objects: ObjectStore,
  { key, checksum }: BackedUpFile,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  await objects.put(key, bytes, { signal });
  const back = await objects.get(key, { signal });
  if (back !== undefined && back.length === bytes.length && crc32(back) === checksum) return;
  // What was there under this name is damaged, or was damaged on its way.
  await objects.delete(key, { signal });
  throw new TailraceError(
    'TAILRACE_ARCHIVE_FAILED',
    `${objects.name}/${key}: what was read back is not what was written.`,
  );
}

async function readFor(root: string, { path, bytes, isData }: SnapshotFile): Promise<Buffer | 'absent'> {
  try {
    return await readStart(join(root, path), bytes);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
    if (isData) throw new SnapshotStale(path);
    return 'absent';
  }
}

/** The first bytes of a file; of a write-ahead file whose durable bytes are not known, its whole lines. */
async function readStart(path: string, bytes: number | undefined): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    if (bytes === undefined) {
      const all = await handle.readFile();
      return path.endsWith('.jsonl') ? all.subarray(0, all.lastIndexOf(10) + 1) : all;
    }
    const buffer = Buffer.alloc(bytes);
    let read = 0;
    while (read < bytes) {
      const { bytesRead } = await handle.read(buffer, read, bytes - read, read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return buffer.subarray(0, read);
  } finally {
    await handle.close();
  }
}

/** Removes the backups beyond those that are kept, and then what none of these refers to. */
async function removeOlder(objects: ObjectStore, keep: number, signal: AbortSignal | undefined): Promise<number> {
  const numbers = await manifestNumbers(objects, signal);
  const referred = new Set<string>();
  for (const number of numbers.slice(0, keep)) {
    for (const { key } of (await readManifest(objects, number, signal)).files) referred.add(key);
  }
  for (const number of numbers.slice(keep)) await objects.delete(manifestKey(number), { signal });
  let removed = 0;
  for (const key of (await listed(objects, signal)).keys()) {
    if (referred.has(key)) continue;
    await objects.delete(key, { signal });
    removed += 1;
  }
  return removed;
}

function raced(objects: ObjectStore): TailraceError {
  return new TailraceError(
    'TAILRACE_ARCHIVE_FAILED',
    `${objects.name}: another backup to the same place ran at the same time. Run it again.`,
  );
}
