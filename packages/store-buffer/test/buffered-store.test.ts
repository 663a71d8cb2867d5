import { type LogRecord, TailraceError } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { bench, EVERYTHING, messages, records } from './fixtures/bench.ts';

describe('a store behind a buffer [X5]', () => {
  it('answers as the store behind does while that is there, duplicates included', async () => {
    const { store, behind } = await bench();
    const given = records(0, 3);
    expect(await store.append(given)).toMatchObject({ accepted: 3, duplicates: 0 });
    expect(await store.append(given)).toMatchObject({ accepted: 0, duplicates: 3 });
    expect(behind.arrived).toEqual(messages(0, 3));
    expect(store.counts()).toMatchObject({ waitingRecords: 0, handedOver: 0 });
  });

  it('does not open where the store behind is set up wrongly', async () => {
    const open = async (): Promise<never> => {
      throw new TailraceError('TAILRACE_BAD_OPTION', 'no such option');
    };
    await expect(bench({ open })).rejects.toMatchObject({ code: 'TAILRACE_BAD_OPTION' });
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
