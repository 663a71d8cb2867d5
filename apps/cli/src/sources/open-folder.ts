import { readdir } from 'node:fs/promises';
import { openStoreForReading, type StoreReader } from '@tailrace/store-duckdb';
import { CommandFailure } from '../command-failure.ts';
import { isStore } from './is-store.ts';

/** Opens a store's folder for reading, also while a collector writes it. */
export async function openFolder(directory: string): Promise<StoreReader> {
  const names = await readdir(directory);
  if (!isStore(names)) {
    const hint = `Name its files: '${directory}/*.log'.`;
    throw new CommandFailure(
      'failed',
      `The folder ${directory} is no store.`,
      names.length > 0 ? hint : 'It is empty.',
    );
  }
  return openStoreForReading({ directory });
}
