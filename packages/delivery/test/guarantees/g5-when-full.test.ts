import { describe, expect, it } from 'vitest';
import { bench, bodies, DELIVERED, DOWN, ScriptedSink } from '../fixtures/bench.ts';
import { MemorySpool } from '../fixtures/memory-spool.ts';

const small = { capacity: { records: 4 }, batch: { records: 100, ageMillis: 60_000 } };

describe('G5: what happens when the queue is full is chosen', () => {
  it('drop-newest: what comes late is dropped and its receipt says so', async () => {
    const made = bench({ ...small, overflow: 'drop-newest' });
    const receipts = made.offer(...bodies(6));
    expect(receipts.map(({ status }) => status)).toEqual(['queued', 'queued', 'queued', 'queued', 'failed', 'failed']);
    await made.delivery.end(1000);
    expect(made.sink.arrived).toEqual(['r1', 'r2', 'r3', 'r4']);
    expect(made.delivery.counts().dropped).toEqual({ queue_full: 2 });
  });

  it('drop-oldest: what has waited longest is dropped', async () => {
    const made = bench({ ...small, overflow: 'drop-oldest' });
    made.offer(...bodies(6));
    await made.delivery.end(1000);
    expect(made.sink.arrived).toEqual(['r3', 'r4', 'r5', 'r6']);
    expect(made.delivery.counts().dropped).toEqual({ queue_full: 2 });
  });

  it('dropBelow: what is below the level goes first, oldest first', async () => {
    const made = bench({ ...small, overflow: { dropBelow: 'info' } });
    made.offerAs(5, 'debug1');
    made.offerAs(9, 'info1');
    made.offerAs(5, 'debug2');
    made.offerAs(9, 'info2');
    made.offerAs(9, 'info3');
    made.offerAs(5, 'debug3');
    made.offerAs(9, 'info4');
    await made.delivery.end(1000);
    expect(made.sink.arrived).toEqual(['info1', 'info2', 'info3', 'info4']);
    expect(made.delivery.counts().dropped).toEqual({ queue_full: 3 });
  });

  it.each(['drop-newest', 'drop-oldest', { dropBelow: 'info' }] as const)(
    'errors are the last to go under %j',
    async (overflow) => {
      const made = bench({ ...small, overflow });
      made.offerAs(17, 'error1');
      made.offer('a', 'b');
      made.offerAs(21, 'fatal1');
      made.offer('c');
      made.offerAs(17, 'error2');
      made.offerAs(17, 'error3');
      made.offer('d');
      await made.delivery.end(1000);
      expect(made.sink.arrived).toEqual(['error1', 'fatal1', 'error2', 'error3']);
      expect(made.delivery.counts().dropped).toEqual({ queue_full: 4 });
    },
  );

  it('spill: what does not fit goes to the disk, and comes back in order', async () => {
    const made = bench({ ...small, overflow: 'spill', memorySpool: new MemorySpool() });
    await made.settle();
    made.sink.always = DOWN;
    made.offer(...bodies(20));
    await made.settle();
    expect(made.delivery.counts()).toMatchObject({ pending: 4, spooled: 16 });
    made.sink.always = DELIVERED;
    const end = made.delivery.end(60_000);
    await made.pass(5000, 500);
    await end;
    expect(made.sink.arrived).toEqual(bodies(20));
  });

  it('write-sync: the queue is written in order in the caller\u2019s stack, and the receipt says so', async () => {
    const sink = new ScriptedSink();
    const written: string[] = [];
    sink.sendSync = (entries) => void written.push(...entries.map(({ body }) => String(body)));
    const made = bench({ ...small, sink, overflow: 'write-sync' });
    const receipts = made.offer(...bodies(6));
    expect(receipts.map(({ status }) => status)).toEqual([
      'queued',
      'queued',
      'queued',
      'queued',
      'written_sync',
      'queued',
    ]);
    expect(written).toEqual(bodies(5));
    await made.delivery.end(1000);
    expect(made.delivery.counts()).toMatchObject({ delivered: 6, dropped: {} });
  });

  it('write-sync: what waits for its next try is written first, so that nothing overtakes it [G3]', async () => {
    const written: string[] = [];
    const sink = new ScriptedSink({ ordered: true });
    let isDown = true;
    sink.sendSync = (entries) => {
      if (isDown) throw new Error('down');
      written.push(...entries.map(({ body }) => String(body)));
    };
    sink.always = DOWN;
    const made = bench({ ...small, sink, overflow: 'write-sync', batch: { records: 2, ageMillis: 1 } });
    for (const body of ['a', 'b', 'c']) made.offer(body);
    await made.pass(20, 1);
    expect(sink.sends.length).toBeGreaterThan(0);
    isDown = false;
    for (let n = 0; n < 20 && written.length === 0; n += 1) made.offer(`later ${n}`);
    expect(written.slice(0, 4)).toEqual(['a', 'b', 'c', 'later 0']);
    sink.always = DELIVERED;
    made.offer('last');
    const end = made.delivery.end(10_000);
    await made.pass(2_000, 50);
    await end;
    expect([...written, ...sink.arrived]).toEqual([...new Set([...written, ...sink.arrived])]);
    expect(sink.arrived.at(-1) ?? written.at(-1)).toBe('last');
    expect(made.imbalance()).toBe(0);
  });

  it('write-sync: where writing fails, errors are still the last to go', async () => {
    const sink = new ScriptedSink();
    sink.sendSync = () => {
      throw new Error('no space left');
    };
    const made = bench({ ...small, sink, overflow: 'write-sync' });
    made.offer(...bodies(4));
    made.offerAs(17, 'error');
    expect(made.delivery.counts()).toMatchObject({ pending: 4, dropped: { queue_full: 1 } });
    await made.delivery.flush(1000);
    expect(sink.arrived).toEqual(['r1', 'r2', 'r3', 'error']);
  });
});

describe('G12: memory is bounded in bytes, not in records only', () => {
  it('by what is queued and in flight together', async () => {
    const made = bench({ capacity: { bytes: 1000 }, batch: { records: 2 }, overflow: 'drop-newest' });
    made.sink.always = DOWN;
    for (let round = 0; round < 10; round += 1) {
      made.offer('x'.repeat(300), 'y'.repeat(300));
      await made.settle();
      expect(made.delivery.counts().pendingBytes).toBeLessThanOrEqual(1000);
    }
    expect(made.delivery.counts().dropped).toEqual({ queue_full: 17 });
  });

  it('counts bytes, not characters', () => {
    const made = bench({ capacity: { bytes: 1000 } });
    made.offer('漢'.repeat(100));
    expect(made.delivery.counts().pendingBytes).toBe(300);
  });

  it('also within one turn of the event loop, when everything goes to the disk', async () => {
    const spool = new MemorySpool();
    const made = bench({ capacity: { records: 100 }, overflow: 'spill', memorySpool: spool });
    await made.settle();
    made.sink.always = DOWN;
    for (let index = 0; index < 5000; index += 1) {
      made.offer(`r${index}`);
      expect(made.delivery.counts().pending).toBeLessThanOrEqual(1200);
    }
    expect(made.imbalance()).toBe(0);
  });

  it('a record larger than the whole queue is set aside alone, and the others go on', async () => {
    const made = bench({ capacity: { bytes: 1000 } });
    const [receipt] = made.offer('x'.repeat(2000));
    made.offer('small');
    await made.delivery.flush(1000);
    expect(receipt?.status).toBe('failed');
    expect(made.letters.map(({ reason }) => reason)).toEqual(['2000 bytes, and 1000 may be']);
    expect(made.sink.arrived).toEqual(['small']);
  });
});
