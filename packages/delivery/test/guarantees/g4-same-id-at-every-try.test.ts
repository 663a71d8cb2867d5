import { describe, expect, it } from 'vitest';
import type { Batch, Outcome } from '../../src/sink.ts';
import { bench, bodies, ScriptedSink } from '../fixtures/bench.ts';
import { MemorySpool } from '../fixtures/memory-spool.ts';

/** Takes everything and says that it did not, as a connection does that is cut before the answer. */
class ForgetfulSink extends ScriptedSink {
  readonly ids: string[][] = [];
  forgets = 3;

  override send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    this.ids.push(batch.entries.map(({ id }) => id));
    this.forgets -= 1;
    if (this.forgets < 0) return super.send(batch, signal);
    return Promise.reject(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
  }
}

describe('G4: the id is given once, before the first try', () => {
  it('and every retry sends the same ids, so that a destination can ignore what it has', async () => {
    const sink = new ForgetfulSink();
    const made = bench({ sink, batch: { records: 5 } });
    const receipts = made.offer(...bodies(5));
    await made.pass(10_000, 500);
    expect(sink.ids.length).toBe(4);
    for (const ids of sink.ids) expect(ids).toEqual(receipts.map(({ id }) => id));
  });

  it('also after a restart from the spool', async () => {
    const disk = { entries: [] };
    const first = bench({ durability: 'process', memorySpool: new MemorySpool(disk, 1) });
    first.sink.always = { status: 'retryable', reason: 'down' };
    const receipts = first.offer('a', 'b');
    await first.settle();
    first.delivery.exit();

    const sink = new ForgetfulSink();
    const second = bench({ sink, durability: 'process', memorySpool: new MemorySpool(disk, 2) });
    await second.pass(20_000, 500);
    expect(sink.arrived).toEqual(['a', 'b']);
    expect(new Set(sink.ids.flat())).toEqual(new Set(receipts.map(({ id }) => id)));
  });
});
