import { describe, expect, it } from 'vitest';
import type { OpenReceipt } from '../../src/receipt.ts';
import { bench, DELIVERED, DOWN } from '../fixtures/bench.ts';
import { MemorySpool } from '../fixtures/memory-spool.ts';

const stateOf = (receipt: OpenReceipt | undefined): Promise<string> =>
  Promise.race([
    (receipt as OpenReceipt).settled.then(
      () => 'reached',
      () => 'lost',
    ),
    new Promise<string>((resolve) => void setImmediate(() => resolve('open'))),
  ]);

describe('G1: durability is chosen, and an acknowledgement means exactly that', () => {
  it('memory: a record is acknowledged when it is queued', async () => {
    const made = bench();
    made.sink.always = DOWN;
    const [receipt] = made.offer('a');
    expect(receipt?.status).toBe('queued');
    expect(await stateOf(receipt)).toBe('reached');
  });

  for (const durability of ['process', 'disk'] as const) {
    it(`${durability}: a record is acknowledged when it is in the spool, and sent only then`, async () => {
      const spool = new MemorySpool();
      let open = (): void => {};
      spool.gate = new Promise((resolve) => {
        open = resolve;
      });
      const made = bench({ durability, memorySpool: spool, batch: { records: 1 } });
      const [receipt] = made.offer('a');
      await made.settle();
      expect(await stateOf(receipt)).toBe('open');
      expect(made.sink.sends).toEqual([]);
      open();
      await made.settle();
      expect(await stateOf(receipt)).toBe('reached');
      expect(made.sink.arrived).toEqual(['a']);
      expect(spool.disk.entries).toEqual([]);
    });
  }

  it('process: few records wait in memory beside the disk for a destination that is away, and all arrive in order', async () => {
    const made = bench({ durability: 'process', memorySpool: new MemorySpool(), batch: { records: 2 } });
    made.sink.always = DOWN;
    made.offer('first');
    await made.pass(2000, 100);
    const names = Array.from({ length: 100 }, (_, n) => `r${n}`);
    for (const name of names) {
      made.offer(name);
      await made.settle();
    }
    const { pending, spooled } = made.delivery.books();
    expect(pending).toBeLessThanOrEqual(10);
    expect(pending + spooled).toBe(101);
    made.sink.always = DELIVERED;
    await made.pass(60_000, 100);
    expect(made.sink.arrived).toEqual(['first', ...names]);
  });

  it('records of one turn of the event loop share one append', async () => {
    const spool = new MemorySpool();
    const made = bench({ durability: 'disk', memorySpool: spool });
    await made.settle();
    made.offer('a', 'b', 'c');
    await made.settle();
    expect(spool.appends).toBe(1);
  });

  it('a record that the spool refuses is acknowledged when it is delivered', async () => {
    const spool = new MemorySpool();
    spool.failure = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const made = bench({ durability: 'process', memorySpool: spool });
    made.sink.always = DOWN;
    const [receipt] = made.offer('a');
    await made.pass(2000, 100);
    expect(await stateOf(receipt)).toBe('open');
    made.sink.always = { status: 'delivered' };
    await made.pass(60_000, 1000);
    expect(await stateOf(receipt)).toBe('reached');
    expect(made.events.map(({ name }) => name)).toContain('spool.failed');
  });

  it('a record that is lost before it was durable is told so', async () => {
    const spool = new MemorySpool();
    spool.failure = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const made = bench({ durability: 'process', memorySpool: spool });
    made.sink.always = DOWN;
    const [receipt] = made.offer('a');
    const end = made.delivery.end(100);
    await made.pass(3000, 100);
    await end;
    expect(await stateOf(receipt)).toBe('lost');
    expect(made.delivery.counts().dropped).toEqual({ spool_failed: 1 });
  });
});
