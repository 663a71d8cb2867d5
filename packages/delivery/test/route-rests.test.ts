import { describe, expect, it } from 'vitest';
import { bench, DELIVERED, ScriptedSink } from './fixtures/bench.ts';

const LIMITED = { status: 'retryable', reason: 'limited', retryAfterMillis: 60_000, routeOnly: true } as const;
const settings = { batch: { records: 1 }, concurrency: 2, breaker: { failures: 1 } };

describe('a route that the destination asks to leave alone', () => {
  it('waits, while batches of other routes go on, however many of its own there are', async () => {
    const { offerAs, clock, pass, sink } = bench({ ...settings, sink: new ScriptedSink({ ordered: false }) });
    sink.always = (sent) =>
      sent.some((body) => body.startsWith('x')) && clock.monotonic() < 60_000 ? LIMITED : DELIVERED;
    for (let n = 1; n <= 5; n += 1) offerAs(17, `x${n}`, 'x');
    await pass(100);
    for (let n = 1; n <= 20; n += 1) offerAs(9, `y${n}`, 'y');
    await pass(1_000);
    expect(sink.arrived.filter((body) => body.startsWith('y'))).toHaveLength(20);
    expect(sink.arrived.filter((body) => body.startsWith('x'))).toEqual([]);
    await clock.advance(58_000);
    await pass(1_500);
    expect(sink.arrived.filter((body) => body.startsWith('x')).toSorted()).toEqual(['x1', 'x2', 'x3', 'x4', 'x5']);
  });

  it('is asked no more than once in the time that was asked for, for each batch in the air', async () => {
    const { offerAs, clock, sink } = bench({ ...settings, sink: new ScriptedSink({ ordered: false }) });
    sink.always = () => LIMITED;
    for (let n = 1; n <= 5; n += 1) offerAs(17, `x${n}`, 'x');
    await clock.advance(59_000);
    expect(sink.sends).toHaveLength(1);
  });

  it('does not open the breaker, and is accounted for at the end', async () => {
    const { offerAs, clock, sink, delivery } = bench({ ...settings, sink: new ScriptedSink({ ordered: false }) });
    sink.always = () => LIMITED;
    offerAs(17, 'x', 'x');
    await clock.advance(1_000);
    expect(delivery.counts().breaker).toBe('closed');
    const ended = delivery.end(100);
    await clock.advance(200);
    await ended;
    expect(delivery.books().dropped).toEqual({ closed: 1 });
  });
});
