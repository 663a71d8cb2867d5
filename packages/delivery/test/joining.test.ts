import { createRecord, type LogRecord, withInfoWriter } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import * as fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imbalance } from '../src/books.ts';
import { type Entry, singleEntries } from '../src/index.ts';
import type { DeliveryOptions } from '../src/delivery-options.ts';
import type { SinkTransportOptions } from '../src/sink-transport-options.ts';
import { textOf } from '../src/testing/memory-sink.ts';
import { type Answer, DELIVERED, DOWN, ScriptedSink, settled } from './fixtures/bench.ts';
import { transportBench } from './fixtures/transport-bench.ts';

const LEVEL = Symbol.for('level');
const MESSAGE = Symbol.for('message');

function info(text: unknown, level = 'info'): object {
  return { level, message: text, [LEVEL]: level, [MESSAGE]: text };
}

/** A sink that takes texts joined by a bar, and writes synchronously where it is told to. */
function joiningSink({ writesSync = false } = {}): ScriptedSink {
  const sink = new ScriptedSink({ joins: '|', keeps: true });
  if (writesSync) {
    sink.sendSync = (entries: readonly Entry[]) => {
      if (sink.always !== DELIVERED) throw new Error('down');
      sink.arrived.push(...entries.map(textOf));
    };
  }
  return sink;
}

function made(sink: ScriptedSink, delivery: DeliveryOptions = {}, options: SinkTransportOptions = {}) {
  const clock = new FakeClock();
  const bench = transportBench({ ...options, delivery: { clock, random: () => 1, ...delivery } }, sink);
  return { ...bench, clock, settle: () => settled(clock) };
}

const lines = (sink: ScriptedSink): string[] => sink.arrived.flatMap((text) => text.split('|'));

