import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { archived, DAY, HOUR } from './archived-folder.ts';
import { MovedClock } from './moved-clock.ts';
import { makeFolder, makeRecords, messagesOf, openStore, START } from './records.ts';

describe('retention of what is archived', () => {
  it('thins it out and deletes it in the archive too, and counts it', async () => {
    const clock = new MovedClock();
    const { archive, open } = await archived({ clock, retention: 'kind:keep 90d, the rest 14d' });
    const store = await open();
    await store.append(makeRecords(4, START + 4 * DAY, { kind: 'keep' }));
    await store.append(makeRecords(6, START + 4 * DAY));
    await store.compact();
    const pass = async (millis: number) => {
      clock.passedMillis += millis;
      await store.retain();
      clock.passedMillis += HOUR;
      return store.retain();
    };
    await pass(8 * DAY);
    expect(await store.archive()).toMatchObject({ segments: 1, records: 30 });
    expect(await pass(7 * DAY)).toMatchObject({ segments: 3, rewritten: 1, records: 146 });
    expect(await store.archive()).toMatchObject({ segments: 1, records: 4 });
    const { records, removed } = await store.stats();
    expect({ records, removed: removed?.records }).toEqual({ records: 4, removed: 146 });
    const left = (await readdir(join(archive, 'segments'), { recursive: true })).filter((name) => name.includes('.'));
    expect(left.map((name) => name.slice(name.indexOf('/') + 1)).sort()).toEqual([
      '00000004-00000005.1.idx',
      '00000004-00000005.1.parquet',
    ]);
    expect(await messagesOf(store, 'kind:keep')).toHaveLength(4);
    expect(await pass(90 * DAY)).toMatchObject({ segments: 1, records: 4 });
    expect((await store.stats()).records).toBe(0);
  });

  it('has each record once where retention and archiving are asked for in the same moment', async () => {
    const [folder, archive] = [await makeFolder(), await makeFolder()];
    const clock = new MovedClock();
    const retention = 'kind:keep 90d, the rest 14d';
    const store = await openStore(folder, { clock, retention, archive: { to: archive, olderThanMillis: HOUR } });
    for (let hour = 0; hour < 3; hour += 1) {
      await store.append([...makeRecords(5, START + hour * HOUR, { kind: 'keep' }), ...makeRecords(5, START)]);
      await store.compact();
    }
    clock.passedMillis += 15 * DAY;
    await store.retain();
    clock.passedMillis += HOUR;
    await Promise.all([store.retain(), store.archive(), store.retain(), store.archive()]);
    expect(await messagesOf(store, '*')).toHaveLength(15);
    await store.close();
    const again = await openStore(folder, { clock, retention, archive: { to: archive, olderThanMillis: HOUR } });
    expect(await messagesOf(again, '*')).toHaveLength(15);
    expect((await again.stats()).damaged).toEqual([]);
  });

  it('archives the oldest first where there are too many bytes here, and deletes nothing', async () => {
    const [folder, archive] = [await makeFolder(), await makeFolder()];
    const store = await openStore(folder, {
      retention: { maxBytes: 1, maxAgeMillis: Infinity },
      archive: { to: archive },
    });
    await store.append(makeRecords(10));
    await store.compact();
    expect(await store.retain()).toMatchObject({ records: 0 });
    expect(await store.stats()).toMatchObject({ records: 10, archived: { segments: 1 } });
  });
});
