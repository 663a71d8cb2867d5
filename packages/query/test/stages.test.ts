import { describe, expect, it } from 'vitest';
import type { WireRecord } from '@tailrace/core';
import {
  type Answer,
  answerInMemory,
  answerInStages,
  MAX_STAGE_MATCHES,
  parseQueryStrict,
  type RecordQuery,
} from '@tailrace/query';
import { FakeClock } from '@tailrace/core/testing';

const START = Date.UTC(2026, 10, 22);

/** One record a second; every tenth is an error, and three in a row share a trace. */
function record(n: number): WireRecord {
  return {
    id: `r${String(n).padStart(6, '0')}`,
    timestamp: new Date(START + Math.floor(n / 2) * 1000).toISOString(),
    level: n % 10 === 0 ? 'error' : 'info',
    severity: n % 10 === 0 ? 17 : 9,
    message: `m${n}`,
    ...(n % 4 !== 3 && { trace_id: `t${Math.floor(n / 3)}` }),
  };
}

const records = Array.from({ length: 200 }, (_, n) => record(n));

function query(text: string, more: Partial<RecordQuery> = {}): RecordQuery {
  const { filter, pipes } = parseQueryStrict(text);
  return { filter, pipes, ...more };
}

function numbers(answer: Answer): readonly number[] {
  return answer.kind === 'records' ? answer.records.map(({ id }) => Number(id.slice(1))) : [];
}

/** As a store answers that has nothing but questions to go on with. */
async function inStages(asked: RecordQuery, all: readonly WireRecord[] = records): Promise<[Answer, number]> {
  let questions = 0;
  const ask = (plain: RecordQuery): Promise<Answer> => {
    questions += 1;
    return answerInMemory(plain, all);
  };
  const { elapsedMillis: _elapsed, ...answer } = await answerInStages(asked, { ask });
  return [{ ...answer, elapsedMillis: 0 }, questions];
}

describe('context', () => {
  it('adds the records around each match, once, in the order that was asked for [X3]', async () => {
    const oldest = await answerInMemory(query('message=(m20 OR m22) | context 2', { order: 'oldest' }), records);
    expect(numbers(oldest)).toEqual([18, 19, 20, 21, 22, 23, 24]);
    const newest = await answerInMemory(query('message=m20 | context before 3 after 1'), records);
    expect(numbers(newest)).toEqual([21, 20, 19, 18, 17]);
  });

  it('names the matches, and has no next page', async () => {
    const answer = await answerInMemory(query('level:error | context 1', { limit: 5 }), records);
    expect(answer).toMatchObject({ kind: 'records', matches: ['r000190', 'r000180'], truncated: true });
    expect(numbers(answer)).toEqual([191, 190, 189, 181, 180]);
    expect(answer.cursor).toBeUndefined();
  });

  it('looks beyond the times that were asked about, and at records of any kind', async () => {
    const asked = query('level:error | context 3', { from: START + 10_000, to: START + 11_000, order: 'oldest' });
    expect(numbers(await answerInMemory(asked, records))).toEqual([17, 18, 19, 20, 21, 22, 23]);
  });

  it('ends at the first and the last record', async () => {
    const asked = query('message=(m1 OR m198) | context 4', { order: 'oldest' });
    expect(numbers(await answerInMemory(asked, records))).toEqual([0, 1, 2, 3, 4, 5, 194, 195, 196, 197, 198, 199]);
  });

  it('goes on with what it gathered', async () => {
    const asked = query('level:error | limit 2 | context 2 | count by level');
    const answer = await answerInMemory(asked, records);
    expect(answer).toMatchObject({
      kind: 'table',
      rows: [
        ['info', 8],
        ['error', 2],
      ],
    });
    const first = query('level:error | context 2 | sort message | limit 3');
    expect(numbers(await answerInMemory(first, records))).toEqual([0, 1, 10]);
  });

  it.each([
    'level:error | context 2',
    'level:error | context 0',
    'level:error | context before 7',
    'level:error | context after 7',
    'level:error | context before 30 after 40',
    'message:/m1?[0-9]$/ | context 1',
    'message=(m0 OR m199 OR m100) | context 12',
    'level:error | limit 3 | context 4 | count',
    'level:error | sort message | limit 3 | context 4',
    'level:error | context 1 | context 1',
    'nothing | context 5',
  ])('is the same made of questions, in either order and cut anywhere: %s', async (text) => {
    for (const order of ['newest', 'oldest'] as const) {
      for (const limit of [1, 2, 7, 30, 500]) {
        const asked = query(text, { order, limit });
        const { elapsedMillis: _elapsed, ...whole } = await answerInMemory(asked, records);
        expect((await inStages(asked))[0]).toEqual({ ...whole, elapsedMillis: 0 });
      }
    }
  });

  it('asks few questions where matches lie close together, and none beyond what is shown', async () => {
    const [answer, dense] = await inStages(query('level:error | context 3', { limit: 500 }));
    expect(numbers(answer)).toHaveLength(137);
    expect(dense).toBeLessThan(12);
    const many = Array.from({ length: 5000 }, (_, n) => record(n));
    const [, first] = await inStages(query('* | context 3', { limit: 5 }), many);
    expect(first).toBeLessThan(6);
  });

  it('says where there are too many matches, or too much around them, and how to narrow it', async () => {
    const many = Array.from({ length: 30_000 }, (_, n) => record(n));
    const tooMany = answerInMemory(query('* | context 1 | count'), many);
    await expect(tooMany).rejects.toMatchObject({ code: 'TAILRACE_QUERY_LIMIT' });
    await expect(tooMany).rejects.toThrow(/1000 records at the most.*limit 100/);
    const asked = query('level:error | limit 1000 | context 60 | count');
    for (const tooMuch of [answerInMemory(asked, many), inStages(asked, many)]) {
      await expect(tooMuch).rejects.toThrow(/context gathers 10000 records at the most/);
    }
    const page = await answerInMemory(query('level:error | context 60', { limit: 30 }), many);
    expect(numbers(page)).toHaveLength(30);
  });
});

