import { describe, expect, it } from 'vitest';
import type { Outcome } from '../src/sink.ts';
import { bench, bodies, ScriptedSink } from './fixtures/bench.ts';

const TOO_LARGE: Outcome = { status: 'refused', cause: 'size', reason: '413' };

/** A destination that takes so many bytes at once, as the bodies have them. */
function narrow(maxBytes: number): ScriptedSink {
  const sink = new ScriptedSink();
  sink.always = (sent) => (sent.join('').length > maxBytes ? TOO_LARGE : { status: 'delivered' });
  return sink;
}

describe('a destination that refuses batches as too large (413)', () => {
  const wide = (count: number): string[] => Array.from({ length: count }, (_, n) => `${n}`.padStart(1024, '.'));
  const tooLarge = (sink: ScriptedSink): number => sink.sends.filter((sent) => sent.join('').length > 5 * 1024).length;

  it('is offered half, the rest of the batch too, and is not met with the same size again', async () => {
    const sink = narrow(5 * 1024);
    const { offer, pass, imbalance } = bench({ sink, batch: { records: 32, ageMillis: 10 } });
    const all = wide(320);
    offer(...all);
    await pass(1_000);
    expect(sink.arrived).toEqual(all);
    // 32, then 16, then 8 records; four are fine, and nothing larger is tried in the other nine batches.
    expect(tooLarge(sink)).toBe(3);
    expect(imbalance()).toBe(0);
  });

  it('is offered more after ten minutes, and remembers anew what it says then', async () => {
    const sink = narrow(5 * 1024);
    const { offer, pass, clock } = bench({ sink, batch: { records: 32, ageMillis: 10 } });
    offer(...wide(32));
    await pass(200);
    expect(tooLarge(sink)).toBe(3);
    await clock.advance(600_000);
    offer(...wide(64));
    await pass(200);
    expect(tooLarge(sink)).toBe(4);
    sink.always = { status: 'delivered' };
    for (let minutes = 0; minutes < 50; minutes += 10) {
      await clock.advance(600_000);
      offer(...wide(32));
      await pass(200);
    }
    expect(sink.sends.at(-1)).toHaveLength(32);
  });
});

describe('a batch that was taken in part', () => {
  const laterTheFirst: Outcome = { status: 'partial', retry: [0], rejected: [] };

  it('leaves its place to others where order is not kept, and is tried again alone', async () => {
    const sink = new ScriptedSink({ ordered: false });
    sink.script = [laterTheFirst];
    const { offer, pass, delivery, imbalance } = bench({ sink, batch: { records: 2 }, concurrency: 1 });
    offer(...bodies(6));
    await pass(400);
    expect(sink.sends).toEqual([
      ['r1', 'r2'],
      ['r3', 'r4'],
      ['r5', 'r6'],
    ]);
    expect(delivery.counts().breaker).toBe('closed');
    await pass(200);
    expect(sink.sends.at(-1)).toEqual(['r1']);
    expect(sink.arrived.toSorted()).toEqual(bodies(6));
    expect(imbalance()).toBe(0);
  });

  it('goes on only when there is a place for it', async () => {
    const sink = new ScriptedSink({ ordered: false });
    let release = (): void => {};
    const held: Promise<Outcome> = new Promise((resolve) => {
      release = () => resolve({ status: 'delivered' });
    });
    sink.script = [laterTheFirst, () => held];
    const { offer, pass, settle } = bench({ sink, batch: { records: 2 }, concurrency: 1 });
    offer(...bodies(4));
    await pass(2_000);
    expect(sink.sends).toHaveLength(2);
    release();
    await settle();
    expect(sink.sends.at(-1)).toEqual(['r1']);
    expect(sink.mostInFlight).toBe(1);
  });

  it('holds the others up where order is kept', async () => {
    const sink = new ScriptedSink();
    sink.script = [laterTheFirst];
    const { offer, pass } = bench({ sink, batch: { records: 2 } });
    offer(...bodies(4));
    await pass(400);
    expect(sink.sends).toEqual([['r1', 'r2']]);
    await pass(200);
    expect(sink.sends.slice(1)).toEqual([['r1'], ['r3', 'r4']]);
  });

  it('does not open the breaker, however often a few of many are put off', async () => {
    const sink = new ScriptedSink({ ordered: false });
    sink.always = (sent) => (sent.length > 1 ? laterTheFirst : { status: 'delivered' });
    const { offer, pass, delivery, events } = bench({ sink, batch: { records: 2 }, breaker: { failures: 1 } });
    offer(...bodies(40));
    await pass(2_000);
    expect(delivery.books().delivered).toBe(40);
    expect(events.map(({ name }) => name)).not.toContain('breaker.opened');
  });

  it('ends with its place in the books when the transport ends while it waits', async () => {
    const sink = new ScriptedSink({ ordered: false });
    sink.always = laterTheFirst;
    const { offer, pass, delivery, imbalance } = bench({ sink, batch: { records: 2 }, endMillis: 0 });
    offer(...bodies(4));
    await pass(100);
    const ended = delivery.end();
    await pass(100);
    await ended;
    expect(delivery.books()).toMatchObject({ accepted: 4, delivered: 2, pending: 0, dropped: { closed: 2 } });
    expect(imbalance()).toBe(0);
  });
});
