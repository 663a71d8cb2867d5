import { afterEach, describe, expect, it, vi } from 'vitest';
import { Diagnostics } from '@tailrace/core';
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

  it('are one line for each report that is due, whoever\u2019s diagnostics it went to', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    vi.stubEnv('TAILRACE_DIAGNOSTICS', 'stderr');
    const diagnostics = new Diagnostics();
    const transports = [1, 2].map(
      () => new SinkTransport('TestTransport', new ScriptedSink(), { diagnostics, delivery: { spool: false } }),
    );
    const event = { name: 'record.dropped', source: 'http', message: 'The queue is full.', records: 5 } as const;
    diagnostics.report(event);
    diagnostics.report(event);
    expect(written.mock.calls.map(([line]) => line)).toEqual([
      'tailrace: record.dropped (http, 5 records): The queue is full.\n',
    ]);
    written.mockRestore();
    await Promise.all(transports.map((transport) => new Promise((resolve) => transport.end(resolve))));
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
