import { describe, expect, it } from 'vitest';
import { bench, bodies, ScriptedSink } from './fixtures/bench.ts';

describe('batches', () => {
  it('go when they are full by count', async () => {
    const { offer, settle, sink } = bench({ batch: { records: 3 } });
    offer(...bodies(7));
    await settle();
    expect(sink.sends).toEqual([
      ['r1', 'r2', 'r3'],
      ['r4', 'r5', 'r6'],
    ]);
  });

  it('go when they are full by bytes, and hold no more than that', async () => {
    const { offer, settle, sink, delivery } = bench({ batch: { bytes: 10 } });
    offer('aaaa', 'bbbb', 'cccc', 'dddd');
    await settle();
    expect(sink.sends).toEqual([['aaaa', 'bbbb']]);
    await delivery.end(1000);
    expect(sink.sends).toEqual([
      ['aaaa', 'bbbb'],
      ['cccc', 'dddd'],
    ]);
  });

  it('go when their oldest entry has waited long enough', async () => {
    const { offer, clock, sink } = bench({ batch: { ageMillis: 200 } });
    offer('a');
    await clock.advance(150);
    offer('b');
    expect(sink.sends).toEqual([]);
    await clock.advance(60);
    expect(sink.sends).toEqual([['a', 'b']]);
  });

  it('do not mix routes, and keep the order within each', async () => {
    const { offerAs, clock, sink } = bench();
    for (const body of ['x1', 'y1', 'x2', 'y2']) offerAs(9, body, body[0]);
    await clock.advance(1000);
    expect(sink.sends).toEqual([
      ['x1', 'x2'],
      ['y1', 'y2'],
    ]);
  });

  it('keep to the limits of the sink', async () => {
    const { offer, settle, sink } = bench({ sink: new ScriptedSink({ maxRecords: 2 }), batch: { records: 100 } });
    offer(...bodies(4));
    await settle();
    expect(sink.sends.map((sent) => sent.length)).toEqual([2, 2]);
  });
});
