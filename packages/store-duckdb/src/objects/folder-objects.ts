import { link, mkdir, open, readdir, readFile, rm, stat, unlink } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { TailraceError } from '@tailrace/core';
import { isDiskFull } from '../disk-full.ts';
import { isCode, syncFolder } from '../layout.ts';
import type { ListedObject, ObjectStore } from './object-store.ts';

const UNFINISHED = '.unfinished-';

/**
 * An object store in a folder: a mounted disk, for example.
 *
 * @example
 * await store.backup(folderObjects('/mnt/backup/logs'));
 */
export function folderObjects(directory: string): ObjectStore {
  return new FolderObjects(resolve(directory));
}

class FolderObjects implements ObjectStore {
  readonly name: string;
  readonly #root: string;

  constructor(root: string) {
    this.name = root;
    this.#root = root;
  }

  async put(key: string, bytes: Uint8Array): Promise<'stored' | 'exists'> {
    const path = this.#pathOf(key);
    const unfinished = join(dirname(path), `${UNFINISHED}${randomUUID()}`);
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeSynced(unfinished, bytes);
      // Unlike a rename a link fails where the name is taken.
      await link(unfinished, path);
      await unlink(unfinished);
      await syncFolder(dirname(path));
      return 'stored';
    } catch (error) {
      await rm(unfinished, { force: true }).catch(() => undefined);
      if (isCode(error, 'EEXIST')) return 'exists';
      throw this.#failure(key, error);
    }
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    try {
      return await readFile(this.#pathOf(key));
    } catch (error) {
      if (isCode(error, 'ENOENT')) return undefined;
      throw this.#failure(key, error);
    }
  }

  async *list(prefix: string): AsyncGenerator<ListedObject> {
    // Only the folder that the prefix leads to is looked through.
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    try {
      for (const path of await this.#filesBelow(join(this.#root, folder))) {
        const key = relative(this.#root, path).split(sep).join('/');
        if (!key.startsWith(prefix)) continue;
        const found = await stat(path).catch((error: unknown) => {
          // Removed since the folder was read.
          if (isCode(error, 'ENOENT')) return undefined;
          throw error;
        });
        if (found !== undefined) yield { key, bytes: found.size };
      }
    } catch (error) {
      throw this.#failure(prefix, error);
    }
  }

  async delete(key: string): Promise<void> {
    try {
      await rm(this.#pathOf(key), { force: true });
    } catch (error) {
      throw this.#failure(key, error);
    }
  }

  async #filesBelow(folder: string): Promise<string[]> {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch((error: unknown) => {
      if (isCode(error, 'ENOENT')) return [];
      throw error;
    });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith(UNFINISHED))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  }

  #pathOf(key: string): string {
    const path = resolve(this.#root, key);
    if (path === this.#root || !path.startsWith(this.#root + sep))
      throw new TailraceError('TAILRACE_ARCHIVE_FAILED', `${this.name}: '${key}' is no key of an object.`);
    return path;
  }

  #failure(key: string, error: unknown): TailraceError {
    if (error instanceof TailraceError) return error;
    const { code, message } = error as NodeJS.ErrnoException;
    return new TailraceError(
      'TAILRACE_ARCHIVE_FAILED',
      `${this.name}/${key}: ${isDiskFull(error) ? `the disk is full (${code})` : (code ?? message)}`,
      { cause: error },
    );
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
