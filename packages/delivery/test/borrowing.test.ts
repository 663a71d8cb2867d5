import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '@tailrace/core/testing';
import { type Batch, type Outcome, type Sink, SinkTransport } from '../src/index.ts';
import { QueuedEntry } from '../src/queued-entry.ts';
import { Sender } from '../src/sender.ts';
import { Frame, frameBytesAtMost, writeFrame } from '../src/spool/frame.ts';
import { ReadBytes } from '../src/spool/read-bytes.ts';
import { textOf } from '../src/testing/memory-sink.ts';
import { entry, newFolder } from './spool/spool-fixture.ts';

const MESSAGE = Symbol.for('message');
const TEXTS = Array.from({ length: 4_000 }, (_, index) => `${index} ${'x'.repeat(index % 1_000)}`);

/** Away until it is back; looks at every batch again after a while, when others have been read meanwhile. */
class BorrowingSink implements Sink {
  readonly traits = { ordered: false, repeats: 'possible', borrows: true } as const;
  readonly arrived: string[] = [];
  changed = 0;
  isBack = false;
  inFlight = 0;
  mostInFlight = 0;

  async send({ entries }: Batch): Promise<Outcome> {
    if (!this.isBack) return { status: 'retryable', reason: 'away' };
    const before = entries.map(textOf);
    this.mostInFlight = Math.max(this.mostInFlight, (this.inFlight += 1));
    for (let turn = before.length % 7; turn >= 0; turn -= 1) await new Promise((resolve) => setImmediate(resolve));
    this.inFlight -= 1;
    if (entries.map(textOf).join('\n') !== before.join('\n')) this.changed += 1;
    this.arrived.push(...before);
    return { status: 'delivered' };
  }
}

describe('a sink that borrows entries', () => {
  it('is given each as it was written, however often the bytes of a backlog are used again [G2]', async () => {
    const sink = new BorrowingSink();
    const transport = new SinkTransport('Borrowing', sink, {
      delivery: {
        durability: 'process',
        spool: { directory: newFolder() },
        batch: { records: 37 },
        capacity: { records: 500 },
        retry: { minMillis: 1, maxMillis: 5 },
      },
    });
    for (const text of TEXTS) transport.write({ level: 'info', message: text, [MESSAGE]: text });
    sink.isBack = true;
    transport.end();
    await once(transport, 'finish');
    expect(sink.changed).toBe(0);
    expect(sink.arrived.toSorted()).toEqual(TEXTS.toSorted());
    expect(sink.mostInFlight).toBeGreaterThan(1);
  });

  it('finds its entries as they were in a try that was given up, whatever has become of them since', async () => {
    const clock = new FakeClock();
    let given: Batch['entries'] = [];
    const sink: Sink = {
      traits: { ordered: false, repeats: 'possible', borrows: true },
      send: ({ entries }) => {
        given = entries;
        return new Promise(() => {});
      },
    };
    const wanted = entry(1);
    const read = await ReadBytes.read(frameBytesAtMost(wanted), (target) =>
      Promise.resolve(writeFrame(target, 0, wanted, 0)),
    );
    const frame = new Frame(read.bytes, 0, read.bytes.length);
    frame.hold(read);
    read.letGo();
    const queued = QueuedEntry.ofFrame(frame);
    const attempt = new Sender(sink, clock, 100).attempt([queued]);
    await clock.advance(2_000);
    expect(await attempt).toMatchObject({ status: 'retryable' });
    // Delivered by another try.
    queued.letGo();
    read.bytes.fill(0);
    expect(given.map(({ id, body }) => ({ id, body }))).toEqual([{ id: wanted.id, body: wanted.body }]);
  });
});
