import type { LogRecord } from '@tailrace/core';
import { parseQueryStrict } from '@tailrace/query';
import { withService } from '@tailrace/services';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openElasticsearchStore } from '../../src/index.ts';
import { withBench } from '../fixtures/real-store.ts';
import { someRecords, storedIds } from '../fixtures/some-records.ts';

// A busy machine shares its two cores with the server.
vi.setConfig({ testTimeout: 300_000 });

const vitest = { describe, it, beforeAll, afterAll };
const { filter, pipes } = parseQueryStrict('* | count');

withService(vitest, 'elasticsearch', { own: true }, (server) => {
  it('loses no acknowledged record and doubles none, killed in the middle of appends and started again [X5]', async () => {
    await withBench(server(), 'killed', async (bench) => {
      const store = await bench.open();
      const batches = Array.from({ length: 40 }, () => someRecords(250));
      const acknowledged: LogRecord[] = [];
      let failed = 0;
      let restarting: Promise<void> | undefined;
      const restart = (): Promise<void> => {
        restarting ??= server()
          .restart()
          .finally(() => {
            restarting = undefined;
          });
        return restarting;
      };
      let killed = false;
      const writer = async (own: readonly (readonly LogRecord[])[]): Promise<void> => {
        for (const batch of own) {
          for (;;) {
            try {
              const { accepted, duplicates } = await store.append(batch);
              expect(accepted + duplicates).toBe(batch.length);
              acknowledged.push(...batch);
              break;
            } catch (error) {
              expect(error).toMatchObject({ code: 'TAILRACE_STORE_UNAVAILABLE' });
              failed += 1;
              await restart();
            }
          }
          // In the middle of what the other writer sends.
          if (acknowledged.length >= 2500 && !killed) {
            killed = true;
            await server().kill();
          }
        }
      };
      await Promise.all([writer(batches.slice(0, 20)), writer(batches.slice(20))]);
      expect(failed).toBeGreaterThan(0);
      expect(acknowledged).toHaveLength(10_000);
      expect((await storedIds(store)).sort()).toEqual(acknowledged.map(({ id }) => id).sort());
    });
  });

  it('says that the server is away, at open, append and query, and goes on by itself when it is back', async () => {
    await withBench(server(), 'away', async (bench) => {
      const store = await bench.open();
      const inSmallRequests = await bench.open({ maxBulkBytes: 1024 });
      const records = someRecords(10);
      await store.append(records.slice(0, 5));
      await server().kill();
      const away = { code: 'TAILRACE_STORE_UNAVAILABLE' };
      await expect(openElasticsearchStore(bench.options)).rejects.toMatchObject(away);
      await expect(store.append(records)).rejects.toMatchObject(away);
      await expect(inSmallRequests.append(someRecords(100))).rejects.toMatchObject(away);
      await expect(store.query({ filter, pipes })).rejects.toMatchObject(away);
      await expect(store.get(records[0]?.id ?? '')).rejects.toMatchObject(away);
      await expect(store.stats()).rejects.toMatchObject(away);
      await server().restart();
      expect(await store.append(records)).toMatchObject({ accepted: 5, duplicates: 5 });
      expect(await store.query({ filter, pipes })).toMatchObject({ rows: [[10]] });
    });
  });

  it('ends a request to a server that has frozen, and finds what became of it afterwards', async () => {
    await withBench(server(), 'frozen', async (bench) => {
      const store = await bench.open({ requestTimeoutMillis: 3000 });
      const records = someRecords(20);
      await store.append(records.slice(0, 1));
      await server().suspend();
      await expect(store.append(records)).rejects.toMatchObject({ code: 'TAILRACE_STORE_UNAVAILABLE' });
      await expect(store.query({ filter, pipes }, { timeoutMillis: 50 })).rejects.toMatchObject({
        code: expect.stringMatching(/UNAVAILABLE|QUERY_LIMIT/),
      });
      await server().resume();
      const patient = await bench.open();
      const { accepted, duplicates } = await patient.append(records);
      expect(accepted + duplicates).toBe(20);
      expect((await storedIds(patient)).sort()).toEqual(records.map(({ id }) => id).sort());
    });
  });
});

