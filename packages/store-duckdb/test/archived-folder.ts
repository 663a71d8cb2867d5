import { join } from 'node:path';
import { type DuckdbStoreOptions, folderObjects, type ObjectStore } from '../src/index.ts';
import { filledOnce, openToFill } from './filled-folder.ts';
import { MovedClock } from './moved-clock.ts';
import { makeRecords, openStore, START } from './records.ts';

export const HOUR = 3_600_000;
export const DAY: number = 24 * HOUR;

/** Three days of 40 records each in the archive, and 20 of the day after them in the store. */
export const original = filledOnce(async (path) => {
  const clock = new MovedClock();
  const store = await openToFill({
    directory: join(path, 'store'),
    retention: 'all forever',
    clock,
    archive: { to: join(path, 'archive'), olderThanMillis: HOUR },
  });
  for (let day = 0; day < 3; day += 1) {
    await store.append(
      makeRecords(40, START + day * DAY, { service: `s${day}` }).map((record, index) => ({
        ...record,
        id: `d${day}-${index}`,
      })),
    );
    await store.compact();
  }
  clock.passedMillis += 2 * HOUR;
  await store.archive();
  await store.append(makeRecords(20, START + 3 * DAY, { service: 's3' }));
  await store.close();
});

/** An object store that counts what is read, and may be told to fail. */
function counting(objects: ObjectStore) {
  const state = { gets: [] as string[], down: false };
  const failing = () => {
    if (state.down) throw new Error('The archive is away.');
  };
  const counted: ObjectStore = {
    name: objects.name,
    put: async (key, bytes) => (failing(), objects.put(key, bytes)),
    get: async (key) => {
      failing();
      state.gets.push(key);
      return objects.get(key);
    },
    async *list(prefix) {
      failing();
      yield* objects.list(prefix);
    },
    delete: async (key) => (failing(), objects.delete(key)),
  };
  const parquets = () => state.gets.filter((key) => key.endsWith('.parquet')).length;
  return { state, counted, parquets };
}

/** A copy of it, whose archive counts what is read, and may be told to fail. */
export async function archived(options: Partial<DuckdbStoreOptions> = {}, cacheBytes?: number) {
  const copy = await original.copy();
  const [folder, archive] = [join(copy, 'store'), join(copy, 'archive')];
  const { state, counted, parquets } = counting(folderObjects(archive));
  const open = (more: Partial<DuckdbStoreOptions> = {}) =>
    openStore(folder, {
      retention: 'all forever',
      archive: { to: counted, ...(cacheBytes !== undefined && { cacheBytes }) },
      ...options,
      ...more,
    });
  return { folder, archive, state, parquets, open };
}

/** The file of a day in the archive. */
export const parquetOf = (archive: string, day: number) =>
  join(archive, 'segments', `2026-11-0${day + 1}`, `0000000${day + 1}.parquet`);
