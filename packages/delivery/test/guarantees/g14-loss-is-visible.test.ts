import { afterEach, describe, expect, it, vi } from 'vitest';
import { Diagnostics } from '@tailrace/core';
import { stderrLine } from '../../src/stderr-reports.ts';
import { SinkTransport } from '../../src/sink-transport.ts';
import { bench, bodies, ScriptedSink } from '../fixtures/bench.ts';

describe('G14: loss is visible', () => {
  it('as a count by reason, and as an event that says how many', () => {
    const made = bench({ capacity: { records: 1 }, overflow: 'drop-newest' });
    made.offer('a', 'b');
    expect(made.delivery.counts().dropped).toEqual({ queue_full: 1 });
    expect(made.events).toContainEqual(
      expect.objectContaining({ name: 'record.dropped', source: 'test', reason: 'queue_full', records: 1 }),
    );
  });

  it('at a bearable rate: a thousand losses a second make two events, which together count them all', async () => {
    const made = bench({ capacity: { records: 1 }, overflow: 'drop-newest', batch: { ageMillis: 60_000 } });
    made.offer(...bodies(1001));
    await made.clock.advance(1000);
    const drops = made.events.filter(({ name }) => name === 'record.dropped');
    expect(drops.map(({ records }) => records)).toEqual([1, 999]);
  });

  it('what was not told yet is told at the end', async () => {
    const made = bench({ capacity: { records: 1 }, overflow: 'drop-newest' });
    made.offer(...bodies(10));
    await made.delivery.end(1000);
    const drops = made.events.filter(({ name }) => name === 'record.dropped');
    expect(drops.map(({ records }) => records)).toEqual([1, 8]);
  });

  it('never tells what was in a record', async () => {
    const made = bench();
    made.sink.always = (sent) => ({ status: 'refused', cause: 'content', reason: `cannot take ${sent.join(',')}` });
    made.offer('secret-1', 'secret-2');
    await made.delivery.end(1000);
    expect(JSON.stringify(made.events)).not.toContain('secret');
  });

  it('as `warn` on the transport, never as `error`', async () => {
    const transport = new SinkTransport('TestTransport', new ScriptedSink(), {
      diagnostics: new Diagnostics(),
      delivery: { spool: false, capacity: { records: 1 }, overflow: 'drop-newest' },
    });
    const heard: string[] = [];
    transport.on('warn', (error: Error) => heard.push(error.message));
    transport.on('error', () => heard.push('error'));
    for (const message of ['a', 'b']) transport.write({ level: 'info', message, [Symbol.for('message')]: message });
    expect(heard).toEqual(['record.dropped: The queue is full.']);
    await new Promise((resolve) => transport.end(resolve));
  });
});

describe('reports on stderr', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('are one line a minute at most, which says what went unsaid', () => {
    const event = {
      name: 'record.dropped',
      source: 'http',
      message: 'The queue is full.',
      records: 5,
      reason: 'queue_full',
    } as const;
    const start = 1_000_000;
    expect(stderrLine(event, start)).toBe('tailrace: http: The queue is full. [queue_full] (5 records)\n');
    expect(stderrLine(event, start + 30_000)).toBeUndefined();
    expect(stderrLine(event, start + 59_999)).toBeUndefined();
    expect(stderrLine(event, start + 60_000)).toBe(
      'tailrace: http: The queue is full. [queue_full] (5 records); since the last line 2 more reports, 10 records lost\n',
    );
  });

  it('are only for those who switch them on', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const lose = async (): Promise<void> => {
      const diagnostics = new Diagnostics();
      const transport = new SinkTransport('TestTransport', new ScriptedSink(), {
        diagnostics,
        delivery: { spool: false },
      });
      diagnostics.report({ name: 'record.dropped', source: 'x', message: 'lost' });
      await new Promise((resolve) => transport.end(resolve));
    };
    await lose();
    expect(written).not.toHaveBeenCalled();
    written.mockRestore();
  });
});
