import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { codeOf, type FileSystem } from '../file-system.ts';
import { COMPRESSION_ENDINGS, type FileCompression } from './compression-ending.ts';

/** What a thread of the pool gets at once: enough that the event loop is seldom asked. */
const CHUNK_BYTES = 256 * 1024;
/** Where brotli is still as fast as gzip on log lines, and better. */
const BROTLI_QUALITY = 5;

/** Up to this size a file is compressed in about a millisecond. */
const SMALL_BYTES = 64 * 1024;

/** Node has had zstd since 22.15. */
type ZstdModule = { readonly createZstdCompress?: () => Transform; readonly createZstdDecompress?: () => Transform };
const { createZstdCompress, createZstdDecompress } = zlib as ZstdModule;

const TEMPORARY = /^\.(?<name>.+)\.(?:gz|br|zst)\.(?<host>[0-9a-f]{8})-(?<pid>\d+)-\d+\.tmp$/;
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** A file of another machine that was not written to for so long is a dead one's. */
const DEAD_MILLIS = 600_000;

let made = 0;
/** Those that this process writes now. */
const underWay = new Set<string>();

/** Whether this Node has the method. */
export function canCompress(method: FileCompression): boolean {
  return method !== 'zstd' || createZstdCompress !== undefined;
}

/**
 * Puts a compressed file in the place of a finished one, in threads of the pool.
 *
 * At any moment the lines are in one file at least that is found again: the compressed one is made under another name,
 * synced and renamed, and only then the finished one is deleted. A file that changes meanwhile is left as it is.
 *
 * @param another - Moves the finished file away where a compressed one of the same name has other lines.
 * @returns Whether the file is compressed now.
 */
export async function compressFile(
  path: string,
  method: FileCompression,
  fs: FileSystem,
  another: (path: string) => string | undefined,
): Promise<boolean> {
  let source = path;
  const isThere = (name: string): boolean => fs.statSync(name, { throwIfNoEntry: false }) !== undefined;
  if (isThere(source) && isThere(source + COMPRESSION_ENDINGS[method])) {
    const compared = fs.statSync(source);
    if (await hasSameLines(source, method, fs)) {
      // Files that are renamed in turn may have moved on meanwhile, and another one have come under the name.
      if (!isUnchanged(source, compared, fs)) return false;
      fs.unlinkSync(source);
      return true;
    }
    const free = isThere(source) ? another(source) : undefined;
    if (free === undefined) return false;
    fs.renameSync(source, free);
    source = free;
  }
  const target = source + COMPRESSION_ENDINGS[method];
  made += 1;
  const temporary = join(dirname(source), `.${basename(target)}.${HOST}-${process.pid}-${made}.tmp`);
  underWay.add(basename(temporary));
  try {
    return await compressVia(source, target, temporary, method, fs);
  } finally {
    remove(temporary, fs);
    underWay.delete(basename(temporary));
  }
}

/**
 * Compresses a file with gzip within the call, where that takes less time than asking a thread for it; leaves a larger
 * one, or one whose compressed form is there, as it is.
 *
 * @returns Whether it is compressed now.
 */
