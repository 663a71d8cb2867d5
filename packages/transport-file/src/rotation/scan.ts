import { join } from 'node:path';
import { codeOf, type FileSystem } from '../file-system.ts';
import { deadTemporaryFor, isBeingCompressed } from './compress.ts';
import { hasEnding, withoutEnding } from './compression-ending.ts';
import type { FileNaming } from './file-naming.ts';
import type { FinishedFile } from './retention.ts';

/** Where to look, and for what. */
export interface ScanScope {
  readonly root: string;
  /** How many folders stand between the root and the files. */
  readonly depth: number;
  readonly naming: FileNaming;
}

/** What a scan found. */
export interface Scan {
  readonly finished: readonly FinishedFile[];
  /** Of the finished ones: those that are not compressed, and that nobody compresses. */
  readonly plain: ReadonlySet<FinishedFile>;
  /** What crashes have left: half-made compressed files, and names that were reserved in vain. */
  readonly leftovers: readonly string[];
}

/** A reserved name is renamed over at once; one that is this old belongs to a process that died in between. */
const RESERVED_MILLIS = 60_000;

/** Looks through the folders for finished files and for what crashes have left. */
export async function scan(scope: ScanScope, fs: FileSystem, now: number, currentPeriod: string): Promise<Scan> {
  const finished: FinishedFile[] = [];
  const plain = new Set<FinishedFile>();
  const leftovers: string[] = [];
  for (const folders of await foldersOf(scope, fs)) {
    const folder = join(scope.root, ...folders);
    const names = await listed(folder, fs);
    for (const name of names) {
      const path = join(folder, name);
      const isTemporary = name.startsWith('.') && name.endsWith('.tmp');
      const known = isTemporary ? undefined : scope.naming.finished([...folders, withoutEnding(name)], currentPeriod);
      if (known === undefined && !isTemporary) continue;
      const there = await fs.promises.stat(path).catch(() => undefined);
      if (there?.isFile() !== true) continue;
      if (known === undefined) {
        const dead = deadTemporaryFor(name, there.mtimeMs, now);
        const isOurs = dead !== undefined && scope.naming.finished([...folders, dead], currentPeriod) !== undefined;
        if (isOurs) leftovers.push(path);
      } else if (there.size === 0 && !hasEnding(name)) {
        if (now - there.mtimeMs > RESERVED_MILLIS) leftovers.push(path);
      } else {
        const file: FinishedFile = { ...known, path, bytes: there.size, modified: there.mtimeMs };
        finished.push(file);
        if (!hasEnding(name) && !isBeingCompressed(name, names)) plain.add(file);
      }
    }
  }
  return { finished, plain, leftovers };
}

async function foldersOf({ root, depth }: ScanScope, fs: FileSystem): Promise<readonly (readonly string[])[]> {
  let level: (readonly string[])[] = [[]];
  for (let below = 0; below < depth; below += 1) {
    const next: (readonly string[])[] = [];
    for (const folders of level) {
      const path = join(root, ...folders);
      const entries = await fs.promises.readdir(path, { withFileTypes: true }).catch(absent);
      for (const entry of entries) if (entry.isDirectory()) next.push([...folders, entry.name]);
    }
    level = next;
  }
  return level;
}

async function listed(folder: string, fs: FileSystem): Promise<readonly string[]> {
  return fs.promises.readdir(folder).catch(absent);
}

function absent(error: unknown): never[] {
  if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
  throw error;
}
