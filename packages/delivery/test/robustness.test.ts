import { createChain, Diagnostics, type FilterStep, type LogRecord, systemClock } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import winston from 'winston';
import { EntryWriter } from '../src/entry-writer.ts';
import { Reports } from '../src/reports.ts';
import { SinkTransport } from '../src/sink-transport.ts';
import { openSpool } from '../src/spool/spool.ts';
import type { Spool } from '../src/spool/spool-contract.ts';
import { bench, type BenchOptions, bodies, DELIVERED, DOWN, ScriptedSink } from './fixtures/bench.ts';
import { MemorySpool } from './fixtures/memory-spool.ts';
import { transportBench } from './fixtures/transport-bench.ts';

const finished = (transport: SinkTransport): Promise<void> =>
  new Promise((resolve) => void transport.end(() => resolve()));

describe('what an application does to a transport', () => {
  it('options given as undefined are as if they were not given', async () => {
    const asFromJavaScript: unknown = {
      batch: { records: undefined, bytes: undefined, ageMillis: undefined },
      capacity: { records: undefined },
      retry: { minMillis: undefined, attempts: undefined },
    };
    const { delivery, sink, offer, pass } = bench(asFromJavaScript as BenchOptions);
    offer('a', 'b');
    await pass(1_100, 100);
    expect(sink.arrived).toEqual(['a', 'b']);
    expect(delivery.settings.capacity.records).toBe(10_000);
    expect(delivery.settings.retry.minMillis).toBe(500);
  });

  it('a listener of warn that throws harms neither the logger nor the records [A12]', async () => {
    const sink = new ScriptedSink();
    sink.script = [DOWN];
    const { transport } = transportBench(
      { delivery: { retry: { minMillis: 1, maxMillis: 1 }, breaker: { failures: 1 } } },
      sink,
    );
    transport.on('warn', () => {
      throw new Error('a listener of the application');
    });
    const logger = winston.createLogger({ transports: transport });
    logger.info('kept');
    await transport.flush(2_000);
    expect(sink.arrived.length).toBe(1);
    await finished(transport);
  });

  it('a logger that is configured anew with the same transport goes on filtering by level', async () => {
    const { transport, sink } = transportBench();
    const logger = winston.createLogger({ level: 'info', format: winston.format.simple(), transports: transport });
    logger.configure({ level: 'info', format: winston.format.simple(), transports: [transport] });
    logger.configure({ level: 'info', format: winston.format.simple(), transports: [transport] });
    logger.debug('quiet');
    logger.info('loud');
    expect(transport.parent).toBe(logger);
    logger.remove(transport);
    expect(transport.parent).toBeNull();
    await finished(transport);
    expect(sink.arrived).toEqual(['info: loud']);
  });

  it('a silent transport takes no records either', async () => {
    const { transport, sink } = transportBench({ silent: true });
    const record = { id: 'i', timestamp: 1, level: 'info', severity: 9, message: 'm' } as LogRecord;
    expect(transport.record(record).status).toBe('filtered');
    await finished(transport);
    expect(sink.arrived).toEqual([]);
  });

  it('every caller of end waits for the same end', async () => {
    const { delivery, sink, offer, settle } = bench();
    let answer: (() => void) | undefined;
    sink.always = () => new Promise((resolve) => (answer = () => resolve(DELIVERED)));
    offer('a');
    void delivery.end();
    let second = false;
    void delivery.end().then(() => (second = true));
    await settle();
    expect(second).toBe(false);
    answer?.();
    await settle();
    expect(second).toBe(true);
  });
});

describe('a sink that writes synchronously and fails', () => {
  it('is not given the whole queue again for each record that comes meanwhile', async () => {
    const sink = new ScriptedSink();
    sink.always = DOWN;
    let tries = 0;
    sink.sendSync = () => {
      tries += 1;
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };
    const { offer, settle, clock, imbalance } = bench({ sink, capacity: { records: 10 }, batch: { records: 1 } });
    offer(...bodies(500));
    expect(tries).toBe(1);
    await settle();
    await clock.advance(1_000);
    offer('later');
    expect(tries).toBe(2);
    expect(imbalance()).toBe(0);
  });
});

describe('a queue that overflows before it is known what earlier runs left', () => {
  it('does not stand still for ever where it drops', async () => {
    const { sink, offer, pass, imbalance } = bench({
      memorySpool: new MemorySpool(),
      overflow: 'drop-oldest',
      capacity: { records: 10 },
      batch: { records: 5 },
    });
    offer(...bodies(15));
    await pass(1_100, 100);
    expect(sink.arrived).toEqual(bodies(15).slice(5));
    expect(imbalance()).toBe(0);
  });

  it('goes to the disk once, behind that', async () => {
    const entries = bodies(3, 'old').map((body) => ({ id: body, timestamp: 1, severity: 9, route: '', body }));
    const memorySpool = new MemorySpool({ entries });
    const { delivery, sink, offer, pass, imbalance } = bench({
      memorySpool,
      overflow: 'spill',
      capacity: { records: 10 },
      batch: { records: 5 },
    });
    offer(...bodies(15));
    await pass(3_000, 100);
    expect(sink.arrived).toEqual([...bodies(3, 'old'), ...bodies(15)]);
    expect(memorySpool.disk.entries).toEqual([]);
    expect(delivery.books()).toMatchObject({ accepted: 15, adopted: 3, delivered: 18, dropped: {} });
    expect(imbalance()).toBe(0);
  });
});

