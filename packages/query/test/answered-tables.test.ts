import { describe, expect, it } from 'vitest';
import { record, rows, table, valued } from './asking.ts';

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

describe('patterns', () => {
  it('count messages by template, with weights, their share and the newest example', async () => {
    const records = [record(1), record(2, { sample_rate: 2 }), record(3, { message: 'started' })];
    expect(await rows('* | patterns', records)).toEqual([
      [3, 0.75, 'took <*> ms', 'took 2 ms'],
      [1, 0.25, 'started', 'started'],
    ]);
  });
});
