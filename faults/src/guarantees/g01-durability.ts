import { syncCount } from './sync-count.ts';
import { must } from '../verdict.ts';
import type { GuaranteeBench } from './bench.ts';
import type { Guarantee } from './guarantee.ts';

const COUNT = 10;

/** Whether a record counts as accepted at once, whatever the destination does. */
async function memory(bench: GuaranteeBench): Promise<void> {
  await bench.away();
  const { transport, log } = bench.open({ durability: 'memory' });
  await Promise.all(log(COUNT).map(({ settled }) => settled));
  must((await bench.arrived()).length === 0, 'Records arrived at a destination that is away.');
  await bench.oracle.become('up');
  await bench.flushed(transport);
}

/** Whether what is acknowledged is there after the death of the process, with a destination that was away. */
async function kept(bench: GuaranteeBench, durability: 'process' | 'disk', from: number): Promise<void> {
  const syncsBefore = syncCount();
  if (bench.spooled) await bench.away();
  const { transport, log } = bench.open({ durability });
  await Promise.all(log(COUNT).map(({ settled }) => settled));
  const expected = bench.messages(from, from + COUNT);
  if (bench.spooled) {
    // The application goes no further; whoever comes after it finds what it was told to be kept.
    const state = bench.crashed();
    await bench.end(transport);
    await bench.oracle.become('up');
    const next = bench.open({}, { state });
    await bench.flushed(next.transport);
    await bench.end(next.transport);
  }
  const arrived = await bench.arrived();
  const missing = expected.filter((message) => !arrived.includes(message));
  must(missing.length === 0, `Acknowledged as '${durability}' and not there: ${missing.join(', ')}`);
  const synced = syncCount() > syncsBefore;
  must(synced === (durability === 'disk'), `Durability '${durability}' ${synced ? 'synced' : 'did not sync'}.`);
}

export const g01: Guarantee = {
  id: 'G1',
  title: 'an acknowledgement means',
  file: 'g01-durability.ts',
  async check(bench) {
    await memory(bench);
    await bench.fresh((next) => kept(next, 'process', 0));
    await bench.fresh((next) => kept(next, 'disk', 0));
    return 'memory, process or disk';
  },
};
