import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DuckdbStoreOptions, restoreBackup } from '../src/index.ts';
import { MovedClock } from './moved-clock.ts';
import { makeFolder, makeRecords, messagesOf, openStore, START } from './records.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Three segments of ten records each in an archive; a backup was made behind the first. */
async function lost() {
  const [folder, archive, backup] = [await makeFolder(), await makeFolder(), await makeFolder()];
  const clock = new MovedClock();
  const options = { clock, retention: 'all forever', archive: { to: archive, olderThanMillis: HOUR } } as const;
  const store = await openStore(folder, options);
  for (let day = 0; day < 3; day += 1) {
    await store.append(makeRecords(10, START + day * DAY));
    await store.compact();
    if (day === 0) await store.backup(backup);
  }
  clock.passedMillis += 2 * HOUR;
  await store.archive();
  await store.close();
  await rm(join(folder), { recursive: true });
  const heirOptions: Partial<DuckdbStoreOptions> = { ...options, archive: { ...options.archive, adopt: true } };
  return { archive, backup, heirOptions, laterOptions: options };
}

describe('a store whose folder was lost', () => {
  it('takes its archive over before it numbers anything: what comes then is there after the next start, too', async () => {
    const { heirOptions, laterOptions } = await lost();
    const folder = await makeFolder();
    const heir = await openStore(folder, heirOptions);
    expect((await heir.stats()).records).toBe(30);
    await heir.append(makeRecords(7, START + 5 * DAY));
    await heir.close();
    const again = await openStore(folder, laterOptions);
    expect(await messagesOf(again, '*')).toHaveLength(37);
    await again.compact();
    await again.close();
    const third = await openStore(folder, laterOptions);
    expect(await messagesOf(third, '*')).toHaveLength(37);
    expect((await third.verify()).problems).toEqual([]);
  });

  it('has what was archived behind its last backup beside what was restored, each record once', async () => {
    const { backup, heirOptions, laterOptions } = await lost();
    const folder = await makeFolder();
    await restoreBackup(backup, folder);
    const heir = await openStore(folder, heirOptions);
    await heir.append(makeRecords(7, START + 5 * DAY));
    await heir.compact();
    await heir.close();
    const again = await openStore(folder, laterOptions);
    expect(await messagesOf(again, '*')).toHaveLength(37);
    expect((await again.stats()).damaged).toEqual([]);
  });

  it('says why where its archive cannot be taken over, and begins no numbers of its own', async () => {
    const { heirOptions } = await lost();
    const away = { name: 'away', put: down, get: down, list: downList, delete: down };
    const folder = await makeFolder();
    await expect(openStore(folder, { ...heirOptions, archive: { to: away, adopt: true } })).rejects.toThrow('is away');
    const heir = await openStore(folder, heirOptions);
    expect((await heir.stats()).records).toBe(30);
  });
});

function down(): Promise<never> {
  return Promise.reject(new Error('It is away.'));
}

// oxlint-disable-next-line require-yield -- it never comes to its first object
async function* downList(): AsyncGenerator<never> {
  await down();
}
