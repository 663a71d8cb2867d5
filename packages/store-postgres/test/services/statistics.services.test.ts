import { Diagnostics } from '@tailrace/core';
import { answerInMemory, parseQueryStrict } from '@tailrace/query';
import { withService } from '@tailrace/services';
import { corpusRecords, PIPE_QUERIES } from '@tailrace/store/testing';
import { MemoryStore } from '@tailrace/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresStore, type PostgresStore } from '../../src/index.ts';

const diagnostics = new Diagnostics();
/** Without texts that PostgreSQL cannot hold, nothing keeps the server from computing a statistic. */
const records = corpusRecords().filter((record) => !JSON.stringify(record).includes('\\u0000'));
const everything = { filter: { type: 'everything' }, pipes: [] } as const;

withService({ describe, it, beforeAll, afterAll }, 'postgresql', {}, (postgresql) => {
  let store: PostgresStore;
  const memory = new MemoryStore();

  beforeAll(async () => {
    store = await openPostgresStore({ url: postgresql().url, schema: `stats_${process.pid}`, diagnostics });
    await store.append(records);
    await memory.append(records);
  });
  afterAll(() => store.close());

  it('has most statistics computed by the server', async () => {
    const plans = await Promise.all(PIPE_QUERIES.map((text) => store.explain(parseQueryStrict(text))));
    const computed = plans.filter(({ parts }) => parts[1]?.where === 'engine' && !parts[1].what.startsWith('limit'));
    expect(computed.length).toBeGreaterThan(30);
  });

  it.each(PIPE_QUERIES)('computes %s as it is computed in memory [X3]', async (text) => {
    const { filter, pipes } = parseQueryStrict(text);
    const expected = await memory.query({ filter, pipes }).catch((error: unknown) => error);
    const given = await store.query({ filter, pipes }).catch((error: unknown) => error);
    expect(rounded(given)).toEqual(rounded(expected));
  });

  it('reads nothing out of the server for a statistic that it computes', async () => {
    const narrow = await openPostgresStore({
      url: postgresql().url,
      schema: `stats_${process.pid}`,
      diagnostics,
      maxScannedRecords: 1,
    });
    const { filter, pipes } = parseQueryStrict(
      'service:api level>=warn | count, p95(process), unique(host) by service',
    );
    const all: unknown[] = [];
    for await (const record of memory.stream(everything)) all.push(record);
    const expected = await answerInMemory({ filter, pipes }, all as never);
    expect(rounded(await narrow.query({ filter, pipes }))).toEqual(rounded(expected));
    await narrow.close();
  });
});

/** Sums of fractions differ in their last digits with the order in which they are added up. */
function rounded(answer: unknown): unknown {
  const { elapsedMillis: _, ...rest } = answer as { readonly elapsedMillis?: number };
  return JSON.parse(
    JSON.stringify(rest, (_key, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(9)) : value)),
  );
}
