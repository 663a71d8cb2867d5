import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { Breaker } from '../src/breaker.ts';
import { bench, bodies, DELIVERED, DOWN, ScriptedSink } from './fixtures/bench.ts';

describe('the breaker', () => {
  it('lets one through at a time while it is open, and everybody once a probe succeeded', async () => {
    const clock = new FakeClock();
    const states: string[] = [];
    const breaker = new Breaker(2, clock, (state) => states.push(state));
    const through: string[] = [];
    const enter = (name: string): void => void breaker.enter().then(() => through.push(name));
    breaker.failed(100, false, false);
    enter('before');
    await clock.advance(0);
    breaker.failed(100, false, false);
    for (const name of ['a', 'b', 'c']) enter(name);
    await clock.advance(99);
    expect(through).toEqual(['before']);
    await clock.advance(1);
    expect(through).toEqual(['before', 'a']);
    breaker.failed(50, false, false);
    await clock.advance(50);
    expect(through).toEqual(['before', 'a', 'b']);
    breaker.succeeded();
    await clock.advance(0);
    expect(through).toEqual(['before', 'a', 'b', 'c']);
    expect(states).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
  });

  it('is not hurried where the destination asked for time', async () => {
    const clock = new FakeClock();
    const breaker = new Breaker(1, clock, () => {});
    breaker.failed(1000, true, false);
    let entered = false;
    void breaker.enter().then(() => {
      entered = true;
    });
    breaker.hurry();
    await clock.advance(500);
    expect(entered).toBe(false);
    await clock.advance(500);
    expect(entered).toBe(true);
  });

  it('opens after several failures in a row, lets one probe through, and closes when that succeeds', async () => {
    const { offer, clock, sink, delivery, events } = bench({
      sink: new ScriptedSink({ ordered: false }),
      batch: { records: 1 },
      breaker: { failures: 2 },
      retry: { minMillis: 1000, maxMillis: 1000 },
    });
    sink.always = DOWN;
    offer('a', 'b', 'c');
    await clock.advance(1500);
    expect(delivery.counts().breaker).toBe('open');
    const before = sink.sends.length;
    await clock.advance(1000);
    expect(sink.sends.length).toBe(before + 1);
    sink.always = DELIVERED;
    await clock.advance(1000);
    expect(delivery.counts().breaker).toBe('closed');
    expect(sink.arrived.toSorted()).toEqual(['a', 'b', 'c']);
    expect(events.map(({ name }) => name)).toEqual(expect.arrayContaining(['breaker.opened', 'breaker.closed']));
  });

  it('opens at once when access is refused, and keeps every record, however often that happens', async () => {
    const { offer, clock, sink, delivery, letters } = bench({ retry: { attempts: 2, maxMillis: 1000 } });
    sink.always = { status: 'refused', cause: 'access', reason: '401' };
    offer(...bodies(10));
    await clock.advance(30_000);
    expect(delivery.counts()).toMatchObject({ breaker: 'open', pending: 10, dropped: {} });
    expect(letters).toEqual([]);
    sink.always = DELIVERED;
    await clock.advance(2000);
    expect(sink.arrived).toEqual(bodies(10));
  });
});
