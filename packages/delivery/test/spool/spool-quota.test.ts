import { describe, expect, it } from 'vitest';
import { crash, entries, entry, everything, filesOf, ids, newFolder, open, range } from './spool-fixture.ts';
import { statSync } from 'node:fs';

function bytesOnDisk(folder: string): number {
  return filesOf(folder, '.seg').reduce((bytes, file) => bytes + statSync(file).size, 0);
}

describe('the quotas of a spool [G5] [G10]', () => {
  it('evict the oldest and count it, and never hold more bytes than allowed', async () => {
    const folder = newFolder();
    const { spool, events } = await open(folder, { maxBytes: 8192 });
    for (let n = 0; n < 400; n += 4) {
      await spool.append(entries(4, n), 'process');
      expect(bytesOnDisk(folder)).toBeLessThanOrEqual(8192);
    }
    const { evicted, pendingRecords } = spool.counts();
    expect(evicted).toBeGreaterThan(250);
    expect(evicted + pendingRecords).toBe(400);
    expect(ids(await spool.read(everything))).toEqual(range(evicted, 400));
    const counted = events
      .filter(({ reason }) => reason === 'spool_full')
      .reduce((sum, event) => sum + (event.records ?? 0), 0);
    expect(counted).toBe(evicted);
  });

  it('evict errors last', async () => {
    const folder = newFolder();
    const { spool } = await open(folder, { maxBytes: 8192 });
    for (let n = 0; n < 400; n += 4)
      await spool.append([...entries(3, n), entry(n + 3, n % 40 === 0 ? 17 : 9)], 'process');
    const errors = Array.from({ length: 10 }, (_, index) => `id-${index * 40 + 3}`);
    const { evicted, pendingRecords } = spool.counts();
    expect(evicted + pendingRecords).toBe(400);
    const copy = crash(folder);
    for (const left of [spool, (await open(copy)).spool]) {
      const read = ids(await left.read(everything));
      expect(errors.every((id) => read.includes(id))).toBe(true);
      expect(read.length).toBe(pendingRecords);
      expect(left.counts().damaged).toBe(0);
    }
  });

  it('evict errors too when there is nothing else', async () => {
    const { spool } = await open(newFolder(), { maxBytes: 8192 });
    for (let n = 0; n < 400; n += 4) await spool.append(entries(4, n, 17), 'process');
    const { evicted, pendingRecords } = spool.counts();
    expect(evicted + pendingRecords).toBe(400);
    expect(ids(await spool.read(everything))).toEqual(range(evicted, 400));
  });

  it('leave alone what was handed out, and refuse the append where nothing else is there', async () => {
    const { spool } = await open(newFolder(), { maxBytes: 8192 });
    let taken = 0;
    let refused: unknown;
    for (; taken < 400; taken += 4) {
      try {
        await spool.append(entries(4, taken), 'process');
      } catch (error) {
        refused = error;
        break;
      }
      await spool.read(everything);
    }
    expect(refused).toMatchObject({ code: 'TAILRACE_SPOOL_FULL' });
    expect(spool.counts()).toMatchObject({ evicted: 0, pendingRecords: taken });
  });

  it('refuse the append and evict nothing where nothing may be evicted', async () => {
    const { spool } = await open(newFolder(), { maxBytes: 8192, evicts: false });
    let taken = 0;
    await expect(
      (async () => {
        for (; taken < 400; taken += 4) await spool.append(entries(4, taken), 'process');
      })(),
    ).rejects.toMatchObject({ code: 'TAILRACE_SPOOL_FULL' });
    expect(spool.counts()).toMatchObject({ evicted: 0, pendingRecords: taken });
    expect(ids(await spool.read(everything))).toEqual(range(0, taken));
  });

  it('evict what is past the quota of age: what is read, and by and by what lies', async () => {
    const folder = newFolder();
    const { spool, clock } = await open(folder, { maxAgeMillis: 1000, segmentBytes: 512 });
    await spool.append(entries(20), 'process');
    await spool.append(entries(2, 900), 'process');
    await clock.advance(1015);
    expect(ids(await spool.read(everything))).toEqual([...range(15, 20), ...range(900, 902)]);
    expect(spool.counts()).toMatchObject({ evicted: 15, expired: 15 });
    await spool.append(entries(20, 1000), 'process');
    await spool.append(entries(20, 1020), 'process');
    await spool.append(entries(1, 1040), 'process');
    await clock.advance(60_000);
    expect(spool.counts().expired).toBe(35);
  });
});
