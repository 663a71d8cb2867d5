import { describe, expect, it } from 'vitest';
import type { WireRecord } from '@tailrace/core';
import {
  answerInMemory,
  finishTable,
  parseQuery,
  parseQueryStrict,
  patternsTable,
  percentilePart,
  printQuery,
  runPipes,
} from '@tailrace/query';

const START = Date.UTC(2026, 10, 22);

function record(n: number, parts: Partial<WireRecord> = {}): WireRecord {
  const timestamp = new Date(START + n * 1000).toISOString();
  return { id: `r${n}`, timestamp, level: 'info', severity: 9, message: `m ${n}`, ...parts };
}

const records = [
  record(0, { service: 'api', sample_rate: 10, attributes: { ms: 1, path: '/a' } }),
  record(1, { service: 'api', attributes: { ms: 2, path: '/b' } }),
  record(2, { service: 'web', attributes: { ms: 1000, path: '/a' } }),
  record(3, { service: 'web', attributes: { ms: '30', path: '/c' } }),
];

async function table(text: string, of: readonly WireRecord[] = records): Promise<unknown> {
  const answer = await answerInMemory(parseQueryStrict(text), of);
  if (answer.kind !== 'table') return answer;
  const { columns, rows, records: raw } = answer;
  return { columns: columns.map(({ name }) => name), rows, ...(raw && { raw }) };
}

function pipesOf(text: string): unknown {
  return parseQueryStrict(text).pipes;
}

describe('percentiles', () => {
  it('are any from p0 to p100, with weights', async () => {
    expect(await table('* | p0(ms), p50(ms), p99.9(ms), p100(ms)')).toMatchObject({ rows: [[1, 1, 1000, 1000]] });
    expect(await table('service:web | p49.999(ms), p50(ms), p50.001(ms)')).toMatchObject({ rows: [[30, 30, 1000]] });
  });

  it('have one name each, however they are written', () => {
    expect(pipesOf('* | P99.90(ms)')).toEqual(pipesOf('* | p99.9(ms)') as object);
  });

  it.each(['p101', 'p1000', 'p99.', 'p-1', 'p99.1234567', 'p'])('are no others: %s', (name) => {
    expect(parseQuery(`* | ${name}(ms)`).problem).toBeDefined();
  });

  it('are known to a sort by their names', async () => {
    const rows = [
      ['web', 1000],
      ['api', 2],
    ];
    expect(await table('* | p99.9(ms) by service | sort -p99.9(ms)')).toMatchObject({ rows });
  });

  it('tell their part', () => {
    expect(percentilePart('p99.9')).toBeCloseTo(0.999, 12);
    expect(percentilePart('count')).toBeUndefined();
  });
});

describe('raw counts', () => {
  it('stand beside statistics that weigh, where a weight is not 1', async () => {
    const expected = {
      columns: ['service', 'count'],
      rows: [
        ['api', 11],
        ['web', 2],
      ],
      raw: [2, 2],
    };
    expect(await table('* | count by service')).toEqual(expected);
    expect(await table('* | avg(ms) by service | sort service')).toMatchObject({ raw: [2, 2] });
    expect(await table('* | rate')).toMatchObject({ raw: [4] });
  });

  it('are of the rows that are shown, in their order', async () => {
    expect(await table('* | count by path | sort -path | fields count')).toEqual({
      columns: ['count'],
      rows: [[1], [1], [11]],
      raw: [1, 1, 2],
    });
    expect(await table('* | count by path | sort -path | limit 2')).not.toHaveProperty('raw');
  });

  it('are absent where nothing was sampled, and where nothing weighs', async () => {
    expect(await table('service:web | count by service')).not.toHaveProperty('raw');
    expect(await table('* | records, unique(ms), min(ms), max(ms)')).not.toHaveProperty('raw');
    expect(await table('* | fields service')).not.toHaveProperty('raw');
    expect(await table('* | count by service | sum(count)')).not.toHaveProperty('raw');
    expect(await table('nothing | count')).toEqual({ columns: ['count'], rows: [[0]] });
  });

  it('stand beside patterns', async () => {
    expect(await table('* | patterns')).toMatchObject({ rows: [[13, 1, 'm <*>', 'm 3']], raw: [4] });
    expect(await table('service:web | patterns')).not.toHaveProperty('raw');
    const made = finishTable(patternsTable([[3, 1, 'a', 'b']], 5));
    expect(made).toEqual({ columns: expect.any(Array), rows: [[3, 1, 'a', 'b']] });
  });

  it('do not come in the way of columns of the same names', async () => {
    expect(await table('* | count as __weight, records as __records by service')).toMatchObject({
      columns: ['service', '__weight', '__records'],
      raw: [2, 2],
    });
    await expect(
      answerInMemory(
        {
          filter: { type: 'everything' },
          pipes: [
            ...parseQueryStrict('* | count').pipes,
            { type: 'sort', keys: [{ name: ['__weight'], descending: true }] },
          ],
        },
        records,
      ),
    ).rejects.toMatchObject({ code: 'TAILRACE_QUERY_SYNTAX' });
  });
});

