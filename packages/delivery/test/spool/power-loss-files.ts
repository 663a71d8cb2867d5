import type { Draw } from '@tailrace/core/testing';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFiles, type SpoolFiles } from '../../src/spool/spool-files.ts';

/** What may be lost in pieces: a sector, made small so that few bytes have many. */
const SECTOR_BYTES = 32;

type Change =
  | { readonly kind: 'write'; readonly bytes: Buffer; readonly position: number }
  | { readonly kind: 'truncate'; readonly length: number };

/** What of a file is on the disk for sure, and what is only in the kernel. */
interface FileState {
  synced: Buffer;
  changes: Change[];
}

/**
 * A file system that remembers what was synced, so that a loss of power can be played: of what was not synced any part
 * may be on the disk, later writes without earlier ones, writes in pieces, and files without their names.
 */
export class PowerLossFiles implements SpoolFiles {
  readonly #states = new Map<string, FileState>();
  readonly #paths = new Map<number, string>();
  /** Names that a sync of their folder made durable. */
  readonly #names = new Set<string>();

  openSync(path: string, flags: string): number {
    const isThere = flags === 'r+';
    const fd = nodeFiles.openSync(path, flags);
    this.#paths.set(fd, path);
    if (!this.#states.has(path)) {
      // What another run left was on the disk before this one began.
      this.#states.set(path, { synced: isThere ? readFileSync(path) : Buffer.alloc(0), changes: [] });
      if (isThere) this.#names.add(path);
    } else if (!isThere) {
      this.#state(fd).changes.push({ kind: 'truncate', length: 0 });
    }
    return fd;
  }

  closeSync(fd: number): void {
    this.#paths.delete(fd);
    nodeFiles.closeSync(fd);
  }

  mkdirSync(path: string): void {
    nodeFiles.mkdirSync(path);
  }

  writeSync(fd: number, bytes: Uint8Array, offset: number, length: number, position: number): number {
    this.#wrote(fd, bytes, offset, length, position);
    return nodeFiles.writeSync(fd, bytes, offset, length, position);
  }

  linksSync(fd: number): number {
    return nodeFiles.linksSync(fd);
  }

  truncateSync(fd: number, length: number): void {
    this.#state(fd).changes.push({ kind: 'truncate', length });
    nodeFiles.truncateSync(fd, length);
  }

  write(fd: number, bytes: Uint8Array, offset: number, length: number, position: number): Promise<number> {
    this.#wrote(fd, bytes, offset, length, position);
    return nodeFiles.write(fd, bytes, offset, length, position);
  }

  async sync(fd: number): Promise<void> {
    const state = this.#state(fd);
    const changes = state.changes.length;
    await nodeFiles.sync(fd);
    state.synced = state.changes.splice(0, changes).reduce((bytes, change) => applied(bytes, change), state.synced);
  }

  syncSync(fd: number): void {
    const state = this.#state(fd);
    nodeFiles.syncSync(fd);
    state.synced = state.changes.splice(0).reduce((bytes, change) => applied(bytes, change), state.synced);
  }

  async syncFolder(path: string): Promise<void> {
    await nodeFiles.syncFolder(path);
    this.#named(path);
  }

  syncFolderSync(path: string): void {
    nodeFiles.syncFolderSync(path);
    this.#named(path);
  }

  /** Writes into a new folder what may be on the disk if the power is lost now. */
  losePower(from: string, to: string, draw: Draw): void {
    for (const file of readdirSync(from, { withFileTypes: true })) {
      const [source, target] = [join(from, file.name), join(to, file.name)];
      if (file.isDirectory()) {
        if (!this.#isKept(source, draw)) continue;
        mkdirSync(target);
        this.losePower(source, target, draw);
      } else if (file.isFile()) {
        const state = this.#states.get(source);
        if (state === undefined) writeFileSync(target, readFileSync(source));
        else if (this.#isKept(source, draw)) writeFileSync(target, survived(state, draw));
      }
    }
  }

  /**
   * A name that was not synced may be gone. One that was, or that another run made, is not: file systems keep the order
   * of renames, so a folder that another run's files were moved to is there where they are not in their old place.
   */
  #isKept(path: string, draw: Draw): boolean {
    if (this.#names.has(path)) return true;
    const files = this.#states.has(path) ? [path] : filesIn(path);
    return files.some((file) => !this.#states.has(file)) || draw() < 0.5;
  }

  #named(folder: string): void {
    for (const name of readdirSync(folder)) this.#names.add(join(folder, name));
  }

  #wrote(fd: number, bytes: Uint8Array, offset: number, length: number, position: number): void {
    const copy = Buffer.from(bytes.subarray(offset, offset + length));
    this.#state(fd).changes.push({ kind: 'write', bytes: copy, position });
  }

  #state(fd: number): FileState {
    return this.#states.get(this.#paths.get(fd) ?? '') as FileState;
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name));
}

function applied(bytes: Buffer, change: Change): Buffer {
  if (change.kind === 'truncate') return padded(bytes, change.length).subarray(0, change.length);
  const out = padded(Buffer.from(bytes), change.position + change.bytes.length);
  change.bytes.copy(out, change.position);
  return out;
}

function padded(bytes: Buffer, length: number): Buffer {
  return bytes.length >= length ? bytes : Buffer.concat([bytes, Buffer.alloc(length - bytes.length)]);
}

/** Each sector of each change that was not synced is on the disk or is not, whatever came before or after it. */
function survived({ synced, changes }: FileState, draw: Draw): Buffer {
  let bytes = synced;
  for (const change of changes) {
    if (change.kind === 'truncate') {
      if (draw() < 0.5) bytes = applied(bytes, change);
      continue;
    }
    for (let at = 0; at < change.bytes.length; at += SECTOR_BYTES) {
      if (draw() < 0.5) continue;
      const piece = change.bytes.subarray(at, at + SECTOR_BYTES);
      bytes = applied(bytes, { kind: 'write', bytes: piece, position: change.position + at });
    }
  }
  return bytes;
}
