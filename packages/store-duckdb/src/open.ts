import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { refuseHalfRestored } from './backup/restore.ts';
import { DuckdbStore } from './duckdb-store.ts';
import { TailraceError } from '@tailrace/core';
import { layoutOf, makeFolders } from './layout.ts';
import { lockFolder } from './lock.ts';
import { type DuckdbStoreOptions, type ReadingOptions, settingsForReading, settingsForWriting } from './options.ts';
import { ReadingStore, type StoreReader } from './reading-store.ts';

/**
 * Opens a store's folder for writing and reading, made where it is absent.
 *
 * Whatever ended the last run, the start succeeds: what is damaged is set aside and told by `stats()`.
 *
 * @throws TailraceError `TAILRACE_STORE_LOCKED` where another process has the folder open for writing, and the codes of
 *   options: `TAILRACE_UNKNOWN_OPTION`, `TAILRACE_MISSING_OPTION`, `TAILRACE_BAD_OPTION`
 *   (also where the folder cannot be made).
 * @example
 * const store = await openDuckdbStore({ directory: './data' });
 * await store.append(records);                       // durable when this resolves
 * const { filter, pipes } = parseQuery('level>=error | count by service');
 * const answer = await store.query({ filter, pipes });
 * await store.close();
 */
export async function openDuckdbStore(options: DuckdbStoreOptions): Promise<DuckdbStore> {
  const settings = settingsForWriting(absolute(options), availableParallelism());
  const { directory } = settings;
  await makeDirectory(directory);
  const lock = await lockFolder(directory);
  try {
    await refuseHalfRestored(directory);
    await makeFolders(layoutOf(directory));
  } catch (error) {
    await lock.release();
    throw error;
  }
  return DuckdbStore.start(settings, lock);
}

/**
 * Opens a store's folder for reading alone, without its lock: a server may write it at the same time, or none may run.
 *
 * Nothing in the folder is changed. Each question sees what is there when it is asked.
 *
 * @example
 * const store = await openStoreForReading({ directory: './data' });
 * for await (const record of store.stream({ filter, pipes: [] })) console.log(record.message);
 */
export async function openStoreForReading(options: ReadingOptions): Promise<StoreReader> {
  const settings = settingsForReading(absolute(options), availableParallelism());
  await refuseHalfRestored(settings.directory);
  return ReadingStore.start(settings);
}

/** What is no text is left for the rules to name; without types the options may even be absent. */
function absolute<T extends { readonly directory: string }>(options: T): T {
  const { directory } = { ...options };
  return typeof directory === 'string' ? { ...options, directory: resolve(directory) } : { ...options };
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' || code === 'ENOTDIR' ? 'there is a file of that name' : String(code);
    throw new TailraceError('TAILRACE_BAD_OPTION', `openDuckdbStore: no folder can be made at ${directory}: ${why}.`, {
      cause: error,
    });
  }
}
