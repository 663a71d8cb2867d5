import { Client } from '@elastic/elasticsearch';
import { createRecord, Diagnostics } from '@tailrace/core';
import { type FilterNode, parseQueryStrict } from '@tailrace/query';
import { withService } from '@tailrace/services';
import { type ElasticsearchClient, ElasticsearchTransport } from '@tailrace/transport-elasticsearch';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openElasticsearchStore } from '../../src/index.ts';
import { type Bench, withBench } from '../fixtures/real-store.ts';
import { recordsOf, rowsOf, someRecords, storedIds } from '../fixtures/some-records.ts';

// A busy machine shares its two cores with the server.
vi.setConfig({ testTimeout: 300_000 });

const DAY = 86_400_000;

function ask(text: string): {
  filter: ReturnType<typeof parseQueryStrict>['filter'];
  pipes: ReturnType<typeof parseQueryStrict>['pipes'];
} {
  const { filter, pipes } = parseQueryStrict(text);
  return { filter, pipes };
}

function rollOver(bench: Bench): Promise<unknown> {
  return bench.ask('POST', `/${bench.stream}/_rollover`);
}

withService({ describe, it, beforeAll, afterAll }, 'elasticsearch', {}, (server) => {
  it('knows records that lie in older indexes, also where the roll-over was not its own [A6]', async () => {
    await withBench(server(), 'older', async (bench) => {
      const store = await bench.open();
      const records = someRecords(30);
      await store.append(records.slice(0, 20));
      await rollOver(bench);
      // The store learns of the new index by this append alone.
      expect(await store.append(records.slice(10, 30))).toMatchObject({ accepted: 10, duplicates: 10 });
      expect(await store.append(records)).toMatchObject({ accepted: 0, duplicates: 30 });
      await rollOver(bench);
      expect(await (await bench.open()).append(records)).toMatchObject({ accepted: 0, duplicates: 30 });
      expect((await storedIds(store)).sort()).toEqual(records.map(({ id }) => id).sort());
      expect((await store.stats()).segments).toBe(3);
    });
  });

  it('answers about what ElasticsearchTransport wrote, before and after it was opened [X3]', async () => {
    await withBench(server(), 'transport', async (bench) => {
      const folder = mkdtempSync(join(tmpdir(), 'tailrace-store-elasticsearch-'));
      const write = async (count: number, service: string): Promise<void> => {
        const transport = new ElasticsearchTransport({
          node: server().url,
          dataStream: bench.stream,
          diagnostics: new Diagnostics(),
          delivery: { spool: { directory: folder }, deadLetters: { directory: folder }, endMillis: 60_000 },
        });
        for (const record of someRecords(count, { service })) transport.record(record);
        await transport.flush(60_000);
        await new Promise<void>((resolve) => void transport.once('finish', () => resolve()).end());
      };
      try {
        await write(12, 'early');
        const store = await bench.open();
        await store.append(someRecords(7, { service: 'own' }));
        await write(5, 'late');
        await bench.ask('POST', `/${bench.stream}/_refresh`);
        expect(rowsOf(await store.query(ask('* | count by service | sort service')))).toEqual([
          ['early', 12],
          ['late', 5],
          ['own', 7],
        ]);
        expect(rowsOf(await store.query(ask('n>=4 -service:late | sum(n), records')))).toEqual([
          [4 + 5 + 6 + (4 + 11) * 4, 11],
        ]);
        expect(recordsOf(await store.query(ask('service:LATE n:3')))).toHaveLength(1);
        expect(await store.verify()).toEqual({ ok: true, checked: 24, problems: [] });
      } finally {
        await bench.ask('DELETE', `/_index_template/tailrace-${bench.stream}`);
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });

  it('keeps what no mapping could: contradicting types, names with dots and NUL, huge texts, thousands of names', async () => {
    await withBench(server(), 'odd', async (bench) => {
      const store = await bench.open({ maxColumns: 4 });
      const attributes: Record<string, unknown>[] = [
        { v: 1 },
        { v: { w: 1 } },
        { v: 'text' },
        { 'v.w': true, '': 0, '.': 1, '..': { '...': 2 } },
        { 'a\u0000b': 'c\u0000d', half: '\ud800' },
        { long: 'ä'.repeat(200_000), [`n${'m'.repeat(60_000)}`]: 1 },
        Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`key${n}`, n])),
      ];
      const records = attributes.map((each, n) => createRecord({ message: `odd ${n}`, attributes: each }));
      expect(await store.append(records)).toMatchObject({ accepted: records.length, rejected: [] });
      const kept = await Promise.all(records.map(({ id }) => store.get(id)));
      expect(kept.map((record) => record?.attributes)).toEqual([
        ...attributes.slice(0, 4),
        { 'a\u0000b': 'c\u0000d', half: '\ufffd' },
        ...attributes.slice(5),
      ]);
      const found = async (text: string): Promise<string[]> =>
        recordsOf(await store.query({ ...ask(text), order: 'oldest' })).map(({ message }) => message);
      expect(await found('v.w:*')).toEqual(['odd 1', 'odd 3']);
      expect(await found('v:1 OR key2999:2999')).toEqual(['odd 0', 'odd 6']);
      expect(await found('long:ÄÄÄ*')).toEqual(['odd 5']);
      const { body } = await bench.ask('GET', `/${bench.stream}/_mapping`);
      const [{ mappings }] = Object.values(body as object) as [
        { mappings: { properties: { tailrace: { properties: Record<string, { properties: object }> } } } },
      ];
      expect(
        Object.keys(mappings.properties.tailrace.properties['groups']?.properties ?? {}).length,
      ).toBeLessThanOrEqual(4);
    });
  });

  it.each([
    ['the server has none', true],
    ['they end while somebody reads', false],
  ])('pages rightly without views, where %s', async (_, isAbsent) => {
    await withBench(server(), 'views', async (bench) => {
      const client = new Client({ node: server().url });
      const asked: string[] = [];
      const request = async (params: { path: string; method: string }, options: object): Promise<unknown> => {
        asked.push(`${params.method} ${params.path}`);
        const isView = params.method === 'POST' && params.path.endsWith('/_pit');
        const path = isView && isAbsent ? '/_nothing/of/the/kind' : params.path;
        const answer = await client.transport.request<{ id: string }, unknown>(
          { ...params, path },
          { ...options, meta: true },
        );
        if (isView && !isAbsent) await client.closePointInTime({ id: answer.body.id });
        return answer;
      };
      const altered = {
        connectionPool: client.connectionPool,
        close: () => client.close(),
        transport: { request },
      } as unknown as ElasticsearchClient;
      const { url: __, ...options } = bench.options;
      const store = await openElasticsearchStore({ ...options, client: altered });
      await store.append(someRecords(12_500));
      const ids = await storedIds(store);
      expect(ids).toHaveLength(12_500);
      expect(new Set(ids).size).toBe(12_500);
      if (isAbsent) expect(rowsOf(await store.query(ask('* | count, max(n)')))).toEqual([[12_500, 12_499]]);
      expect(asked.filter((each) => each.startsWith('POST') && each.endsWith('/_pit'))).toHaveLength(1);
      await store.close();
      await client.close();
    });
  });

  it('deletes indexes past their age, and out of others the levels that stay shorter', async () => {
    await withBench(server(), 'retention', async (bench) => {
      const clock = {
        ahead: 0,
        now: () => Date.now() + clock.ahead,
        monotonic: () => performance.now(),
        schedule: (callback: () => void, millis: number) => {
          const timer = setTimeout(callback, Math.min(millis, 2 ** 31 - 1));
          timer.unref();
          return { cancel: () => clearTimeout(timer) };
        },
      };
      const retention = { keep: [{ minLevel: 'error', maxAgeMillis: 90 * DAY }], maxAgeMillis: 14 * DAY };
      const store = await bench.open({ retention, clock });
      await store.append([...someRecords(6), ...someRecords(3, { level: 'error', severity: 17 })]);
      expect(await store.retain()).toEqual({ indexes: 0, records: 0, rolledOver: false });
      await rollOver(bench);
      await store.append(someRecords(2));
      clock.ahead = 15 * DAY;
      expect(await store.retain()).toMatchObject({ indexes: 0, records: 6 });
      expect(await store.retain()).toMatchObject({ indexes: 0, records: 0 });
      expect(rowsOf(await store.query(ask('* | count by level')))).toEqual([
        ['error', 3],
        ['info', 2],
      ]);
      clock.ahead = 91 * DAY;
      expect(await store.retain()).toMatchObject({ indexes: 1, records: 0 });
      expect(rowsOf(await store.query(ask('* | count by level')))).toEqual([['info', 2]]);
      expect(bench.reports.filter((report) => report.startsWith('store.expired'))).toHaveLength(2);
    });
  });

  it('begins a new index where the written one is large enough, with or without index lifecycle management', async () => {
    await withBench(server(), 'rollover', async (bench) => {
      const store = await bench.open({ rollover: { rolloverBytes: 1 } });
      expect(await store.retain()).toMatchObject({ rolledOver: false });
      await store.append(someRecords(5));
      await store.stats();
      expect(await store.retain()).toMatchObject({ rolledOver: true });
      await store.append(someRecords(5));
      expect(await store.stats()).toMatchObject({ records: 10, segments: 2 });
      const { body } = await bench.ask('GET', `/_ilm/policy/tailrace-store-${bench.stream}`);
      const absent = bench.reports.filter((report) => /lifecycle policy .* no such endpoint/.test(report));
      expect(absent).toHaveLength(JSON.stringify(body).includes('no handler found') ? 1 : 0);
    });
  });

  it('gives back the oldest indexes where there are too many bytes', async () => {
    await withBench(server(), 'bytes', async (bench) => {
      const store = await bench.open({ retention: { maxBytes: 1 } });
      for (let turn = 0; turn < 3; turn += 1) {
        await store.append(someRecords(50));
        await rollOver(bench);
      }
      expect(await store.retain()).toMatchObject({ indexes: 3 });
      expect((await store.stats()).records).toBe(0);
    });
  });

  it('ends a query that would read too much, and says which bound it is and how to keep within it', async () => {
    await withBench(server(), 'limits', async (bench) => {
      const store = await bench.open({ maxRecordsRead: 100 });
      await store.append(someRecords(300));
      await expect(store.query(ask('* | patterns'))).rejects.toMatchObject({
        code: 'TAILRACE_QUERY_LIMIT',
        message: expect.stringMatching(/100 records \('maxRecordsRead'\): narrow/),
      });
      await expect(store.query(ask('* | patterns'), { timeoutMillis: 1 })).rejects.toMatchObject({
        code: 'TAILRACE_QUERY_LIMIT',
      });
      expect(rowsOf(await store.query(ask('* | count')))).toEqual([[300]]);
    });
  });

  it('answers filters that are nested deeper, or have more parts, than the server takes', async () => {
    await withBench(server(), 'large', async (bench) => {
      const store = await bench.open();
      await store.append(someRecords(40));
      const is = (n: number): FilterNode => ({ type: 'compare', field: ['attributes', 'n'], operator: '=', value: n });
      const deep = Array.from({ length: 60 }).reduce<FilterNode>(
        (inner, _, n) => ({ type: n % 2 === 0 ? 'and' : 'or', filters: [is(n % 40), inner] }),
        is(1),
      );
      const { pipes } = ask('* | count');
      expect(rowsOf(await store.query({ filter: { type: 'not', filter: deep }, pipes }))).toEqual([[39]]);
      const texts = Array.from({ length: 1500 }, (_, n): FilterNode => ({ type: 'text', text: `record ${n}` }));
      expect(rowsOf(await store.query({ filter: { type: 'or', filters: texts }, pipes }))).toEqual([[40]]);
    });
  });

  it('tells how it would answer, with no value in it', async () => {
    await withBench(server(), 'explain', async (bench) => {
      const store = await bench.open();
      const plan = await store.explain(ask('service:secretive | count by level | sort count'));
      expect(plan).toMatchObject({
        engine: 'elasticsearch',
        parts: [{ where: 'engine' }, { where: 'engine' }, { where: 'memory' }],
        statements: [{ language: 'elasticsearch' }],
      });
      expect(JSON.stringify(plan.statements)).not.toContain('secretive');
      expect((await store.explain(ask('/a+b/ | patterns'))).parts.map(({ where }) => where)).toEqual([
        'memory',
        'memory',
      ]);
    });
  });
});