describe('join-trace', () => {
  it('adds all records of the same traces, and keeps a match without one [X3]', async () => {
    const answer = await answerInMemory(query('message=(m20 OR m23) | join-trace', { order: 'oldest' }), records);
    expect(numbers(answer)).toEqual([18, 20, 23]);
    expect(answer).toMatchObject({ matches: ['r000020', 'r000023'] });
    expect((await inStages(query('level:error | join-trace')))[0]).toMatchObject({ truncated: false });
  });

  it('reaches beyond the times that were asked about', async () => {
    const asked = query('message=m20 | join-trace', { from: START + 10_000, order: 'oldest' });
    expect(numbers(await answerInMemory(asked, records))).toEqual([18, 20]);
  });

  it('is followed by any pipe, and comes behind limits', async () => {
    const answer = await answerInMemory(query('level:error | limit 1 | join-trace | count by trace_id'), records);
    expect(answer).toMatchObject({ kind: 'table', rows: [['t63', 2]] });
    const nothing = await answerInMemory(query('nothing | join-trace'), records);
    expect(nothing).toMatchObject({ records: [], matches: [], truncated: false });
  });

  it('says where there are too many matches', async () => {
    const many = Array.from({ length: MAX_STAGE_MATCHES + 1 }, (_, n) => record(n));
    const tooMany = answerInMemory(query('* | join-trace'), many);
    await expect(tooMany).rejects.toThrow(/join-trace starts from 1000 records at the most/);
    const enough = await answerInMemory(query('* | limit 1000 | join-trace | records'), many);
    expect(enough).toMatchObject({ rows: [[1001]] });
  });
});

describe('stages', () => {
  it('read a source again that can be opened again, and hold one that cannot', async () => {
    let opened = 0;
    const open = function* (): Generator<WireRecord> {
      opened += 1;
      yield* records;
    };
    const asked = query('message=m20 | context 1', { order: 'oldest' });
    expect(numbers(await answerInMemory(asked, open))).toEqual([19, 20, 21]);
    expect(opened).toBe(2);
    expect(numbers(await answerInMemory(asked, open()))).toEqual([19, 20, 21]);
    expect(opened).toBe(3);
    async function* later(): AsyncGenerator<WireRecord> {
      yield* records;
    }
    expect(numbers(await answerInMemory(asked, later()))).toEqual([19, 20, 21]);
    expect(numbers(await answerInMemory(asked, new Set(records)))).toEqual([19, 20, 21]);
  });

  it('hand a query without them on as it is', async () => {
    const plain = query('* | limit 3', { from: 1, to: START * 2 });
    const [answer, questions] = await inStages(plain);
    expect(numbers(answer)).toEqual([199, 198, 197]);
    expect(questions).toBe(1);
  });

  it('share the time of the whole query, and end when it is cancelled', async () => {
    const clock = new FakeClock();
    const left: (number | undefined)[] = [];
    const source = {
      ask: async (plain: RecordQuery, { timeoutMillis }: { readonly timeoutMillis?: number }) => {
        left.push(timeoutMillis);
        await clock.advance(400);
        return answerInMemory(plain, records);
      },
    };
    const asked = answerInStages(query('message=(m20 OR m150) | context 2'), source, { clock, timeoutMillis: 1000 });
    await expect(asked).rejects.toMatchObject({ code: 'TAILRACE_QUERY_LIMIT' });
    expect(left).toEqual([1000, 600, 200]);
    const controller = new AbortController();
    const cancelled = answerInStages(
      query('message=m20 | context 2'),
      {
        ask: (plain) => {
          controller.abort();
          return answerInMemory(plain, records);
        },
      },
      { signal: controller.signal },
    );
    await expect(cancelled).rejects.toMatchObject({ code: 'TAILRACE_QUERY_CANCELLED' });
  });

  it('refuse pipes in an order that means nothing', async () => {
    const pipes = [...query('* | count').pipes, ...query('* | join-trace').pipes];
    const asked = answerInMemory({ filter: { type: 'everything' }, pipes }, records);
    await expect(asked).rejects.toMatchObject({ code: 'TAILRACE_QUERY_UNSUPPORTED' });
  });
});
