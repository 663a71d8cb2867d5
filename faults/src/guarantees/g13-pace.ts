import { FakeClock } from '@tailrace/core/testing';
import { BUSY_MILLIS } from '@tailrace/delivery/testing';
import { must } from '../verdict.ts';
import type { GuaranteeBench } from './bench.ts';
import type { Guarantee } from './guarantee.ts';

/** Whether a destination that asks to be left alone is, and for how long. */
async function retryAfter(bench: GuaranteeBench): Promise<void> {
  const clock = new FakeClock();
  const { transport, log } = bench.open({ clock });
  await bench.oracle.become('busy');
  log(1);
  await bench.until('it was asked to wait', async () => {
    await clock.advance(1);
    return transport.counts().failures === 1;
  });
  const asked = bench.oracle.requests;
  await clock.advance(BUSY_MILLIS - 200);
  must(bench.oracle.requests === asked, 'It did not wait for as long as it was asked to.');
  await bench.oracle.become('up');
  await bench.until('it was delivered', async () => {
    await clock.advance(100);
    return transport.books().delivered === 1;
  });
  must(clock.monotonic() >= BUSY_MILLIS, 'It was delivered before the destination wanted it.');
}

/** Whether one batch at a time tries a destination that fails, at times that are drawn. */
async function breaker(bench: GuaranteeBench): Promise<void> {
  let drawn = 0;
  const random = (): number => {
    drawn += 1;
    return Math.random();
  };
  const { transport, log } = bench.open({ random, breaker: { failures: 3 }, batch: { records: 1, ageMillis: 0 } });
  await bench.oracle.become('broken');
  log(10);
  await bench.until('the breaker opened', () => transport.counts().breaker === 'open');
  must(drawn > 0, 'The time until the next try was not drawn.');
  await bench.oracle.become('up');
  await bench.flushed(transport);
  must(transport.counts().breaker === 'closed', 'The breaker stayed open.');
}

/** Whether more batches are under way at once while a destination is well. */
async function adapts(bench: GuaranteeBench): Promise<void> {
  const { transport, log } = bench.open({ batch: { records: 1, ageMillis: 0 } });
  log(100);
  await bench.flushed(transport);
  must(transport.counts().concurrency > 1, 'No more than one batch is sent at once to a destination that is well.');
}

export const g13: Guarantee = {
  id: 'G13',
  title: 'pace',
  file: 'g13-pace.ts',
  async check(bench) {
    const found = ['jitter, breaker'];
    await breaker(bench);
    if (bench.can('busy')) {
      await bench.fresh(retryAfter);
      found.unshift(bench.subject.claims.wait);
    }
    if (!bench.subject.claims.ordered) {
      await bench.fresh(adapts);
      found.push('adaptive concurrency');
    }
    return found.join(', ');
  },
};