describe('texts for a sink that takes them joined', () => {
  it('travel as one entry, and are counted as the records that they are', async () => {
    const sink = joiningSink();
    const { transport, clock, settle } = made(sink, { batch: { ageMillis: 10 } });
    for (const text of ['one', 'zwei ü', 'trois 𝄞']) transport.log(info(text));
    await settle();
    expect(sink.sends).toEqual([]);
    expect(transport.books()).toMatchObject({ accepted: 3, pending: 3 });
    await clock.advance(10);
    await settle();
    expect(sink.sends).toEqual([['one|zwei ü|trois 𝄞']]);
    expect(transport.counts()).toMatchObject({ delivered: 3, pending: 0, pendingBytes: 0, sends: 1 });
  });

  it('go as soon as there are as many, or as much, as a batch may hold', async () => {
    for (const batch of [{ records: 4 }, { bytes: 5_000 }]) {
      const sink = joiningSink();
      const { transport, settle } = made(sink, { batch });
      const text = 'x'.repeat('bytes' in batch ? 5_000 : 1);
      for (let n = 0; n < ('bytes' in batch ? 1 : 4); n += 1) transport.log(info(text));
      await settle();
      expect(lines(sink)).toHaveLength('bytes' in batch ? 1 : 4);
    }
  });

  it('keep their bytes while a write that was given up may still be under way', async () => {
    const sink = joiningSink();
    const { transport, clock, settle } = made(sink, {
      retry: { attempts: 1 },
      timeoutMillis: 100,
      deadLetters: false,
      batch: { bytes: 100_000 },
    });
    let hanging: readonly Entry[] = [];
    sink.send = ({ entries }) => {
      hanging = entries;
      return new Promise(() => {});
    };
    transport.log(info('first '.repeat(20_000)));
    await settle();
    expect(hanging).toHaveLength(1);
    for (let waited = 0; waited < 20 && transport.books().pending > 0; waited += 1) await clock.advance(1_000);
    expect(transport.books().dropped).toEqual({ retries_exhausted: 1 });
    const bytes = hanging[0]?.body as Buffer;
    sink.send = () => Promise.resolve(DELIVERED);
    for (let block = 0; block < 4; block += 1) {
      transport.log(info('other '.repeat(20_000)));
      await transport.flush(1_000);
    }
    expect(bytes.includes('other')).toBe(false);
  });

  it('keep their place among records that travel alone', async () => {
    const sink = joiningSink();
    const { transport } = made(sink);
    transport.log(info('a'));
    transport.record(createRecord({ message: 'b' }));
    transport.log(info(undefined));
    transport.log(info('d'));
    await transport.flush(1_000);
    const messages = sink.arrived.map((text) => (text.startsWith('{') ? 'record' : text));
    expect(messages).toEqual(['a', 'record', 'record', 'd']);
  });

  it('of a formatter that writes infos are joined as well', async () => {
    const sink = joiningSink();
    const format = ({ message }: { message: string }): string => `<${message}>`;
    const formatter = withInfoWriter({ name: 'test', contentType: 'text/plain', format }, (given) => {
      const record = createRecord({ message: (given as { message: string }).message });
      const json = format(record);
      return { record, json, bytes: Buffer.byteLength(json) };
    });
    const { transport } = made(sink, {}, { formatter });
    transport.log(info('a'));
    transport.log(info('b'));
    await transport.flush(1_000);
    expect(sink.arrived).toEqual(['<a>|<b>']);
  });

  it('are not joined where a filter asks for records', async () => {
    const sink = joiningSink();
    const { transport } = made(sink, {}, { filter: { name: 'all', apply: (record: LogRecord) => record } });
    transport.log(info('a'));
    transport.log(info('b'));
    await transport.flush(1_000);
    expect(sink.arrived).toEqual(['a', 'b']);
  });

  it('are not joined where they may have to go to the disk one by one', async () => {
    const sink = joiningSink();
    const directory = mkdtempSync(join(tmpdir(), 'joining-test-'));
    try {
      const { transport } = made(sink, { spool: { directory } });
      transport.log(info('a'));
      transport.log(info('b'));
      await transport.flush(1_000);
      expect(sink.arrived).toEqual(['a', 'b']);
      await new Promise<void>((resolve) => void transport.end(resolve));
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('are sent at the end, and at exit written synchronously', async () => {
    const sink = joiningSink();
    const { transport } = made(sink);
    transport.log(info('last'));
    await new Promise<void>((resolve) => void transport.end(resolve));
    expect(sink.arrived).toEqual(['last']);
    transport.log(info('too late'));
    expect(transport.books().dropped).toEqual({ closed: 1 });
  });

  it('are told apart while the sink fails, so that as many wait as may and errors go last [G5]', async () => {
    const sink = joiningSink({ writesSync: true });
    sink.always = DOWN;
    const { transport, clock, settle, events } = made(sink, { capacity: { records: 5 }, batch: { records: 3 } });
    for (let n = 0; n < 20; n += 1) transport.log(info(`${n}`));
    transport.log(info('grave', 'error'));
    await settle();
    expect(transport.books()).toMatchObject({ accepted: 21, pending: 5, dropped: { queue_full: 16 } });
    expect(events.some(({ reason }) => reason === 'queue_full')).toBe(true);
    sink.always = DELIVERED;
    await clock.advance(1_000);
    await settle();
    await transport.flush(1_000);
    expect(lines(sink)).toEqual(['0', '1', '2', '3', 'grave']);
    expect(transport.counts()).toMatchObject({ pending: 0, pendingBytes: 0 });
  });

  it('write a full queue out synchronously and bound what waits in a burst', () => {
    const sink = joiningSink({ writesSync: true });
    const { transport } = made(sink, { capacity: { records: 100 }, batch: { records: 10 } });
    for (let n = 0; n < 1_000; n += 1) transport.log(info(`${n}`));
    const { pending, delivered } = transport.books();
    expect(pending).toBeLessThanOrEqual(100);
    expect(lines(sink)).toEqual(Array.from({ length: delivered }, (_, n) => `${n}`));
  });

  it('are taken apart to find the one that is refused [G6]', async () => {
    const sink = joiningSink();
    sink.always = (bodies) =>
      bodies.some((body) => body.includes('bad')) ? { status: 'refused', cause: 'content', reason: 'bad' } : DELIVERED;
    const { transport } = made(sink);
    for (const text of ['a', 'b', 'bad', 'c']) transport.log(info(text));
    await transport.flush(1_000);
    expect(lines(sink)).toEqual(['a', 'b', 'c']);
    expect(transport.counts()).toMatchObject({ delivered: 3, dropped: { refused: 1 }, pendingBytes: 0 });
  });

  it('have the same entries whenever they are taken apart, with ids and severities of their own', async () => {
    const sink = joiningSink();
    const seen: (readonly Entry[])[] = [];
    const send = sink.send.bind(sink);
    sink.send = (batch, signal) => {
      seen.push(singleEntries(batch.entries), singleEntries(batch.entries));
      return send(batch, signal);
    };
    const { transport } = made(sink);
    transport.log(info('lone \ud800 half'));
    transport.log(info('b', 'error'));
    await transport.flush(1_000);
    expect(seen[0]?.map(({ body, severity }) => [body, severity])).toEqual([
      ['lone \ufffd half', 9],
      ['b', 17],
    ]);
    expect(seen[1]?.map(({ id }) => id)).toEqual(seen[0]?.map(({ id }) => id));
    expect(new Set(seen[0]?.map(({ id }) => id)).size).toBe(2);
  });

  it('leave the books balanced and the order kept, whatever happens [G2] [G3]', async () => {
    const answers: readonly Answer[] = [
      DELIVERED,
      DOWN,
      new TypeError('a fault of the sink'),
      { status: 'refused', cause: 'access', reason: '401' },
    ];
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ log: fc.integer({ min: 1, max: 30 }) }) },
      { weight: 2, arbitrary: fc.record({ pass: fc.integer({ min: 1, max: 3_000 }) }) },
      { weight: 2, arbitrary: fc.record({ behave: fc.nat({ max: answers.length - 1 }) }) },
      { weight: 1, arbitrary: fc.record({ alone: fc.constant(true) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.boolean(), async (steps, writesSync) => {
        const sink = joiningSink({ writesSync });
        const limits = { capacity: { records: 40, bytes: 400 }, batch: { records: 7, bytes: 60, ageMillis: 5 } };
        const { transport, clock, settle } = made(sink, limits);
        let n = 0;
        for (const given of steps) {
          if ('log' in given) for (let index = 0; index < given.log; index += 1) transport.log(info(`${(n += 1)}`));
          else if ('pass' in given) await clock.advance(given.pass);
          else if ('behave' in given) sink.always = answers[given.behave] ?? DELIVERED;
          else transport.log(info(undefined));
          await settle();
          expect(imbalance(transport.books())).toBe(0);
        }
        sink.always = DELIVERED;
        for (let wait = 0; wait < 40 && transport.books().pending > 0; wait += 1) {
          await clock.advance(30_000);
          await settle();
        }
        const { pending, dropped, pendingBytes } = transport.counts();
        expect({ pending, pendingBytes }).toEqual({ pending: 0, pendingBytes: 0 });
        const arrived = lines(sink)
          .filter((line) => !line.startsWith('{'))
          .map(Number);
        expect(arrived).toEqual([...arrived].sort((a, b) => a - b));
        if (Object.keys(dropped).length === 0) expect(arrived).toHaveLength(n);
      }),
      { numRuns: 60 },
    );
  });
});
