import { describe, expect, it } from 'vitest';
import { FakeClock } from '@tailrace/core/testing';
import type { WireRecord } from '@tailrace/core';
import {
  type Answer,
  answerInMemory,
  parseQueryStrict,
  type RecordQuery,
  runPipes,
  type TableAnswer,
} from '@tailrace/query';

function record(second: number, parts: Partial<WireRecord> = {}): WireRecord {
  return {
    id: `id-${String(second).padStart(3, '0')}`,
    timestamp: new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString(),
    level: 'info',
    severity: 9,
    message: `took ${second} ms`,
    ...parts,
  };
}

function ask(text: string, records: readonly WireRecord[], bounds: Partial<RecordQuery> = {}): Promise<Answer> {
  return answerInMemory({ ...parseQueryStrict(text), ...bounds }, records);
}

async function table(
  text: string,
  records: readonly WireRecord[],
  bounds?: Partial<RecordQuery>,
): Promise<TableAnswer> {
  const answer = await ask(text, records, bounds);
  if (answer.kind !== 'table') throw new Error('not a table');
  return answer;
}

async function rows(text: string, records: readonly WireRecord[], bounds?: Partial<RecordQuery>): Promise<unknown> {
  return (await table(text, records, bounds)).rows;
}

async function ids(text: string, records: readonly WireRecord[], bounds?: Partial<RecordQuery>): Promise<string[]> {
  const answer = await ask(text, records, bounds);
  return answer.kind === 'records' ? answer.records.map(({ id }) => id) : [];
}

const valued = (values: readonly unknown[], weights: readonly number[] = []): WireRecord[] =>
  values.map((x, second) =>
    record(second, {
      ...(x !== undefined && { attributes: { x } }),
      ...(weights[second] !== undefined && { sample_rate: weights[second] }),
    }),
  );

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

describe('statistics', () => {
  it('count with weights, and what is stored beside', async () => {
    expect(await rows('* | count, records', valued([1, 2, 3], [10, 2.5]))).toEqual([[13.5, 3]]);
  });

  it('weigh sums and averages, and take numerals in texts for numbers', async () => {
    const values = valued([1, '2', 3, 'x', true, [4], null, undefined], [2, 3]);
    expect(await rows('* | sum(x), avg(x), min(x), max(x)', values)).toEqual([[11, 11 / 6, 1, 3]]);
  });

  it('take the smallest value whose cumulated weight reaches the rank', async () => {
    expect(await rows('* | p50(x), p90(x), p99(x)', valued([4, 1, 3, 2]))).toEqual([[2, 4, 4]]);
    expect(await rows('* | p50(x), p75(x)', valued([1, 2, 3], [1, 1, 10]))).toEqual([[3, 3]]);
    expect(await rows('* | p50(x)', valued([1, 2, 3], [10, 1, 1]))).toEqual([[1]]);
    const hundred = Array.from({ length: 100 }, (_, n) => n + 1);
    expect(await rows('* | p50(x), p95(x), p99(x)', valued(hundred))).toEqual([[50, 95, 99]]);
    const thirds = valued([1, 2], [0.3, 0.1 + 0.2]);
    expect(await rows('* | p50(x)', thirds)).toEqual([[1]]);
  });

  it('tell values apart by their text, and do not weigh that', async () => {
    expect(await rows('* | unique(x)', valued([1, '1', 'a', 'A', true, 'true', null, [1], '1.0'], [9]))).toEqual([[5]]);
  });

  it('make rates of the time asked about, of the records’ own time, or of the interval', async () => {
    const records = [record(0), record(5, { sample_rate: 3 }), record(9)];
    const from = Date.UTC(2026, 0, 1);
    expect(await rows('* | rate', records, { from, to: from + 10_000 })).toEqual([[0.5]]);
    expect(await rows('* | rate', records)).toEqual([[5 / 9.001]]);
    expect(await rows('* | rate', [record(0)])).toEqual([[1]]);
    expect(await rows('* | rate by 5s', records)).toEqual([
      ['2026-01-01T00:00:00.000Z', 0.2],
      ['2026-01-01T00:00:05.000Z', 0.8],
    ]);
  });

  it('of nothing are 0 or nothing', async () => {
    expect(await rows('* | count, records, rate, unique(x), sum(x), avg(x), min(x), p50(x)', [])).toEqual([
      [0, 0, 0, 0, null, null, null, null],
    ]);
    expect(await rows('* | count by x', [])).toEqual([]);
  });

  it('of times are times', async () => {
    const { columns, rows: cells } = await table('* | min(timestamp), max(timestamp) as last', [record(3), record(1)]);
    expect(columns).toEqual([
      { name: 'min(timestamp)', type: 'time' },
      { name: 'last', type: 'time' },
    ]);
    expect(cells).toEqual([['2026-01-01T00:00:01.000Z', '2026-01-01T00:00:03.000Z']]);
  });
});

