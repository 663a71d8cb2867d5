import { Client } from '@elastic/elasticsearch';
import { parseQueryStrict } from '@tailrace/query';
import { withService } from '@tailrace/services';
import type { ElasticsearchClient } from '@tailrace/transport-elasticsearch';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openElasticsearchStore } from '../../src/index.ts';
import { AheadClock } from '../fixtures/ahead-clock.ts';
import { withBench } from '../fixtures/real-store.ts';
import { someRecords } from '../fixtures/some-records.ts';

// A busy machine shares its two cores with the server.
vi.setConfig({ testTimeout: 300_000 });

const DAY = 86_400_000;
const { filter, pipes } = parseQueryStrict('* | count');

withService({ describe, it, beforeAll, afterAll }, 'elasticsearch', { own: true }, (server) => {
  it('deletes no index that is not behind a data stream of this name, also where an alias has the name', async () => {
    await withBench(server(), 'alias', async (bench) => {
      const names = ['old', 'new'].map((one) => `notours-${process.pid}-${one}`);
      for (const [place, name] of names.entries()) {
        await bench.ask('PUT', `/${name}`, {
          aliases: { [bench.stream.replace('logs-', 'alias-')]: { is_write_index: place === 1 } },
        });
        await bench.ask('PUT', `/${name}/_doc/1?refresh=true`, { mine: true });
      }
      const clock = new AheadClock();
      clock.ahead = 60 * DAY;
      const options = { ...bench.options, clock, retention: { maxAgeMillis: DAY } };
      for (const dataStream of [bench.stream.replace('logs-', 'alias-'), names[0] ?? '']) {
        const opened = openElasticsearchStore({ ...options, dataStream }).then(async (store) => {
          await store.retain().catch(() => undefined);
          await store.close();
        });
        await expect(opened).rejects.toMatchObject({
          code: 'TAILRACE_STORE_FAILED',
          message: expect.stringContaining('is no data stream') as string,
        });
      }
      for (const name of names) {
        expect((await bench.ask('GET', `/${name}/_doc/1`)).body).toMatchObject({ found: true });
        await bench.ask('DELETE', `/${name}`);
      }
    });
  });

  it('counts as deleted what the server has deleted, and tries what it refused again', async () => {
    await withBench(server(), 'refused', async (bench) => {
      const client = new Client({ node: server().url });
      let refusals = 1;
      const request = async (params: { path: string; method: string }, options: object): Promise<unknown> => {
        if (params.path === '/_bulk' && refusals > 0) {
          refusals -= 1;
          return { statusCode: 200, headers: {}, body: { errors: true } };
        }
        return client.transport.request(params, { ...options, meta: true });
      };
      const altered = { close: () => client.close(), transport: { request } } as unknown as ElasticsearchClient;
      const clock = new AheadClock();
      const { url: _, ...options } = bench.options;
      const retention = { keep: [{ minLevel: 'error', maxAgeMillis: 90 * DAY }], maxAgeMillis: 14 * DAY };
      const store = await openElasticsearchStore({ ...options, client: altered, clock, retention });
      await store.append([...someRecords(6), ...someRecords(3, { level: 'error', severity: 17 })]);
      await store.stats();
      await bench.ask('POST', `/${bench.stream}/_rollover`);
      clock.ahead = 15 * DAY;
      await expect(store.retain()).rejects.toMatchObject({ code: 'TAILRACE_STORE_UNAVAILABLE' });
      expect(await store.retain()).toMatchObject({ records: 6 });
      expect(await store.query({ filter, pipes })).toMatchObject({ rows: [[3]] });
      await store.close();
      await client.close();
    });
  });

  it('stops for whoever asks no longer, and at the end of the time, while the server does not answer', async () => {
    await withBench(server(), 'cancelled', async (bench) => {
      const store = await bench.open({ requestTimeoutMillis: 240_000 });
      await store.append(someRecords(5));
      await server().suspend();
      try {
        const controller = new AbortController();
        const asked = [
          store.query({ filter, pipes }, { signal: controller.signal }),
          store.fields({}, { signal: controller.signal }),
        ];
        setImmediate(() => controller.abort());
        for (const one of asked) await expect(one).rejects.toMatchObject({ code: 'TAILRACE_QUERY_CANCELLED' });
        const late = store.query({ filter, pipes }, { timeoutMillis: 20 });
        await expect(late).rejects.toMatchObject({ code: 'TAILRACE_QUERY_LIMIT' });
      } finally {
        await server().resume();
      }
      expect(await store.query({ filter, pipes })).toMatchObject({ rows: [[5]] });
    });
  });
});
