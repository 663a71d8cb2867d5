import { must } from '../verdict.ts';
import type { GuaranteeBench } from './bench.ts';
import type { Guarantee } from './guarantee.ts';

/** Through failures, an outage and a restart. */
async function inOrder(bench: GuaranteeBench): Promise<void> {
  const options = { batch: { records: 3, ageMillis: 0 }, durability: 'process', endMillis: 50 } as const;
  const first = bench.open(options);
  first.log(10);
  await bench.flushed(first.transport);
  await bench.oracle.become('broken');
  first.log(10);
  await bench.until('a send failed', () => first.transport.counts().failures > 0);
  if (bench.spooled) {
    await bench.end(first.transport);
    await bench.oracle.become('up');
    const second = bench.open(options);
    second.log(10);
    await bench.flushed(second.transport);
  } else {
    await bench.oracle.become('up');
    first.log(10);
    await bench.flushed(first.transport);
  }
  const arrived = await bench.arrived();
  must(arrived.join(' ') === bench.messages(0, 30).join(' '), `Arrived: ${arrived.join(' ')}`);
}

/** Whether a batch arrives although one before it, that went first, has not. */
async function overtakes(bench: GuaranteeBench): Promise<void> {
  const { transport, log } = bench.open({
    batch: { records: 1, ageMillis: 0 },
    retry: { minMillis: 600_000, maxMillis: 600_000 },
    random: () => 0.999,
  });
  // A destination that is well is trusted with more than one at once.
  log(40);
  await bench.flushed(transport);
  await bench.oracle.become('broken');
  log(1);
  await bench.until('the first failed', () => transport.counts().failures === 1);
  await bench.oracle.become('up');
  log(1);
  await bench.until('the second arrived', async () => (await bench.arrived()).includes(bench.message(41)));
  must(!(await bench.arrived()).includes(bench.message(40)), 'The first arrived although it waits for its next try.');
}

export const g03: Guarantee = {
  id: 'G3',
  title: 'order',
  file: 'g03-order.ts',
  async check(bench) {
    if (bench.subject.claims.ordered) {
      await inOrder(bench);
      return 'kept';
    }
    await overtakes(bench);
    return 'by time, since batches overtake';
  },
};
