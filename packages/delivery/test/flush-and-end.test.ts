import { describe, expect, it } from 'vitest';
import { bench, bodies, DELIVERED, DOWN, ScriptedSink } from './fixtures/bench.ts';

describe('flush', () => {
  it('sends what is there at once and answers what was delivered', async () => {
    const { offer, delivery } = bench();
    offer(...bodies(3));
    expect(await delivery.flush(1000)).toEqual({ delivered: 3, pending: 0 });
  });

  it('answers what is left when its deadline comes [G11]', async () => {
    const { offer, delivery, sink, clock, settle } = bench({ batch: { records: 2 } });
    sink.script = [DELIVERED];
    sink.always = DOWN;
    offer(...bodies(5));
    const answer = delivery.flush(2000);
    await settle();
    await clock.advance(2000);
    expect(await answer).toEqual({ delivered: 2, pending: 3 });
  });

  it('waits for what was there when it began, not for what comes after', async () => {
    const { offer, delivery, sink, clock, settle } = bench({ batch: { records: 1 } });
    sink.always = () => new Promise((resolve) => void clock.schedule(() => resolve(DELIVERED), 10));
    offer('a');
    const answer = delivery.flush(60_000);
    await settle();
    await clock.advance(1);
    offer('b', 'c');
    await clock.advance(9);
    expect((await answer).delivered).toBe(1);
  });

  it('tries at once what waits out of politeness only', async () => {
    const { offer, delivery, sink, settle } = bench({ batch: { records: 1 }, retry: { minMillis: 20_000 } });
    sink.script = [DOWN];
    offer('a');
    await settle();
    expect(await delivery.flush(1000)).toEqual({ delivered: 1, pending: 0 });
  });
});

describe('end', () => {
  it('drains, and counts what comes later as dropped', async () => {
    const { offer, delivery, sink } = bench();
    offer('a', 'b');
    expect(await delivery.end(1000)).toEqual({ delivered: 2, pending: 0 });
    const [late] = offer('c');
    expect(late?.status).toBe('failed');
    expect(sink.arrived).toEqual(['a', 'b']);
    expect(delivery.counts().dropped).toEqual({ closed: 1 });
  });

  it('at the deadline drops with a reason what has nowhere to stay', async () => {
    const { offer, delivery, sink, clock, settle } = bench();
    sink.always = DOWN;
    offer('a', 'b');
    const end = delivery.end(3000);
    await settle();
    await clock.advance(3000);
    await end;
    expect(delivery.counts()).toMatchObject({ pending: 0, dropped: { closed: 2 } });
  });

  it('at the deadline writes synchronously what is left, where the sink can', async () => {
    const sink = new ScriptedSink();
    const written: string[] = [];
    sink.sendSync = (entries) => void written.push(...entries.map(({ body }) => String(body)));
    sink.always = DOWN;
    const { offer, delivery, clock, settle } = bench({ sink });
    offer('a', 'b');
    const end = delivery.end(3000);
    await settle();
    await clock.advance(3000);
    await end;
    expect(written).toEqual(['a', 'b']);
    expect(delivery.counts()).toMatchObject({ delivered: 2, pending: 0, dropped: {} });
  });
});
