import { TailraceError } from '@tailrace/core';
import type { ObjectStore } from '../objects/object-store.ts';

/** One file of a backup. */
export interface BackedUpFile {
  /** Below the store's folder, with `/`. */
  readonly path: string;
  /** Under which the backup has it. */
  readonly key: string;
  readonly bytes: number;
  /** CRC-32. */
  readonly checksum: number;
}

/** What a backup holds, as it stands in the backup. */
export interface Manifest {
  readonly version: 1;
  /** Counts up with each backup to the same place. */
  readonly number: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly records: number;
  readonly files: readonly BackedUpFile[];
}

export const DATA_PREFIX = 'data/';
const PREFIX = 'backup-';

/** The key of a manifest: numbers sort. */
export function manifestKey(number: number): string {
  return `${PREFIX}${String(number).padStart(8, '0')}.json`;
}

/** The key of a file's bytes: what has other bytes has another key, so nothing is ever written over. */
export function dataKey(path: string, bytes: number, checksum: number): string {
  return `${DATA_PREFIX}${path}~${bytes}-${checksum.toString(16).padStart(8, '0')}`;
}

/** The numbers of the backups that are there, newest first. */
export async function manifestNumbers(objects: ObjectStore, signal?: AbortSignal): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { key } of objects.list(PREFIX, { signal })) {
    const match = /^backup-(\d{8,})\.json$/.exec(key);
    if (match !== null) numbers.push(Number(match[1]));
  }
  return numbers.sort((a, b) => b - a);
}

/** Reads what a backup holds; the newest one where no number is given. */
export async function readManifest(objects: ObjectStore, number?: number, signal?: AbortSignal): Promise<Manifest> {
  const chosen = number ?? (await manifestNumbers(objects, signal))[0];
  const fail = (words: string): TailraceError =>
    new TailraceError('TAILRACE_ARCHIVE_FAILED', `${objects.name}: ${words}`);
  if (chosen === undefined) throw fail('there is no backup here.');
  const bytes = await objects.get(manifestKey(chosen), { signal });
  if (bytes === undefined) throw fail(`there is no backup ${chosen}.`);
  let manifest: Manifest;
  try {
    manifest = JSON.parse(Buffer.from(bytes).toString('utf8')) as Manifest;
  } catch {
    throw fail(`${manifestKey(chosen)} is damaged.`);
  }
  if (!Array.isArray(manifest?.files)) throw fail(`${manifestKey(chosen)} is damaged.`);
  if (manifest.version !== 1) throw fail(`${manifestKey(chosen)} is of a newer version of Tailrace.`);
  const odd = manifest.files.find((file) => !isOwnPath(file?.path) || !isDataKey(file.key));
  if (odd !== undefined) throw fail(`${manifestKey(chosen)} names '${odd?.path}', which is no file of a store.`);
  return manifest;
}

/** Whether a key is one that `dataKey` makes: beside a backup there may be anything, and it is nobody's to remove. */
export function isDataKey(key: string): boolean {
  const match = /^data\/(.+)~\d+-[0-9a-f]{8}$/.exec(key);
  return match !== null && isOwnPath(match[1]);
}

/** Whether a path leads to a file that a store's folder has: a manifest may have been written by anybody. */
function isOwnPath(path: unknown): boolean {
  return (
    typeof path === 'string' && /^(?:books\.json|(?:hot|seg|archived|rejected)(?:\/(?!\.)[\w.-]+){1,2})$/.test(path)
  );
}
