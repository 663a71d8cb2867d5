import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/sink.ts';
import { type MemoryDisk, MemorySpool } from '../fixtures/memory-spool.ts';
import { bench, bodies, DELIVERED, DOWN } from '../fixtures/bench.ts';

const HOUR = 3_600_000;

/** An answer that comes when the test says so. */
function held(): { readonly answer: () => Promise<Outcome>; readonly give: (outcome: Outcome | Error) => void } {
  let give: (outcome: Outcome | Error) => void = () => {};
  const promise = new Promise<Outcome>((resolve, reject) => {
    give = (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome));
  });
  return { answer: () => promise, give: (outcome) => give(outcome) };
}

describe('F6: records that come while a batch is on its way', () => {
  for (const [name, outcome] of [
    ['delivered', DELIVERED],
    ['failed', DOWN],
    ['taken in part', { status: 'partial', retry: [1], rejected: [] }],
    ['cut off', Object.assign(new Error('ECONNRESET'), { code: 'ECONNRESET' })],
  ] as const) {
    it(`arrive once, behind those of a batch that is ${name}`, async () => {
      const made = bench({ batch: { records: 3, ageMillis: 0 }, retry: { minMillis: 50 } });
      const first = held();
      made.sink.script = [first.answer];
      made.offer('a', 'b', 'c');
      await made.settle();
      expect(made.sink.inFlight).toBe(1);
      made.offer('d', 'e');
      await made.settle();
      expect(made.sink.sends).toEqual([['a', 'b', 'c']]);
      first.give(outcome);
      made.offer('f');
      await made.pass(1_000);
      expect(made.sink.arrived.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
      expect(made.sink.arrived.slice(-3)).toEqual(['d', 'e', 'f']);
      expect(made.delivery.books()).toMatchObject({ accepted: 6, delivered: 6, pending: 0 });
    });
  }

  it('are neither lost nor doubled when the end comes before the answer', async () => {
    const made = bench({ batch: { records: 3, ageMillis: 0 } });
    const first = held();
    made.sink.script = [first.answer];
    made.offer('a', 'b', 'c');
    await made.settle();
    made.offer('d');
    const end = made.delivery.end(10_000);
    made.offer('too late');
    first.give(DELIVERED);
    await made.pass(1_000);
    await end;
    expect(made.sink.arrived).toEqual(['a', 'b', 'c', 'd']);
    expect(made.delivery.books()).toMatchObject({ accepted: 5, delivered: 4, dropped: { closed: 1 } });
  });
});

describe('F8: a clock that jumps by an hour', () => {
  for (const [way, millis] of [
    ['back', -HOUR],
    ['ahead', HOUR],
  ] as const) {
    it(`${way} neither hurries nor delays a batch, a retry or a time limit`, async () => {
      const made = bench({
        batch: { records: 10, ageMillis: 1_000 },
        retry: { minMillis: 2_000, maxMillis: 2_000 },
        timeoutMillis: 5_000,
      });
      made.offer('a');
      made.clock.jump(millis);
      await made.pass(900, 100);
      expect(made.sink.sends).toEqual([]);
      made.sink.script = [
        DOWN,
        (_, signal) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
      ];
      await made.pass(200, 100);
      expect(made.sink.sends).toHaveLength(1);
      made.clock.jump(millis);
      await made.pass(1_800, 100);
      expect(made.sink.sends).toHaveLength(1);
      await made.pass(300, 100);
      expect(made.sink.sends).toHaveLength(2);
      made.clock.jump(millis);
      await made.pass(4_600, 100);
      expect(made.sink.inFlight).toBe(1);
      await made.pass(3_000, 100);
      expect(made.sink.arrived).toEqual(['a']);
      expect(made.imbalance()).toBe(0);
    });

    it(`${way} leaves the order of records as it is, and the end of an outage where it is`, async () => {
      const made = bench({ batch: { records: 4, ageMillis: 100 } });
      made.sink.always = DOWN;
      const all = bodies(30);
      for (const body of all) {
        made.offer(body);
        made.clock.jump(millis);
        await made.pass(50, 50);
      }
      made.sink.always = DELIVERED;
      await made.pass(120_000, 5_000);
      expect(made.sink.arrived).toEqual(all);
    });

    it(`${way} does not lengthen what Retry-After asks for, once it has been read`, async () => {
      const made = bench({ batch: { ageMillis: 0 } });
      made.sink.script = [{ status: 'retryable', reason: '503', retryAfterMillis: 10_000 }];
      made.offer('a');
      await made.pass(100, 50);
      made.clock.jump(millis);
      await made.pass(9_700, 100);
      expect(made.sink.sends).toHaveLength(1);
      await made.pass(400, 100);
      expect(made.sink.arrived).toEqual(['a']);
    });
  }
});

describe('G11: a flush at the start', () => {
  it('waits for what was logged before it, also where an earlier run left something that goes first', async () => {
    const disk: MemoryDisk = { entries: [] };
    const first = bench({ memorySpool: new MemorySpool(disk, 1) });
    first.sink.always = DOWN;
    first.offer('a', 'b', 'c');
    first.delivery.exit();
    expect(disk.entries).toHaveLength(3);
    const second = bench({ memorySpool: new MemorySpool(disk, 2) });
    second.offer('d', 'e');
    const flushed = second.delivery.flush(60_000);
    await second.pass(1_000, 50);
    expect(await flushed).toEqual({ delivered: 5, pending: 0 });
    expect(second.sink.arrived).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('G6: a record that is being set aside', () => {
  it('is waited for by a flush, and counted as pending until its dead letter is written', async () => {
    let written = (): void => {};
    const letterBox = {
      write: () =>
        new Promise<void>((resolve) => {
          written = resolve;
        }),
    };
    const made = bench({ letterBox });
    made.sink.script = [{ status: 'partial', retry: [], rejected: [{ index: 1, reason: 'bad' }] }];
    made.offer('a', 'b', 'c');
    let over = false;
    const flushed = made.delivery.flush(60_000).finally(() => {
      over = true;
    });
    // Another flush whose time is over lets everybody look again.
    const hasty = made.delivery.flush(500);
    await made.pass(1_000, 100);
    expect(await hasty).toMatchObject({ pending: 1 });
    expect([over, made.delivery.books().pending]).toEqual([false, 1]);
    written();
    expect(await flushed).toEqual({ delivered: 2, pending: 0 });
    expect(made.delivery.books()).toMatchObject({ pending: 0, dropped: { dead_lettered: 1 } });
  });

  it('is kept for the next run where the process ends before', async () => {
    const spool = new MemorySpool();
    const made = bench({ memorySpool: spool, letterBox: { write: () => new Promise<void>(() => {}) } });
    made.sink.script = [{ status: 'partial', retry: [], rejected: [{ index: 1, reason: 'bad' }] }];
    made.offer('a', 'b', 'c');
    await made.pass(1_100, 100);
    made.delivery.exit();
    expect(spool.disk.entries.map(({ body }) => body)).toEqual(['b']);
    expect(made.delivery.books()).toMatchObject({ delivered: 2, spooled: 1, pending: 0 });
  });
});

describe('F10: the last chance before the process ends', () => {
  it('with a spool is over as soon as the destination is known to be down, whatever is logged meanwhile', async () => {
    const made = bench({ memorySpool: new MemorySpool(), breaker: { failures: 2 }, retry: { minMillis: 10 } });
    made.sink.always = DOWN;
    made.offer('a');
    await made.settle();
    let over = false;
    void made.delivery.lastChance(60_000).then(() => {
      over = true;
    });
    made.offer('b');
    await made.pass(1_000, 50);
    expect(over).toBe(true);
    made.delivery.exit();
    expect(made.delivery.books()).toMatchObject({ accepted: 2, spooled: 2, dropped: {} });
  });
});
