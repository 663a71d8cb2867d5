import { systemClock } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { must } from '../verdict.ts';
import type { Guarantee } from './guarantee.ts';

const YEAR_MILLIS = 365 * 86_400_000;

export const g10: Guarantee = {
  id: 'G10',
  title: 'an outage of a year',
  file: 'g10-no-give-up.ts',
  async check(bench) {
    if (bench.spooled) {
      await bench.oracle.become('down');
      const first = bench.open({ durability: 'process', endMillis: 20, retry: { attempts: 2 } });
      first.log(10);
      await bench.until('it was tried often', () => first.transport.counts().failures > 3);
      await bench.end(first.transport);
      await bench.oracle.become('up');
      const clock = new FakeClock(systemClock.now() + YEAR_MILLIS);
      const second = bench.open({ clock });
      await bench.until('all of it was taken over', () => second.transport.books().adopted === 10);
      // What is read back is sent when it has waited long enough, on this clock.
      await bench.until('it was delivered', async () => {
        await clock.advance(10);
        return second.transport.books().delivered === 10;
      });
      await bench.arrivedAll(0, 10);
      return 'waits on disk, as long as the quotas allow';
    }
    const clock = new FakeClock();
    await bench.oracle.become('broken');
    const { transport, log } = bench.open({ clock, retry: { maxMillis: YEAR_MILLIS } });
    log(10);
    await bench.until('a year has passed', async () => {
      await clock.advance(YEAR_MILLIS / 40);
      return clock.monotonic() > YEAR_MILLIS;
    });
    must(transport.books().pending === 10, JSON.stringify(transport.books()));
    await bench.oracle.become('up');
    await bench.until('it was delivered', async () => {
      await clock.advance(YEAR_MILLIS);
      return transport.books().delivered === 10;
    });
    await bench.arrivedAll(0, 10);
    return 'waits in memory';
  },
};