describe('sums of fractions', () => {
  it('are equal to a sort where only their last digits differ', async () => {
    const weights = [0.1, 0.2, 0.3, 0.4, 0.7];
    const shuffled = (order: readonly number[], service: string) =>
      order.map((index, n) => record(n, { id: `${service}${n}`, service, sample_rate: weights[index] ?? 1 }));
    const rows = await table('* | count by service', [
      ...shuffled([0, 1, 2, 3, 4], 'b'),
      ...shuffled([4, 3, 2, 1, 0], 'a'),
      ...shuffled([2, 0, 4, 1, 3], 'c'),
    ]);
    expect((rows as { rows: unknown[][] }).rows.map(([service]) => service)).toEqual(['a', 'b', 'c']);
  });

  it('are null where they are beyond the largest number', async () => {
    const large = [0, 1].map((n) => record(n, { attributes: { x: 1.7e308 } }));
    expect(await table('* | sum(x), avg(x), max(x)', large)).toMatchObject({ rows: [[null, null, 1.7e308]] });
  });
});

describe('names of columns', () => {
  it('are changed all at once', async () => {
    expect(await table('* | count by service | rename service as count, count as service | limit 1')).toMatchObject({
      columns: ['count', 'service'],
      rows: [['api', 11]],
    });
    expect(await table('* | patterns | rename pattern as template | fields template')).toMatchObject({
      columns: ['template'],
    });
  });

  it('are given to fields of records, and known to the pipes behind them', async () => {
    expect(await table('* | fields ms as "how long", path as p | sort -"how long" | limit 1')).toMatchObject({
      columns: ['how long', 'p'],
      rows: [[1000, '/a']],
    });
    expect(pipesOf('* | fields ms | rename ms as m | sort m')).toEqual(pipesOf('* | sort ms | fields ms as m'));
    expect(await table('* | fields path as p | count by p | limit 1')).toMatchObject({ columns: ['p', 'count'] });
    expect(await table('service:web | fields service as a, service as b | limit 1')).toMatchObject({
      rows: [['web', 'web']],
    });
  });

  it.each([
    ['* | rename a as b', "rename is of columns: put fields before it, as in '| fields path | rename path as p'."],
    ['* | count | rename cuont as n', "The table has no column 'cuont'. Did you mean 'count'?"],
    ['* | count by a | rename a as count', "Two columns would be called 'count': name one with 'as'."],
    ['* | count by a | rename a as b, a as c', "'a' gets two names."],
    ['* | count | rename count', "Expected 'as' and the new name."],
    ['* | fields a as x, b as x', "Two columns would be called 'x': name one with 'as'."],
    ['* | count | context 3', 'context is of records: put it before the other pipes.'],
    ['* | count | join-trace', 'join-trace is of records: put it before the other pipes.'],
    ['* | join trace', "There is no pipe 'join trace'. Did you mean 'join-trace'?"],
    ['* | context before 3 before 4', "'before' is said twice."],
    ['* | context 1001', 'Expected a number from 0 to 1000.'],
    ['* | mean(x)', "There is no pipe 'mean'. Did you mean 'avg'?"],
    ['* | stats medians(x)', "There is no statistic 'medians'. Did you mean 'p50'?"],
    ['* | where x>5', "There is no pipe 'where'. Conditions stand before the first '|'."],
    ['* | p100.5(x)', "There is no statistic 'p100.5'. Percentiles go from p0 to p100."],
  ])('says what is wrong with %s', (text, message) => {
    expect(parseQuery(text).problem?.message).toBe(message);
  });
});

describe('top', () => {
  it('is of any statistic, and of times', async () => {
    expect(await table('* | top 1 path by sum(ms)')).toEqual({
      columns: ['path', 'sum(ms)'],
      rows: [['/a', 1010]],
      raw: [2],
    });
    expect(await table('* | top 1 2s')).toMatchObject({ rows: [[new Date(START).toISOString(), 11]] });
    expect(pipesOf('* | top service, path by avg(ms), count')).toEqual(
      pipesOf('* | avg(ms), count by service, path | limit 10'),
    );
  });
});

describe('context', () => {
  it.each([
    ['context', 5, 5],
    ['context 3', 3, 3],
    ['context 0', 0, 0],
    ['context before 3', 3, 0],
    ['context after 2 before 1', 1, 2],
  ])('reads %s', (text, before, after) => {
    expect(pipesOf(`* | ${text}`)).toEqual([{ type: 'context', before, after }]);
    expect(printQuery(parseQueryStrict(`* | ${text}`))).toBe(`* | context before ${before} after ${after}`);
  });

  it('is refused where only filtered records are known', async () => {
    const asked = runPipes(parseQueryStrict('* | context 1').pipes, records);
    await expect(asked).rejects.toMatchObject({ code: 'TAILRACE_QUERY_UNSUPPORTED' });
  });
});
