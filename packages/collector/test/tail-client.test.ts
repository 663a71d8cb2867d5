import { Writable } from 'node:stream';
import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { MetricRegistry } from '../src/metrics/registry.ts';
import { RecentIds } from '../src/tail/recent-ids.ts';
import { TailClient } from '../src/tail/tail-client.ts';
import { serverSentEvents } from '../src/tail/tail-form.ts';

/** A reader that takes nothing until it is told to read. */
class SlowReader extends Writable {
  text = '';
  #stopped: (() => void) | undefined;
  stop = false;

  constructor(highWaterMark = 100) {
    super({ highWaterMark, decodeStrings: false });
  }

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    this.text += String(chunk);
    if (this.stop) this.#stopped = done;
    else done();
  }

  async read(): Promise<void> {
    this.stop = false;
    const done = this.#stopped;
    this.#stopped = undefined;
    done?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function open(maxBufferBytes = 500, highWaterMark = 100) {
  const output = new SlowReader(highWaterMark);
  const clock = new FakeClock();
  const metrics = new MetricRegistry();
  const client = new TailClient({
    output,
    form: serverSentEvents,
    matches: () => true,
    maxBufferBytes,
    clock,
    metrics,
  });
  return { output, clock, metrics, client };
}

const ids = (text: string): string[] => [...text.matchAll(/^id: (.*)$/gm)].map(([, id = '']) => id);
const record = (n: number): string => JSON.stringify({ n, fill: 'x'.repeat(80) });

describe('one reader of the live tail', () => {
  it('sends each record as one event with its id', () => {
    const { output, client } = open();
    client.goLive(new RecentIds());
    client.offer('a', '{"message":"x"}');
    expect(output.text).toBe('id: a\nevent: record\ndata: {"message":"x"}\n\n');
  });

  it('lets no id end its field', () => {
    const { output, client } = open();
    client.goLive(new RecentIds());
    client.offer('a\n\nevent: forged\r\0', '{}');
    expect(output.text.split('\n')[0]).toBe('id: aevent: forged');
  });

  it('tells of what it left out also where the stream never asked it to wait', async () => {
    const { output, client } = open(500, 1_000_000);
    client.goLive(new RecentIds());
    output.stop = true;
    for (let n = 0; n < 10; n += 1) client.offer(`id${n}`, record(n));
    expect(output.text).not.toContain('gap');
    await output.read();
    const [, missed] = /event: gap\ndata: {"missed":(\d+)}/.exec(output.text) ?? [];
    expect(ids(output.text).length + Number(missed)).toBe(10);
  });

  it('leaves out what a slow reader has no room for, newest first, and tells how many when there is room again', async () => {
    const { output, client, metrics } = open();
    client.goLive(new RecentIds());
    output.stop = true;
    for (let n = 0; n < 50; n += 1) client.offer(String(n), record(n));
    const taken = ids(output.text).length;
    await output.read();
    const sent = ids(output.text);
    expect(taken).toBe(1);
    expect(sent.length).toBeGreaterThan(2);
    expect(sent).toEqual(Array.from({ length: sent.length }, (_, n) => String(n)));
    const missed = 50 - sent.length;
    expect(output.text).toContain(`event: gap\ndata: {"missed":${missed}}\n\n`);
    expect(output.text.endsWith(`{"missed":${missed}}\n\n`)).toBe(true);
    expect(metrics.read('tailrace_tail_missed_total')).toBe(missed);
    client.offer('next', record(51));
    expect(ids(output.text).at(-1)).toBe('next');
  });

  it('sends a record larger than the whole buffer to a reader that keeps up', () => {
    const { output, client } = open(50);
    client.goLive(new RecentIds());
    client.offer('large', record(1));
    expect(ids(output.text)).toEqual(['large']);
  });

  it('keeps live records behind those of the store, and sends none twice', async () => {
    const { output, client } = open();
    const replayed = new RecentIds();
    client.offer('2', record(2));
    client.offer('3', record(3));
    for (const id of ['1', '2']) {
      replayed.add(id);
      await client.replay(id, record(Number(id)));
    }
    expect(ids(output.text)).toEqual(['1', '2']);
    client.goLive(replayed);
    client.offer('4', record(4));
    expect(ids(output.text)).toEqual(['1', '2', '3', '4']);
  });

  it('bounds what waits behind the store, and tells how many did not fit', () => {
    const { output, client } = open();
    for (let n = 0; n < 50; n += 1) client.offer(String(n), record(n));
    client.goLive(new RecentIds());
    const sent = ids(output.text).length;
    expect(sent).toBeLessThan(10);
    expect(output.text).toContain(`{"missed":${50 - sent}}`);
  });

  it('waits in the replay until the reader has room', async () => {
    const { output, client } = open();
    output.stop = true;
    let done = false;
    const replay = (async () => {
      for (let n = 0; n < 5; n += 1) await client.replay(String(n), record(n));
      done = true;
    })();
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toBe(false);
    await output.read();
    await replay;
    expect(ids(output.text)).toHaveLength(5);
  });

  it('shows every 15 seconds that it is there, until it ends', async () => {
    const { output, clock, client } = open();
    client.goLive(new RecentIds());
    await clock.advance(30_000);
    expect(output.text).toBe(': alive\n\n: alive\n\n');
    client.end();
    await clock.advance(60_000);
    client.offer('late', '{}');
    expect(output.text).toBe(': alive\n\n: alive\n\n');
    expect(output.writableEnded).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('stops when the reader leaves, also in the middle of a replay', async () => {
    const { output, clock, client } = open();
    output.stop = true;
    const replay = (async () => {
      for (let n = 0; n < 5 && !client.ended; n += 1) await client.replay(String(n), record(n));
    })();
    await new Promise((resolve) => setImmediate(resolve));
    output.destroy();
    await replay;
    expect(client.ended).toBe(true);
    expect(clock.pending).toBe(0);
  });
});
