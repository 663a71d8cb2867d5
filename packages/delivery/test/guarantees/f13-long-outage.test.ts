import { describe, expect, it } from 'vitest';
import { openSpool } from '../../src/spool/spool.ts';
import { FakeClock } from '@tailrace/core/testing';
import { bench, DELIVERED, DOWN, ScriptedSink } from '../fixtures/bench.ts';
import { newFolder } from '../spool/spool-fixture.ts';

const HOUR = 3_600_000;

describe('F13: an outage of four hours', () => {
  it('ends with the oldest data first and complete, whatever came meanwhile [G10] [G3]', async () => {
    const spool = await openSpool({
      directory: newFolder(),
      name: 'test',
      destination: 'here',
      segmentBytes: 4096,
      clock: new FakeClock(),
    });
    const made = bench({
      memorySpool: spool,
      overflow: 'spill',
      capacity: { records: 50 },
      batch: { records: 20, ageMillis: 500 },
    });
    const { sink, clock, delivery, events } = made;
    let offered = 0;
    const log = (records: number): void => {
      for (let index = 0; index < records; index += 1) made.offerAs(index % 10 === 0 ? 17 : 9, `r${++offered}`);
    };
    log(30);
    await made.pass(1_000, 250);
    expect(sink.arrived).toHaveLength(30);
    sink.always = DOWN;
    for (let minute = 0; minute < 240; minute += 1) {
      log(5);
      await clock.advance(60_000);
      // The disk is a real one: what is on its way there is still in memory.
      while (delivery.books().pending > 50) await made.settle();
    }
    expect(sink.arrived).toHaveLength(30);
    expect(clock.monotonic()).toBeGreaterThan(4 * HOUR);
    expect(delivery.books()).toMatchObject({ accepted: offered, delivered: 30, dropped: {} });
    sink.always = DELIVERED;
    log(5);
    // The answer comes from a real disk, so time passes until it is there.
    while (sink.arrived.length < offered) await made.pass(10_000, 1_000);
    expect(sink.arrived).toEqual(Array.from({ length: offered }, (_, index) => `r${index + 1}`));
    expect(delivery.books()).toMatchObject({ delivered: offered, pending: 0, spooled: 0, dropped: {} });
    expect(made.imbalance()).toBe(0);
    expect(events.filter(({ name }) => name === 'record.dropped')).toEqual([]);
    await delivery.end(1_000);
  });

  it('is borne without a spool as far as memory allows, and every loss is counted', async () => {
    const sink = new ScriptedSink();
    const made = bench({ sink, overflow: 'drop-oldest', capacity: { records: 100 }, batch: { records: 20 } });
    sink.always = DOWN;
    for (let minute = 0; minute < 240; minute += 1) {
      made.offer(`r${minute + 1}`);
      await made.clock.advance(60_000);
    }
    sink.always = DELIVERED;
    await made.pass(60_000, 1_000);
    const { dropped } = made.delivery.books();
    expect(sink.arrived.length + (dropped.queue_full ?? 0)).toBe(240);
    expect(sink.arrived).toEqual(sink.arrived.toSorted((one, other) => Number(one.slice(1)) - Number(other.slice(1))));
    expect(sink.arrived).toContain('r240');
    expect(made.imbalance()).toBe(0);
  });
});