export function compressIfSmall(source: string, fs: FileSystem): boolean {
  const target = source + COMPRESSION_ENDINGS.gzip;
  const before = fs.statSync(source, { throwIfNoEntry: false });
  if (before?.isFile() !== true || before.size === 0 || before.size > SMALL_BYTES) return false;
  if (fs.statSync(target, { throwIfNoEntry: false }) !== undefined) return false;
  made += 1;
  const temporary = join(dirname(source), `.${basename(target)}.${HOST}-${process.pid}-${made}.tmp`);
  try {
    const plain = contentOf(source, before.size, fs);
    const fd = fs.openSync(temporary, 'wx', before.mode & 0o777);
    try {
      fs.writeSync(fd, zlib.gzipSync(plain));
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    if (!isUnchanged(source, before, fs)) return false;
    fs.utimesSync(temporary, before.atime, before.mtime);
    fs.renameSync(temporary, target);
    removeCompressed(source, before.size, fs);
    return true;
  } finally {
    remove(temporary, fs);
  }
}

function contentOf(path: string, bytes: number, fs: FileSystem): Buffer {
  const content = Buffer.alloc(bytes);
  const fd = fs.openSync(path, 'r');
  try {
    return content.subarray(0, fs.readSync(fd, content, 0, bytes, 0));
  } finally {
    fs.closeSync(fd);
  }
}

async function compressVia(
  source: string,
  target: string,
  temporary: string,
  method: FileCompression,
  fs: FileSystem,
): Promise<boolean> {
  const before = fs.statSync(source);
  await pipeline(
    fs.createReadStream(source, { highWaterMark: CHUNK_BYTES }),
    compressor(method),
    fs.createWriteStream(temporary, { flags: 'wx', mode: before.mode & 0o777, flush: true }),
  );
  // A process that had the file open when it was renamed may have added a line.
  if (!isUnchanged(source, before, fs) || fs.statSync(target, { throwIfNoEntry: false }) !== undefined) return false;
  fs.utimesSync(temporary, before.atime, before.mtime);
  fs.renameSync(temporary, target);
  await syncFolder(dirname(target), fs);
  if (isUnchanged(source, before, fs)) {
    removeCompressed(source, before.size, fs);
    return true;
  }
  if (fs.statSync(source, { throwIfNoEntry: false })?.ino === before.ino) fs.unlinkSync(target);
  return false;
}

function isUnchanged(path: string, before: Stats, fs: FileSystem): boolean {
  const now = fs.statSync(path, { throwIfNoEntry: false });
  return now?.ino === before.ino && now.dev === before.dev && now.size === before.size;
}

/**
 * Deletes a file that has been compressed. A line that another process adds in just this moment, to a file that it has
 * open still, gets a file under the old name.
 */
function removeCompressed(source: string, size: number, fs: FileSystem): void {
  const fd = fs.openSync(source, 'r');
  try {
    fs.unlinkSync(source);
    const late = Buffer.alloc(Math.max(0, fs.fstatSync(fd).size - size));
    if (late.length === 0) return;
    fs.readSync(fd, late, 0, late.length, size);
    const rescued = fs.openSync(source, 'a', fs.fstatSync(fd).mode & 0o777);
    fs.writeSync(rescued, late);
    fs.closeSync(rescued);
  } finally {
    fs.closeSync(fd);
  }
}

/** The name of the finished file that a temporary one was made for; `undefined` for other files, and for living ones. */
export function deadTemporaryFor(name: string, modified: number, now: number): string | undefined {
  const found = TEMPORARY.exec(name)?.groups;
  if (found === undefined || underWay.has(name)) return undefined;
  const { name: finished, host, pid } = found;
  const dead = host === HOST ? !isAlive(Number(pid)) : now - modified > DEAD_MILLIS;
  return dead ? finished : undefined;
}

/** Whether somebody is compressing a file now. */
export function isBeingCompressed(finished: string, names: readonly string[]): boolean {
  return names.some((name) => TEMPORARY.exec(name)?.groups?.['name'] === finished);
}

function isAlive(pid: number): boolean {
  // What this process writes is known; anything else with its number is of one before it.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function compressor(method: FileCompression): Transform {
  if (method === 'zstd' && createZstdCompress !== undefined) return createZstdCompress();
  if (method === 'brotli') {
    const { BROTLI_PARAM_QUALITY } = zlib.constants;
    return zlib.createBrotliCompress({ chunkSize: CHUNK_BYTES, params: { [BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
  }
  return zlib.createGzip({ chunkSize: CHUNK_BYTES });
}

function decompressor(method: FileCompression): Transform {
  if (method === 'zstd' && createZstdDecompress !== undefined) return createZstdDecompress();
  return method === 'brotli' ? zlib.createBrotliDecompress() : zlib.createGunzip();
}

/** Whether a compressed file holds just what the finished one does: then a crash came before the latter was deleted. */
async function hasSameLines(source: string, method: FileCompression, fs: FileSystem): Promise<boolean> {
  try {
    const compressed = createHash('sha256');
    await pipeline(fs.createReadStream(source + COMPRESSION_ENDINGS[method]), decompressor(method), compressed);
    const plain = createHash('sha256');
    await pipeline(fs.createReadStream(source), plain);
    return plain.digest('hex') === compressed.digest('hex');
  } catch {
    return false;
  }
}

async function syncFolder(folder: string, fs: FileSystem): Promise<void> {
  let fd: number | undefined;
  try {
    fd = fs.openSync(folder, 'r');
    await promisify(fs.fdatasync)(fd);
  } catch {
    // Not every system lets a folder be synced.
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}

function remove(path: string, fs: FileSystem): void {
  try {
    fs.unlinkSync(path);
  } catch {
    // It was renamed, or never made; what is left all the same is found by the next scan.
  }
}
