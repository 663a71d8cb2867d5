import { describe, expect, it } from 'vitest';
import { ask, ids, record, table, valued } from './asking.ts';

describe('records', () => {
  const three = [record(2), record(1), record(3)];

  it('come newest first, or oldest first when asked so', async () => {
    expect(await ids('*', three)).toEqual(['id-003', 'id-002', 'id-001']);
    expect(await ids('*', three, { order: 'oldest' })).toEqual(['id-001', 'id-002', 'id-003']);
  });

  it('of one time come by id', async () => {
    const same = ['b', 'c', 'a'].map((id) => record(1, { id }));
    expect(await ids('*', same)).toEqual(['c', 'b', 'a']);
  });

  it('are 100 at the most unless told otherwise, and the answer says where it goes on', async () => {
    const many = Array.from({ length: 250 }, (_, second) => record(second));
    const first = await ask('*', many);
    expect(first).toMatchObject({ kind: 'records', truncated: true, cursor: expect.any(String) as string });
    const second = await ask('*', many, { cursor: first.cursor ?? '', limit: 150 });
    expect(second).toMatchObject({ truncated: false });
    expect(second.cursor).toBeUndefined();
    const seen = [first, second].flatMap((answer) => (answer.kind === 'records' ? answer.records : []));
    expect(seen.map(({ id }) => id)).toEqual(many.map(({ id }) => id).toReversed());
  });

  it('are within the times, the end being out', async () => {
    const from = Date.parse(record(1).timestamp);
    expect(await ids('*', three, { from, to: from + 1000 })).toEqual(['id-001']);
  });

  it('are sorted by a field: numbers, then texts, then those without it, whichever the direction', async () => {
    const mixed = valued([10, 'b', '9', undefined, 'a', { y: 1 }]);
    expect(await ids('* | sort x', mixed)).toEqual(['id-002', 'id-000', 'id-004', 'id-001', 'id-005', 'id-003']);
    expect(await ids('* | sort -x', mixed)).toEqual(['id-001', 'id-004', 'id-000', 'id-002', 'id-005', 'id-003']);
  });

  it('are limited in the order that was asked for, before and after a sort', async () => {
    const values = valued([5, 1, 4, 2, 3]);
    expect(await ids('* | limit 2', values)).toEqual(['id-004', 'id-003']);
    expect(await ids('* | sort x | limit 2', values)).toEqual(['id-001', 'id-003']);
    expect(await ids('* | limit 3 | sort x', values)).toEqual(['id-003', 'id-004', 'id-002']);
    expect(await ids('* | sort x | limit 3 | sort -x', values)).toEqual(['id-004', 'id-003', 'id-001']);
  });

  it('refuse a limit that is none, and a cursor that is none', async () => {
    await expect(ask('*', three, { limit: 0 })).rejects.toMatchObject({ code: 'TAILRACE_BAD_OPTION' });
    await expect(ask('*', three, { cursor: 'x' })).rejects.toMatchObject({ code: 'TAILRACE_BAD_CURSOR' });
  });
});

describe('fields', () => {
  it('show the values of records as a table that has pages', async () => {
    const records = valued([1, 'a', { y: [1] }, undefined]);
    const answer = await table('* | fields timestamp, x', records, { limit: 3, order: 'oldest' });
    expect(answer.columns).toEqual([
      { name: 'timestamp', type: 'time' },
      { name: 'x', type: 'text' },
    ]);
    expect(answer.rows.map(([, x]) => x)).toEqual(['1', 'a', '{"y":[1]}']);
    expect(answer.truncated).toBe(true);
    const next = await table('* | fields timestamp, x', records, { order: 'oldest', cursor: answer.cursor ?? '' });
    expect(next.rows).toEqual([['2026-01-01T00:00:03.000Z', null]]);
  });

  it('keep numbers and booleans where all are that', async () => {
    expect((await table('* | fields x', valued([true, false, undefined]))).columns).toEqual([
      { name: 'x', type: 'boolean' },
    ]);
    expect((await table('* | fields x', valued([2, 1.5]))).columns).toEqual([{ name: 'x', type: 'number' }]);
  });
});