const narrow = {
  settings: { 'thread_pool.write.size': 1, 'thread_pool.write.queue_size': 1, 'http.max_content_length': '1mb' },
};

withService(vitest, 'elasticsearch', narrow, (server) => {
  it('tries again what a full queue turned away, and stores everything once', async () => {
    await withBench(server(), 'busy', async (bench) => {
      const settings = { 'index.number_of_shards': 5, 'index.number_of_replicas': 0 };
      const store = await bench.open({ settings, busyMillis: 120_000 });
      const batches = Array.from({ length: 30 }, () => someRecords(60));
      const answers = await Promise.all(batches.map((batch) => store.append(batch)));
      expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(1800);
      expect(new Set(await storedIds(store)).size).toBe(1800);
    });
  });

  it('says that the server is busy where it stays so', async () => {
    await withBench(server(), 'impatient', async (bench) => {
      const settings = { 'index.number_of_shards': 5, 'index.number_of_replicas': 0 };
      const store = await bench.open({ settings, busyMillis: 0 });
      let turnedAway: unknown;
      const written: LogRecord[] = [];
      // Until it has happened: how many at once are too many is the machine's affair.
      while (turnedAway === undefined) {
        const batches = Array.from({ length: 30 }, () => someRecords(60));
        written.push(...batches.flat());
        const results = await Promise.allSettled(batches.map((batch) => store.append(batch)));
        turnedAway = results.find(({ status }) => status === 'rejected');
      }
      expect(turnedAway).toMatchObject({
        reason: { code: 'TAILRACE_STORE_UNAVAILABLE', message: expect.stringContaining('busy') },
      });
      const patient = await bench.open({ settings, busyMillis: 120_000 });
      await patient.append(written);
      expect((await storedIds(patient)).sort()).toEqual(written.map(({ id }) => id).sort());
    });
  });

  it('halves what is too large for the server, and rejects the record that is too large by itself', async () => {
    await withBench(server(), 'large', async (bench) => {
      const store = await bench.open();
      const records = [
        ...someRecords(300, { message: 'x'.repeat(6000) }),
        ...someRecords(1, { message: 'y'.repeat(900_000) }),
        ...someRecords(3),
      ];
      const answer = await store.append(records);
      expect(answer).toMatchObject({ accepted: 303, duplicates: 0, rejected: [{ index: 300, code: 'too_large' }] });
      expect(await store.query({ filter, pipes })).toMatchObject({ rows: [[303]] });
    });
  });
});

const user = { name: 'tailrace', password: 'correct horse' };

withService(vitest, 'elasticsearch', { user }, (server) => {
  it('says that credentials are refused, without saying which, and works with the right ones', async () => {
    await withBench(server(), 'secure', async (bench) => {
      const { auth: _, ...without } = bench.options;
      for (const options of [without, { ...without, auth: { username: 'tailrace', password: 'wrong battery' } }]) {
        const opened = openElasticsearchStore(options);
        await expect(opened).rejects.toMatchObject({
          code: 'TAILRACE_STORE_UNAVAILABLE',
          message: expect.stringMatching(/credentials/),
        });
        await expect(opened).rejects.not.toMatchObject({ message: expect.stringContaining('battery') });
      }
      const store = await bench.open();
      expect(await store.append(someRecords(4))).toMatchObject({ accepted: 4 });
      expect(await store.query({ filter, pipes })).toMatchObject({ rows: [[4]] });
      const { url, auth: __, ...rest } = bench.options;
      const inAddress = new URL(String(url));
      inAddress.username = user.name;
      inAddress.password = encodeURIComponent(user.password);
      const other = await openElasticsearchStore({ ...rest, url: inAddress });
      expect(await other.query({ filter, pipes })).toMatchObject({ rows: [[4]] });
      await other.close();
    });
  });
});
