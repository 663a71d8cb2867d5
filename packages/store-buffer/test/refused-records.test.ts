import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TailraceError } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { bench, messages, names, newFolder, records } from './fixtures/bench.ts';

describe('a buffer before a store that refuses or fails [X5]', () => {
  it('puts what the store refuses later into the dead letters, with the reason', async () => {
    const directory = newFolder();
    const { store, behind, handOver } = await bench({ directory });
    behind.isAway = true;
    behind.refuses.add('m3');
    await store.append(records(0, 6));
    behind.isAway = false;
    await handOver();
    expect(behind.arrived).toEqual(['m0', 'm1', 'm2', 'm4', 'm5']);
    expect(store.counts()).toMatchObject({ handedOver: 5, refused: 1 });
    const letters = readFileSync(join(directory, 'dead-letters', 'store-switched.jsonl'), 'utf8')
      .trim()
      .split('\n');
    expect(letters).toHaveLength(1);
    expect(letters[0]).toContain('bad_field: not wanted');
    expect(letters[0]).toContain('m3');
  });

  it('takes a batch apart that the store fails at, until the one record is found', async () => {
    const { store, behind, handOver, events } = await bench();
    behind.isAway = true;
    behind.failsAt.add('m5');
    await store.append(records(0, 9));
    behind.isAway = false;
    await handOver();
    expect(behind.arrived).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm6', 'm7', 'm8']);
    expect(store.counts()).toMatchObject({ handedOver: 8, refused: 1 });
    expect(names(events)).toContain('store.failed');
  });

  it('lets records wait where the store fails at all of them: the fault is not theirs', async () => {
    const { store, behind, clock, handOver } = await bench();
    behind.isAway = true;
    await store.append(records(0, 40));
    behind.isAway = false;
    let calls = 0;
    behind.onAppend = async () => {
      calls += 1;
      throw new TailraceError('TAILRACE_STORE_FAILED', 'The password was changed.');
    };
    await expect
      .poll(async () => (await clock.advance(10_000), calls), { interval: 1, timeout: 30_000 })
      .toBeGreaterThan(200);
    expect(store.counts()).toMatchObject({ waitingRecords: 40, refused: 0 });
    behind.onAppend = async () => undefined;
    await handOver();
    expect(behind.arrived).toEqual(messages(0, 40));
    expect(store.counts()).toMatchObject({ refused: 0 });
  });

  it('finds a record that the store fails at also where it waits alone, once others come', async () => {
    const { store, behind, clock, handOver } = await bench();
    behind.isAway = true;
    behind.failsAt.add('m0');
    await store.append(records(0, 1));
    behind.isAway = false;
    let calls = 0;
    behind.onAppend = async () => {
      calls += 1;
    };
    await expect
      .poll(async () => (await clock.advance(10_000), calls), { interval: 1, timeout: 30_000 })
      .toBeGreaterThan(20);
    expect(store.counts()).toMatchObject({ waitingRecords: 1, refused: 0 });
    await store.append(records(1, 4));
    await handOver();
    expect(behind.arrived).toEqual(messages(1, 4));
    expect(store.counts()).toMatchObject({ handedOver: 3, refused: 1 });
  });

  it('tells of a fault that comes when the store is back from being away', async () => {
    let tries = 0;
    const { events, clock } = await bench({
      open: async () => {
        tries += 1;
        if (tries < 3) throw new TailraceError('TAILRACE_STORE_UNAVAILABLE', 'nobody listens');
        throw new TailraceError('TAILRACE_STORE_FAILED', 'The tables are newer than this program.');
      },
    });
    await expect
      .poll(async () => (await clock.advance(10_000), tries), { interval: 1, timeout: 30_000 })
      .toBeGreaterThan(6);
    expect(names(events)).toEqual(['store.away', 'store.failed']);
  });
});
