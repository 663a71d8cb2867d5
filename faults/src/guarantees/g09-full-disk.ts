import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../verdict.ts';
import type { Guarantee } from './guarantee.ts';

/** A device that is always full. */
const FULL = '/dev/full';

export const g09: Guarantee = {
  id: 'G9',
  title: 'a disk that takes nothing',
  file: 'g09-full-disk.ts',
  async check(bench) {
    if (bench.spooled) {
      const state = join(bench.folder, 'not-a-folder');
      writeFileSync(state, 'a file where the spool should be');
      const { transport, log, events } = bench.open({ durability: 'process' }, { state });
      log(10);
      await bench.flushed(transport);
      must((await bench.arrived()).length === 10, 'Records were lost for want of a disk.');
      must(
        events.some(({ name }) => name === 'spool.failed'),
        'Nobody was told.',
      );
      return 'goes on in memory';
    }
    if (!existsSync(FULL)) await bench.oracle.become('broken');
    const { transport, log, events } = bench.open(
      { capacity: { records: 5 }, overflow: 'drop-oldest', endMillis: 20 },
      existsSync(FULL) ? { address: FULL } : {},
    );
    log(10);
    await bench.until('a write failed', () => transport.counts().failures > 1);
    const { pending, dropped } = transport.books();
    must(pending === 5 && dropped.queue_full === 5, JSON.stringify(transport.books()));
    must(events.length > 0, 'Nobody was told.');
    return 'records wait in memory, then are counted';
  },
};
