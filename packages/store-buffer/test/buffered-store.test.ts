import { cpSync, lstatSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DiagnosticsEvent, type LogRecord, newRecordId, TailraceError } from '@tailrace/core';
import { FakeClock, recordedDiagnostics } from '@tailrace/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type BufferedStore, type BufferedStoreOptions, openBufferedStore } from '../src/index.ts';
import { SwitchedStore } from './fixtures/switched-store.ts';

const EVERYTHING = { filter: { type: 'everything' }, pipes: [], order: 'oldest', limit: 1000 } as const;
const START = Date.UTC(2026, 5, 1);

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-buffer-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function records(from: number, to: number): LogRecord[] {
  return Array.from({ length: to - from }, (_, index) => {
    const timestamp = START + (from + index) * 1000;
    return { id: newRecordId(timestamp), timestamp, level: 'info', severity: 9, message: `m${from + index}` };
  });
}

function messages(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `m${from + index}`);
}

interface Bench {
  readonly behind: SwitchedStore;
  readonly store: BufferedStore;
  readonly clock: FakeClock;
  readonly events: DiagnosticsEvent[];
  /** Lets time pass, step by step, until what waits has been handed over, or nothing more is. */
  readonly handOver: () => Promise<void>;
}

async function bench(
  options: Partial<BufferedStoreOptions> & { readonly behind?: SwitchedStore } = {},
): Promise<Bench> {
  const { behind = new SwitchedStore(), ...others } = options;
  const clock = new FakeClock(START);
  const { diagnostics, events } = recordedDiagnostics();
  const store = await openBufferedStore({
    name: 'switched',
    destination: 'somewhere',
    directory: newFolder(),
    open: async () => behind,
    clock,
    diagnostics,
    ...others,
  });
  cleanUps.push(() => store.close());
  async function handOver(): Promise<void> {
    await expect
      .poll(
        async () => {
          await clock.advance(10_000);
          return store.counts().waitingRecords;
        },
        { interval: 1, timeout: 30_000 },
      )
      .toBe(0);
  }
  return { behind, store, clock, events, handOver };
}

function names(events: readonly DiagnosticsEvent[]): string[] {
  return events.map(({ name }) => name).filter((name) => name.startsWith('store.'));
}

describe('a store behind a buffer [X5]', () => {
  it('answers as the store behind does while that is there, duplicates included', async () => {
    const { store, behind } = await bench();
    const given = records(0, 3);
    expect(await store.append(given)).toMatchObject({ accepted: 3, duplicates: 0 });
    expect(await store.append(given)).toMatchObject({ accepted: 0, duplicates: 3 });
    expect(behind.arrived).toEqual(messages(0, 3));
    expect(store.counts()).toMatchObject({ waitingRecords: 0, handedOver: 0 });
  });

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
    const { store, behind, handOver } = await bench();
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
    await expect.poll(async () => (await store.append(records(10, 11)), behind.arrived.at(-1))).toBe('m10');
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

  it('does not open where the store behind is set up wrongly', async () => {
    const open = async (): Promise<never> => {
      throw new TailraceError('TAILRACE_BAD_OPTION', 'no such option');
    };
    await expect(bench({ open })).rejects.toMatchObject({ code: 'TAILRACE_BAD_OPTION' });
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

  it('refuses at once what no store takes, and what comes twice in one batch', async () => {
    const { store, behind } = await bench();
    behind.isAway = true;
    const [first, second] = records(0, 2) as [LogRecord, LogRecord];
    const answer = await store.append([first, { ...second, timestamp: Number.NaN }, first]);
    expect(answer).toMatchObject({ accepted: 1, duplicates: 1, duplicateIndexes: [2], rejected: [{ index: 1 }] });
  });

  it('has the store behind explain its plan; one that tells nothing of it is said to', async () => {
    const { store, behind } = await bench();
    const plan = { engine: 'switched', readings: [], statements: [], parts: [], notes: [] };
    Object.assign(behind, { explain: async () => plan });
    expect(await store.explain?.(EVERYTHING)).toBe(plan);
    Object.assign(behind, { explain: undefined });
    await expect(store.explain?.(EVERYTHING)).rejects.toMatchObject({ code: 'TAILRACE_QUERY_UNSUPPORTED' });
  });

  it('says in its answers how many records wait', async () => {
    const { store, behind } = await bench();
    await store.append(records(0, 2));
    behind.isAway = true;
    await store.append(records(2, 5));
    const answer = await store.query(EVERYTHING);
    expect(answer.notes).toEqual(['3 records wait to be stored and are not in this answer.']);
    expect(await store.stats()).toMatchObject({ records: 2 });
    expect(store.waiting()).toMatchObject({ records: 3 });
  });

  it('tells failures of the store behind as they are where nothing is to be kept', async () => {
    const { store, behind } = await bench();
    behind.failsAt.add('m0');
    await expect(store.append(records(0, 1))).rejects.toThrow('not of this kind');
    behind.isAway = true;
    await expect(store.get('x')).rejects.toMatchObject({ code: 'TAILRACE_STORE_UNAVAILABLE' });
  });

  it('closes while the store is away; every later call says that it is closed', async () => {
    const { store, behind } = await bench();
    behind.isAway = true;
    await store.append(records(0, 1));
    await store.close();
    await store.close();
    await expect(store.append(records(1, 2))).rejects.toMatchObject({ code: 'TAILRACE_STORE_CLOSED' });
    await expect(store.query(EVERYTHING)).rejects.toMatchObject({ code: 'TAILRACE_STORE_CLOSED' });
  });
});
