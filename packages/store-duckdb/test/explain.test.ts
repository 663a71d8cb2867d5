import { parseQueryStrict } from '@tailrace/query';
import type { QueryPlan } from '@tailrace/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { type DuckdbStore, openStoreForReading } from '../src/index.ts';
import { makeFolder, makeRecords, openStore, START } from './records.ts';

const DAY = 86_400_000;
let folder: string;
let store: DuckdbStore;

beforeEach(async () => {
  folder = await makeFolder();
  store = await openStore(folder);
  // Three segments of a day each, and a write-ahead file.
  for (const [day, level] of ['info', 'error', 'info'].entries()) {
    const severity = level === 'error' ? 17 : 9;
    await store.append(makeRecords(40, START + day * DAY, { level, severity, attributes: { day, [`only${day}`]: 1 } }));
    await store.compact();
  }
  await store.append(makeRecords(5, START + 3 * DAY, { message: 'a marvellous word' }));
});

function plan(text: string, more: object = {}): Promise<QueryPlan> {
  const { filter, pipes } = parseQueryStrict(text);
  return store.explain({ filter, pipes, ...more });
}

async function segmentsOf(text: string, more?: object): Promise<unknown> {
  const { total, read, pruned } = (await plan(text, more)).readings[0] ?? {};
  return { total, read, pruned: pruned?.map(({ reason, count }) => `${count}: ${reason}`) };
}

describe('what is read', () => {
  it('is everything that may have an answer, with its records and bytes', async () => {
    const { readings, engine } = await plan('*');
    expect(engine).toBe('duckdb');
    expect(readings).toMatchObject([
      { unit: 'segments', total: 3, read: 3, pruned: [], records: 120 },
      { unit: 'write-ahead files', total: 1, read: 1, pruned: [] },
    ]);
    expect(readings[0]?.bytes).toBeGreaterThan(0);
  });

  it('is told apart from what is not read, by why', async () => {
    expect(await segmentsOf('*', { from: START + 2 * DAY })).toEqual({
      total: 3,
      read: 1,
      pruned: ['2: they lie outside of the times'],
    });
    expect(await segmentsOf('level>=error')).toEqual({
      total: 3,
      read: 1,
      pruned: ['2: their levels, attributes or times leave nothing to find'],
    });
    expect(await segmentsOf('only2:1')).toMatchObject({ read: 1 });
    expect(await segmentsOf('marvellous')).toEqual({
      total: 3,
      read: 0,
      pruned: ['3: a word or an id that is looked for is not in them, by their bloom filters'],
    });
    const { readings } = await plan('*', { to: START + DAY });
    expect(readings[1]).toMatchObject({ unit: 'write-ahead files', total: 1, read: 0 });
  });

  it('is the same to who only reads the folder', async () => {
    const reader = await openStoreForReading({ directory: folder });
    try {
      const { filter, pipes } = parseQueryStrict('level>=error');
      expect((await reader.explain?.({ filter, pipes }))?.readings[0]).toMatchObject({ total: 3, read: 1 });
    } finally {
      await reader.close();
    }
  });
});

describe('the statements', () => {
  it('have a placeholder for every value, and no names of files', async () => {
    const { statements } = await plan(`service:api "number 7" | count by day`);
    expect(statements).toHaveLength(1);
    const [{ text, values, language } = { text: '', values: 0, language: '' }] = statements;
    expect(language).toBe('sql');
    expect(text).toContain('$1');
    expect(text).toContain('[… 3 files]');
    expect(values).toBeGreaterThanOrEqual(2);
    expect(text).not.toMatch(/api|number 7|parquet'/);
  });

  it('are those of the records, of patterns and of a first stage', async () => {
    expect((await plan('number | limit 3')).statements[0]?.text).toMatch(/^SELECT id, .* ORDER BY timestamp DESC/);
    expect((await plan('* | patterns')).statements).toHaveLength(2);
    const staged = await plan('level:error | limit 2 | context 3 | count');
    expect(staged.statements.length).toBeGreaterThan(0);
    expect(staged.notes).toHaveLength(1);
  });
});

describe('the parts', () => {
  it.each([
    ['* | count by service | sort service', ['engine', 'engine', 'memory']],
    ['level:error | sort -day | limit 3 | sort message', ['engine', 'engine', 'engine', 'memory']],
    ['* | limit 3 | count', ['engine', 'engine', 'memory']],
    ['* | fields day', ['engine', 'memory']],
    ['* | limit 2 | context 1 | count', ['engine', 'engine', 'memory', 'memory']],
    ['* | limit 2 | join-trace | count', ['engine', 'engine', 'engine', 'engine']],
  ])('of %s are worked out where they say', async (text, wanted) => {
    expect((await plan(text)).parts.map(({ where }) => where)).toEqual(wanted);
  });
});
