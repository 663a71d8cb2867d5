import { DuckDBInstance } from '@duckdb/node-api';
import { parseQueryStrict } from '@tailrace/query';
import { describe, expect, it } from 'vitest';
import { runStatement } from '../src/duckdb-run.ts';
import type { StatsPipe } from '../src/group-keys-sql.ts';
import { layoutOf } from '../src/layout.ts';
import { plannedMethod, withMethod } from '../src/percentile-method.ts';
import type { PercentileMethod } from '../src/percentile-sql.ts';
import { statsToSql } from '../src/pipes-to-sql.ts';
import { wholeSource } from '../src/plan.ts';
import { scanSegments } from '../src/catalog.ts';
import type { Source } from '../src/source-sql.ts';
import { makeFolder, makeRecords, openStore, START } from './records.ts';

const VALUES = [0, -0, 5, 5, 5, -3.5, -3.4, 1e300, -1e300, 1e-300, 7.25, '8.5', 'none', null, true, 1_795_399_597_206];
const SERVICES = ['api', 'worker', undefined];
const everything = { filter: { type: 'everything' }, order: 'newest' } as const;
const never = new AbortController().signal;

/** Records of three segments, and what is needed to ask them by hand. */
async function segmentsOf(isWeighted: boolean): Promise<Source> {
  const folder = await makeFolder();
  const store = await openStore(folder);
  for (let part = 0; part < 3; part += 1) {
    const records = makeRecords(120, START + part * 3_600_000).map((record, index) => {
      const value = VALUES[(index * 7 + part) % VALUES.length];
      const service = SERVICES[(index + part) % SERVICES.length];
      const { service: _, ...rest } = record;
      return {
        ...rest,
        ...(service !== undefined && { service }),
        ...(isWeighted && index % 3 === 0 && { sampleRate: 1 + (index % 5) }),
        attributes: { near: 1e12 + index, ...(value !== null && { value }) },
      };
    });
    await store.append(records);
    await store.compact();
  }
  const found = await scanSegments(layoutOf(folder));
  return wholeSource({ segments: found.flatMap((one) => (one.type === 'segment' ? [one.segment] : [])), hot: [] });
}

function pipeOf(text: string): StatsPipe {
  return parseQueryStrict(text).pipes[0] as StatsPipe;
}

/** The cells of each group by its keys, put together from all statements of a method. */
async function answer(source: Source, pipe: StatsPipe, method: PercentileMethod): Promise<unknown> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const groups = new Map<string, unknown[]>();
  for (const statement of statsToSql(pipe, source, everything, 1000, method)) {
    for (const row of await runStatement(connection, statement, never)) {
      const keys = row.slice(0, row.length - statement.aggregates.length).map(String);
      const cells = groups.get(keys.join()) ?? pipe.aggregates.map(() => null);
      statement.aggregates.forEach((at, index) => {
        cells[at] = row[keys.length + index];
      });
      groups.set(keys.join(), cells);
    }
  }
  connection.closeSync();
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([keys, cells]) => [keys, ...cells.map(Number)]);
}

const QUESTIONS = [
  '* | p0(value), p1(value), p25(value), p50(value), p75(value), p99(value), p100(value)',
  '* | p50(value), p95(value) by service',
  '* | count, p50(near), p90(value), p99.9(near) by service, 1h',
  '* | p50(nowhere) by service',
];

describe('percentiles', () => {
  it('are the same whether values are sorted, counted or narrowed down', async () => {
    const source = await segmentsOf(false);
    for (const question of QUESTIONS) {
      const sorted = await answer(source, pipeOf(question), 'sort');
      expect(await answer(source, pipeOf(question), 'count'), question).toEqual(sorted);
      expect(await answer(source, pipeOf(question), 'narrow'), question).toEqual(sorted);
    }
  });

  it('of weighted records are the same whether values are counted or narrowed down', async () => {
    const source = await segmentsOf(true);
    for (const question of QUESTIONS) {
      const counted = await answer(source, pipeOf(question), 'count');
      expect(await answer(source, pipeOf(question), 'narrow'), question).toEqual(counted);
    }
  });

  it('are sorted where records are few, and counted where they are many or weighted', async () => {
    const [pipe, source] = [pipeOf('* | p50(value)'), await segmentsOf(false)];
    const many = { ...source, segments: source.segments.map((segment) => ({ ...segment, records: 1_000_000 })) };
    expect(plannedMethod(pipe, source)).toBe('sort');
    expect(plannedMethod(pipe, many)).toBe('count');
    expect(plannedMethod(pipeOf('* | max(value)'), many)).toBe('sort');
    expect(plannedMethod(pipe, { ...source, hotWeighted: true })).toBe('count');
  });

  it('are narrowed down where memory is not enough, and where values seldom repeat', async () => {
    const source = await segmentsOf(false);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const asked = async (text: string, segments: Source['segments'], most: PercentileMethod | 'any') => {
      const methods: PercentileMethod[] = [];
      const job = { pipe: pipeOf(text), source: { ...source, segments }, bounds: everything };
      await withMethod(connection, job, never, (method) => {
        methods.push(method);
        const fails = most === 'narrow' && method !== 'narrow';
        return fails ? Promise.reject(new Error('Out of Memory Error: no more')) : Promise.resolve();
      });
      return methods;
    };
    const big = source.segments.map((segment) => ({ ...segment, records: 1_000_000 }));
    const five = [...big, ...big].slice(0, 5);
    expect(await asked('* | p50(value)', big, 'any')).toEqual(['count']);
    expect(await asked('* | p50(value)', big, 'narrow')).toEqual(['count', 'narrow']);
    expect(await asked('* | p50(value)', five, 'any')).toEqual(['count']);
    expect(await asked('* | p50(near) by service', five, 'any')).toEqual(['narrow']);
    await expect(
      withMethod(
        connection,
        { pipe: pipeOf('* | p50(value)'), source: { ...source, segments: big }, bounds: everything },
        never,
        () => Promise.reject(new Error('anything else')),
      ),
    ).rejects.toThrow('anything else');
    connection.closeSync();
  });
});