describe('groups', () => {
  it('are one for a number and its text, come largest first, and nothing is a group too', async () => {
    const { columns, rows: cells } = await table(
      '* | count by x',
      valued([500, '500', 404, undefined, null, [1], 200]),
    );
    expect(columns[0]).toEqual({ name: 'x', type: 'number' });
    expect(cells).toEqual([
      [null, 3],
      [500, 2],
      [200, 1],
      [404, 1],
    ]);
  });

  it('make a column of text where one of them is', async () => {
    const { columns, rows: cells } = await table('* | count by x', valued([5, 'b', '10', true, 'B']));
    expect(columns[0]).toEqual({ name: 'x', type: 'text' });
    expect(cells).toEqual([
      ['5', 1],
      ['10', 1],
      ['B', 1],
      ['b', 1],
      ['true', 1],
    ]);
  });

  it('keep the texts of the wire’s fields texts', async () => {
    const { columns, rows: cells } = await table('* | count by service', [record(1, { service: '12' })]);
    expect(columns[0]).toEqual({ name: 'service', type: 'text' });
    expect(cells).toEqual([['12', 1]]);
  });

  it('by time come by time and then by their keys, in UTC, from the epoch on', async () => {
    const records = [
      record(61, { level: 'b' }),
      record(62, { level: 'a' }),
      record(1, { level: 'b' }),
      record(2, { level: 'a' }),
      record(3, { level: 'b' }),
    ];
    expect(await rows('* | count by level, 1m', records)).toEqual([
      ['a', '2026-01-01T00:00:00.000Z', 1],
      ['b', '2026-01-01T00:00:00.000Z', 2],
      ['a', '2026-01-01T00:01:00.000Z', 1],
      ['b', '2026-01-01T00:01:00.000Z', 1],
    ]);
    expect(await rows('* | count by 1w', [record(0, { timestamp: '1969-12-31T00:00:00.000Z' })])).toEqual([
      ['1969-12-25T00:00:00.000Z', 1],
    ]);
  });
});

describe('pipes behind a table', () => {
  const records = [
    ...valued(['a', 'a', 'b']),
    record(10, { attributes: { x: 'c', y: 1 } }),
    record(11, { attributes: { x: 'c', y: 2 } }),
    record(12, { attributes: { x: 'c', y: 2 } }),
  ];

  it('sort, limit and choose', async () => {
    expect(await rows('* | count by x | sort x desc | limit 2', records)).toEqual([
      ['c', 3],
      ['b', 1],
    ]);
    expect(await rows('* | count by x | fields count, x | limit 1', records)).toEqual([[3, 'c']]);
    expect(await rows('* | top 2 x', records)).toEqual([
      ['c', 3],
      ['a', 2],
    ]);
  });

  it('make statistics of rows', async () => {
    expect(await rows('* | count by x, y | count, sum(count), max(count) by x', records)).toEqual([
      ['c', 2, 3, 2],
      ['a', 1, 2, 2],
      ['b', 1, 1, 1],
    ]);
    expect(await rows('* | count by x, 10s | max(count) by time', records)).toEqual([
      ['2026-01-01T00:00:00.000Z', 2],
      ['2026-01-01T00:00:10.000Z', 3],
    ]);
  });

  it('cut a table at 10,000 rows and say so', async () => {
    const many = Array.from({ length: 10_050 }, (_, second) => record(second, { message: 'm' }));
    const answer = await table('* | count by id', many);
    expect(answer.rows).toHaveLength(10_000);
    expect(answer.truncated).toBe(true);
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

describe('patterns', () => {
  it('count messages by template, with weights, their share and the newest example', async () => {
    const records = [record(1), record(2, { sample_rate: 2 }), record(3, { message: 'started' })];
    expect(await rows('* | patterns', records)).toEqual([
      [3, 0.75, 'took <*> ms', 'took 2 ms'],
      [1, 0.25, 'started', 'started'],
    ]);
  });
});

describe('the work itself', () => {
  it('takes records one by one from where they come', async () => {
    async function* arriving(): AsyncIterable<WireRecord> {
      for (let second = 0; second < 10_000; second += 1) yield record(second);
    }
    const answer = await runPipes(parseQueryStrict('* | count').pipes, arriving());
    expect(answer).toMatchObject({ kind: 'table', rows: [[10_000]] });
  });

  it('ends when it is cancelled, also on its way', async () => {
    const controller = new AbortController();
    function* endless(): Iterable<WireRecord> {
      for (;;) yield record(1);
    }
    const asked = answerInMemory(parseQueryStrict('nothing'), endless(), { signal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(asked).rejects.toMatchObject({ code: 'TAILRACE_QUERY_CANCELLED' });
  });

  it('ends when it takes too long', async () => {
    const clock = new FakeClock();
    async function* slow(): AsyncIterable<WireRecord> {
      for (let second = 0; second < 10_000; second += 1) {
        if (second === 5000) await clock.advance(2000);
        yield record(second);
      }
    }
    const asked = answerInMemory(parseQueryStrict('*'), slow(), { timeoutMillis: 1000, clock });
    await expect(asked).rejects.toMatchObject({ code: 'TAILRACE_QUERY_LIMIT' });
  });

  it('refuses pipes that it does not know', async () => {
    const pipes = [{ type: 'teleport' }] as unknown as RecordQuery['pipes'];
    const asked = answerInMemory({ filter: { type: 'everything' }, pipes }, []);
    await expect(asked).rejects.toMatchObject({ code: 'TAILRACE_QUERY_UNSUPPORTED' });
  });
});