describe('the texts of records that a filter holds back', () => {
  it('are bounded in what they take together, not in their number only [G12]', () => {
    const reports = new Reports('test', new Diagnostics(), systemClock, () => {});
    const holds: FilterStep = { name: 'holds', apply: (record, flow) => void flow.drop(record, 'filtered'), wake() {} };
    const chain = createChain([holds]);
    const writer = new EntryWriter(new ScriptedSink(), undefined, chain, reports, {});
    const record = (n: number): LogRecord => ({ id: `${n}`, timestamp: 1, level: 'info', severity: 9, message: 'm' });
    for (let n = 0; n < 20; n += 1) writer.heldBack({ [Symbol.for('message')]: 'x'.repeat(1024 * 1024) }, record(n));
    const kept = Array.from({ length: 20 }, (_, n) => writer.ofLate(record(n)).bytes);
    const units = kept.filter((bytes) => bytes >= 1024 * 1024).length;
    expect(units).toBe(4);
    expect(kept.at(-1)).toBe(1024 * 1024);
  });
});

describe('an object that is logged twice', () => {
  it('is two records, the same two in every transport [G4]', async () => {
    const formatter = { name: 'json', contentType: 'x', format: (record: LogRecord) => `${record.level} ${record.id}` };
    const [one, two] = [transportBench({ formatter }), transportBench({ formatter })];
    const logger = winston.createLogger({ transports: [one.transport, two.transport] });
    const error = new Error('caught here, and again further out');
    logger.warn(error);
    logger.error(error);
    await Promise.all([finished(one.transport), finished(two.transport)]);
    const [first = '', second = ''] = one.sink.arrived;
    expect([first.split(' ')[0], second.split(' ')[0]]).toEqual(['warn', 'error']);
    expect(first.split(' ')[1]).not.toBe(second.split(' ')[1]);
    expect(two.sink.arrived).toEqual(one.sink.arrived);
  });
});

describe('a queue that overflows while the spool takes over another run', () => {
  it('sends what is in memory, what was taken over, and what came later, and counts nothing as lost', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tailrace-delivery-'));
    const clock = new FakeClock();
    const open = (): Promise<Spool> => openSpool({ directory: folder, name: 't', destination: 'd', clock });
    const neighbour = await open();
    const spool = await open();
    await neighbour.append(
      bodies(3, 'old').map((body) => ({ id: body, timestamp: clock.now(), severity: 9, route: '', body })),
      'process',
    );
    let answer = (): void => {};
    const { delivery, sink, offer, settle, pass, imbalance } = bench({
      memorySpool: spool,
      overflow: 'spill',
      capacity: { records: 10 },
      batch: { records: 5 },
    });
    sink.script = [() => new Promise((resolve) => (answer = () => resolve(DELIVERED)))];
    offer(...bodies(5));
    await settle();
    await vi.waitFor(() => expect(sink.sends.length).toBe(1));
    await neighbour.close();
    await clock.advance(60_000);
    await vi.waitFor(() => expect(spool.counts().adopted).toBe(3));
    offer(...bodies(12, 'new'));
    await settle();
    answer();
    await vi.waitFor(async () => {
      await pass(200, 50);
      expect(delivery.books()).toMatchObject({ accepted: 17, adopted: 3, delivered: 20, dropped: {} });
    });
    expect([...sink.arrived].sort()).toEqual([...bodies(5), ...bodies(3, 'old'), ...bodies(12, 'new')].sort());
    expect(imbalance()).toBe(0);
    await delivery.end();
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('a process that exits while its transport is closing', () => {
  it('writes down what of the spool is done all the same', async () => {
    const sink = Object.assign(new ScriptedSink(), { close: () => new Promise<void>(() => {}) });
    const memorySpool = new MemorySpool();
    const { delivery, settle } = bench({ sink, memorySpool });
    void delivery.end();
    await settle();
    expect(memorySpool.closed).toBe(false);
    delivery.exit();
    expect(memorySpool.closed).toBe(true);
  });

  it('while its spool is, too', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tailrace-delivery-'));
    const options = { directory, name: 't', destination: 'd' };
    const spool = await openSpool(options);
    const positions = await spool.append(
      [{ id: 'a', timestamp: Date.now(), severity: 9, route: '', body: 'a' }],
      'process',
    );
    await spool.append([{ id: 'b', timestamp: Date.now(), severity: 9, route: '', body: 'b' }], 'process');
    spool.acknowledge(positions);
    const closing = spool.close();
    spool.closeSync();
    const next = await openSpool(options);
    const read = await next.read({ records: 10, bytes: 1000 });
    expect(read.map(({ entry }) => entry.id)).toEqual(['b']);
    await closing;
    await next.close();
    rmSync(directory, { recursive: true, force: true });
  });
});
