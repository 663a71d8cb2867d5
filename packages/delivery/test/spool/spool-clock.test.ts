import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { entries, everything, ids, newFolder, open, range } from './spool-fixture.ts';

const HOUR = 3_600_000;

describe('a spool whose clock jumps by an hour [F8]', () => {
  for (const [way, millis] of [
    ['back', -HOUR],
    ['ahead', HOUR],
  ] as const) {
    it(`${way}, while it runs: reads in order, and adopts after a minute that really passed`, async () => {
      const folder = newFolder();
      const { spool, clock } = await open(folder, { segmentBytes: 512 });
      await spool.append(entries(10), 'process');
      clock.jump(millis);
      await spool.append(entries(10, 10), 'process');
      expect(ids(await spool.read(everything))).toEqual(range(0, 20));
      const other = await open(folder, { clock: new FakeClock(clock.now()) });
      await other.spool.append(entries(2, 50), 'process');
      await other.spool.close();
      await clock.advance(60_000);
      expect(ids(await spool.read(everything))).toEqual(range(50, 52));
    });

    it(`${way}, between two runs: the older run's entries still come first`, async () => {
      const folder = newFolder();
      const start = Date.UTC(2026, 0, 1);
      const first = await open(folder, { clock: new FakeClock(start) });
      await first.spool.append(entries(5), 'process');
      await first.spool.close();
      const second = await open(folder, { clock: new FakeClock(start + millis) });
      await second.spool.append(entries(5, 5), 'process');
      await second.spool.close();
      const third = await open(folder, { clock: new FakeClock(start) });
      await third.spool.append(entries(5, 10), 'process');
      expect(ids(await third.spool.read(everything))).toEqual(range(0, 15));
    });
  }

  it('ahead, beyond the quota of age, ends what the quota says and counts it; back, it ends nothing', async () => {
    const start = Date.UTC(2026, 0, 1);
    const later = new FakeClock(start + 2 * HOUR);
    const { spool: ahead } = await open(newFolder(), { maxAgeMillis: HOUR / 2, clock: later });
    await ahead.append(entries(3), 'process');
    expect(ids(await ahead.read(everything))).toEqual([]);
    expect(ahead.counts()).toMatchObject({ expired: 3, pendingRecords: 0 });
    const { spool: back } = await open(newFolder(), { maxAgeMillis: HOUR / 2, clock: new FakeClock(start - HOUR) });
    await back.append(entries(3), 'process');
    expect(ids(await back.read(everything))).toEqual(range(0, 3));
  });
});
