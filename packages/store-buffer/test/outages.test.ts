import { cpSync, lstatSync } from 'node:fs';
import { type LogRecord, TailraceError } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { bench, EVERYTHING, messages, names, newFolder, records } from './fixtures/bench.ts';
import { SwitchedStore } from './fixtures/switched-store.ts';

describe('a buffer before a store that is away [X5]', () => {
  it('takes records while the store is away and hands them over in order, once, when it is back', async () => {
    const { store, behind, events, handOver } = await bench();
    await store.append(records(0, 10));
    behind.isAway = true;
    for (let from = 10; from < 100; from += 10) {
      expect(await store.append(records(from, from + 10))).toMatchObject({ accepted: 10, rejected: [] });
    }
    expect(store.counts().waitingRecords).toBe(90);
    behind.isAway = false;
    await handOver();
    expect(behind.arrived).toEqual(messages(0, 100));
    expect(store.counts()).toMatchObject({ waitingRecords: 0, handedOver: 90 });
    expect(names(events)).toEqual(['store.away', 'store.back']);
  });

  it('keeps what comes meanwhile behind what waits, and goes straight again once nothing does', async () => {
    const { store, behind, clock, handOver } = await bench();
    behind.isAway = true;
    await store.append(records(0, 5));
    let more: Promise<unknown> | undefined;
    behind.onAppend = async () => {
      // Comes in the middle of the handing over.
      more ??= store.append(records(5, 10));
      await more;
    };
    behind.isAway = false;
    await handOver();
    expect(behind.arrived).toEqual(messages(0, 10));
    behind.onAppend = async () => undefined;
    // What is handed over arrives behind the answer, and by then another number is asked for.
    let last = 10;
    await expect
      .poll(
        async () => {
          await clock.advance(10_000);
          const number = last++;
          await store.append(records(number, number + 1));
          return behind.arrived.at(-1) === `m${number}`;
        },
        { interval: 1, timeout: 15_000 },
      )
      .toBe(true);
  });

  it('waits for a record that is on its way to the disk when the last one before it was handed over', async () => {
    const { store, behind, handOver } = await bench();
    behind.isAway = true;
    await store.append(records(0, 5));
    let more: Promise<unknown> | undefined;
    behind.onAppend = async () => {
      more ??= store.append(records(5, 10));
    };
    behind.isAway = false;
    await handOver();
    await more;
    await handOver();
    expect(behind.arrived).toEqual(messages(0, 10));
  });

  it('hands over what is older than any age of a spool: a record that was taken is not let go', async () => {
    const { store, behind, handOver } = await bench();
    behind.isAway = true;
    const [old] = records(0, 1) as [LogRecord];
    await store.append([{ ...old, timestamp: Date.UTC(1999, 0, 1) }, ...records(1, 3)]);
    behind.isAway = false;
    await handOver();
    expect(behind.arrived).toEqual(messages(0, 3));
  });

  it('opens while the store behind is away, and finds it later', async () => {
    const behind = new SwitchedStore();
    let tries = 0;
    const { store, handOver, events } = await bench({
      open: async () => {
        tries += 1;
        if (tries < 4) throw new TailraceError('TAILRACE_STORE_UNAVAILABLE', 'nobody listens');
        return behind;
      },
    });
    await expect(store.query(EVERYTHING)).rejects.toMatchObject({ code: 'TAILRACE_STORE_UNAVAILABLE' });
    await expect(store.stats()).rejects.toMatchObject({ code: 'TAILRACE_STORE_UNAVAILABLE' });
    await expect(async () => {
      for await (const record of store.stream(EVERYTHING)) expect(record).toBeUndefined();
    }).rejects.toMatchObject({ code: 'TAILRACE_STORE_UNAVAILABLE' });
    await store.append(records(0, 3));
    await handOver();
    expect(behind.arrived).toEqual(messages(0, 3));
    expect(await store.query(EVERYTHING)).toMatchObject({ records: [{}, {}, {}] });
    expect(names(events)).toEqual(['store.away', 'store.back']);
  });

  it('finds the store later also where nothing is written', async () => {
    const behind = new SwitchedStore();
    let tries = 0;
    const { store, clock } = await bench({
      open: async () => {
        tries += 1;
        if (tries < 3) throw new TailraceError('TAILRACE_STORE_UNAVAILABLE', 'nobody listens');
        return behind;
      },
    });
    await expect
      .poll(async () => {
        await clock.advance(10_000);
        return store.stats().then(
          ({ records: count }) => count,
          () => undefined,
        );
      })
      .toBe(0);
  });

  it('has what it answered for after a crash, and hands it over at the next start', async () => {
    const directory = newFolder();
    const first = await bench({ directory });
    first.behind.isAway = true;
    await first.store.append(records(0, 50));
    await first.store.append(records(50, 60));
    // What is synced is all that a crash leaves.
    const left = newFolder();
    cpSync(directory, left, { recursive: true, filter: (file) => !lstatSync(file).isSocket() });
    const second = await bench({ directory: left });
    await second.handOver();
    expect(second.behind.arrived).toEqual(messages(0, 60));
    expect(second.store.counts()).toMatchObject({ adopted: 60, handedOver: 60 });
  });

  it('does not double what the store took before the answer was lost', async () => {
    const { store, behind, handOver } = await bench();
    const given = records(0, 5);
    const takes = SwitchedStore.prototype.append.bind(behind);
    behind.append = async (batch) => {
      await takes(batch);
      behind.append = takes;
      throw new TailraceError('TAILRACE_STORE_UNAVAILABLE', 'The connection broke.');
    };
    expect(await store.append(given)).toMatchObject({ accepted: 5 });
    await handOver();
    expect(behind.arrived).toEqual(messages(0, 5));
  });

  it('asks senders to wait where no more may wait, and drops nothing for it', async () => {
    const { store, behind, handOver } = await bench({ maxBytes: 16_384 });
    behind.isAway = true;
    let taken = 0;
    await expect(
      (async () => {
        for (; taken < 1000; taken += 10) await store.append(records(taken, taken + 10));
      })(),
    ).rejects.toMatchObject({ code: 'TAILRACE_STORE_FULL' });
    expect(store.counts().waitingRecords).toBe(taken);
    behind.isAway = false;
    await handOver();
    expect(behind.arrived).toEqual(messages(0, taken));
  });
});
