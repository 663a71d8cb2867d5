import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderObjects, type ObjectStore } from '../src/index.ts';
import { archived, DAY, HOUR } from './archived-folder.ts';
import { MovedClock } from './moved-clock.ts';
import { makeFolder, makeRecords, messagesOf, openStore, START } from './records.ts';

describe('a start with an archive', () => {
  it('has the indexes again that were lost here, and goes on with the next number', async () => {
    const { folder, open } = await archived();
    for (const day of ['2026-11-01', '2026-11-03']) await rm(join(folder, 'archived', day), { recursive: true });
    const store = await open();
    while ((await store.stats()).records < 140) await new Promise(setImmediate);
    expect(await messagesOf(store, '*')).toHaveLength(140);
    await store.compact();
    expect((await store.stats()).records).toBe(140);
  });

  it('writes nothing into its folder any more once it is closed, also while the archive was looked at', async () => {
    const { folder, archive } = await archived();
    const objects = folderObjects(archive);
    let goOn: () => void = () => undefined;
    let isAsked: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    const slow: ObjectStore = {
      name: objects.name,
      put: (key, bytes) => objects.put(key, bytes),
      get: async (key) => {
        isAsked();
        await new Promise<void>((resolve) => (goOn = resolve));
        return objects.get(key);
      },
      list: (prefix) => objects.list(prefix),
      delete: (key) => objects.delete(key),
    };
    const store = await openStore(folder, { retention: 'all forever', archive: { to: slow } });
    await asked;
    const closed = store.close();
    let isClosed = false;
    void closed.then(() => (isClosed = true));
    for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
    expect(isClosed).toBe(false);
    goOn();
    await closed;
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp') || name.startsWith('lock-'))).toEqual([]);
  });

  it('takes an archive over only where it is told that the folder was lost', async () => {
    const { archive } = await archived();
    const empty = await makeFolder();
    const clock = new MovedClock();
    const stranger = await openStore(empty, { clock, archive: { to: archive, olderThanMillis: HOUR } });
    await stranger.append(makeRecords(5));
    await stranger.compact();
    clock.passedMillis += 2 * HOUR;
    await expect(stranger.archive()).rejects.toThrow('the archive of another store');
    expect((await stranger.stats()).records).toBe(5);
    await stranger.close();
    const heir = await openStore(await makeFolder(), { archive: { to: archive, adopt: true } });
    while ((await heir.stats()).records < 120) await new Promise(setImmediate);
    await heir.append(makeRecords(1, START + 5 * DAY));
    expect(await messagesOf(heir, '*')).toHaveLength(121);
  });

  it.each(['before', 'behind'])('after a crash %s the segment was deleted here has each record once', async (when) => {
    const { folder, archive, open } = await archived();
    const day = join(folder, 'seg', '2026-11-01');
    await cp(join(archive, 'segments', '2026-11-01'), day, { recursive: true });
    if (when === 'behind') await rm(join(day, '00000001.parquet'));
    const store = await open();
    const { records, damaged, archived: away } = await store.stats();
    expect({ records, damaged, away: away?.segments }).toEqual({
      records: 140,
      damaged: [],
      away: when === 'behind' ? 3 : 2,
    });
    expect(await messagesOf(store, '*')).toHaveLength(140);
  });
});
