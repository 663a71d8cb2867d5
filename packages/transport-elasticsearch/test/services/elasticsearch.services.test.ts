import { createRecord, fromWire, type LogRecord } from '@tailrace/core';
import { awkwardRecords } from '@tailrace/core/testing';
import { ecsFormat, fromEcs } from '@tailrace/format-ecs';
import { type Elasticsearch, withService } from '@tailrace/services';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { documentFormat, type ElasticsearchTransport } from '../../src/index.ts';
import { Bench, drained, ended } from '../fixtures/real-elasticsearch.ts';

// A busy machine shares its two cores with the server.
vi.setConfig({ testTimeout: 300_000 });

const vitest = { describe, it, beforeAll, afterAll };

/** Runs with a data stream of its own, which is removed afterwards. */
async function withBench(server: Elasticsearch, name: string, test: (bench: Bench) => Promise<void>): Promise<void> {
  const bench = new Bench(server, name);
  try {
    await test(bench);
  } finally {
    await bench.remove();
  }
}

function records(count: number, more: Partial<LogRecord> = {}): LogRecord[] {
  return Array.from({ length: count }, (_, n) => createRecord({ message: `record ${n}`, attributes: { n }, ...more }));
}

function writeAll(transport: ElasticsearchTransport, written: readonly LogRecord[]): void {
  for (const record of written) transport.record(record);
}

withService(vitest, 'elasticsearch', {}, (server) => {
  it('creates each document once: 201 the first time, 409 the second, and both are delivered [G4]', async () => {
    await withBench(server(), 'once', async (bench) => {
      const written = records(500);
      for (let turn = 0; turn < 2; turn += 1) {
        const transport = bench.transport();
        writeAll(transport, written);
        await drained(transport);
        expect(transport.books()).toMatchObject({ accepted: 500, delivered: 500, dropped: {} });
      }
      expect(await bench.count()).toBe(500);
    });
  });

  it('makes the data stream by its template, and maps every declared field [X4]', async () => {
    await withBench(server(), 'mapped', async (bench) => {
      const error = { name: 'E', message: 'it broke', code: 'C', stack: 'E: it broke' };
      const transport = bench.transport({ settings: { 'index.number_of_replicas': 0 } });
      writeAll(transport, records(3, { service: 'shop', traceId: '582fb4ad618b2ebd5b643e3461c407d3' }));
      transport.record(createRecord({ level: 'error', message: 'no luck', error, attributes: { user: { id: 7 } } }));
      await drained(transport);
      const { body: settings } = await bench.ask('GET', `/${bench.stream}/_settings`);
      expect(Object.keys(settings as object)[0]).toMatch(new RegExp(`^\\.ds-${bench.stream}-`));
      expect(await bench.found({ term: { service: 'shop' } })).toHaveLength(3);
      expect(await bench.found({ range: { severity: { gte: 17 } } })).toHaveLength(1);
      expect(await bench.found({ term: { 'attributes.user.id': '7' } })).toHaveLength(1);
      expect(await bench.found({ match: { 'exception.message': 'broke' } })).toHaveLength(1);
      expect(await bench.found({ term: { trace_id: '582fb4ad618b2ebd5b643e3461c407d3' } })).toHaveLength(3);
    });
  });

  it('installs a lifecycle policy where there are such endpoints, and says so where there are none', async () => {
    await withBench(server(), 'lifecycle', async (bench) => {
      const { status } = await bench.ask('GET', '/_ilm/policy/tailrace-not-there');
      const transport = bench.transport({ lifecycle: { deleteAfterDays: 7 } });
      writeAll(transport, records(1));
      await drained(transport);
      const { body } = await bench.ask('GET', `/_index_template/tailrace-${bench.stream}`);
      const { template } = body.index_templates[0].index_template;
      if (status === 404) {
        expect(template.settings.index.lifecycle.name).toBe(`tailrace-${bench.stream}`);
        expect(bench.reports.filter((report) => report.startsWith('sink.setup'))).toEqual([]);
      } else {
        expect(template.lifecycle).toMatchObject({ data_retention: '7d' });
        expect(bench.reports.join('\n')).toMatch(/sink\.setup: The lifecycle policy .* has no such endpoint/);
      }
      expect(await bench.count()).toBe(1);
    });
  });

  it('leaves the template as it is at the second start', async () => {
    await withBench(server(), 'again', async (bench) => {
      const templates: string[] = [];
      for (let turn = 0; turn < 2; turn += 1) {
        const transport = bench.transport();
        writeAll(transport, records(1));
        await drained(transport);
        const { body } = await bench.ask('GET', `/_index_template/tailrace-${bench.stream}`);
        templates.push(JSON.stringify(body));
      }
      expect(templates[1]).toBe(templates[0]);
    });
  });

  it('puts a document that conflicts with the mapping into the dead letters, and stores the others [G6]', async () => {
    await withBench(server(), 'conflict', async (bench) => {
      const format = documentFormat();
      const formatter = {
        ...format,
        format: (record: LogRecord) =>
          format
            .format(record)
            .replace(/"severity":\d+/, record.message === 'record 3' ? '"severity":"hunter2"' : '$&'),
      };
      const transport = bench.transport({ formatter });
      writeAll(transport, records(10));
      await drained(transport);
      expect(transport.books()).toMatchObject({ delivered: 9, dropped: { dead_lettered: 1 } });
      expect(await bench.count()).toBe(9);
      const letters = bench.deadLetters();
      expect(letters).toContain('400 document_parsing_exception: failed to parse field [severity] of type [long]');
      // The record itself is kept; the reason does not repeat it.
      expect(letters.match(/hunter2/g)).toHaveLength(1);
    });
  });

  it.each([
    ['the wire form', documentFormat(), (source: Record<string, unknown>) => fromWire(source)],
    ['the Elastic Common Schema', ecsFormat(), (source: Record<string, unknown>) => fromEcs(source)],
  ])('stores whatever is in a record, in %s, and it reads back equal', async (_, formatter, read) => {
    await withBench(server(), 'awkward', async (bench) => {
      const written = new Map(
        awkwardRecords.map(({ name, plain, make }) => [name, { plain, record: { ...make(), ...createdId() } }]),
      );
      const transport = bench.transport({ formatter });
      for (const { record } of written.values()) transport.record(record);
      await drained(transport);
      const found = new Map((await bench.found({ match_all: {} })).map(({ id, source }) => [id, source]));
      const missing = [...written].filter(([, { record }]) => !found.has(record.id)).map(([name]) => name);
      expect(missing).toEqual([]);
      expect(transport.books()).toMatchObject({ delivered: written.size, dropped: {} });
      for (const [name, { plain, record }] of written) {
        const back = read(found.get(record.id) ?? {});
        if (plain)
          expect(JSON.stringify(sorted(back.ok ? back.record : back)), name).toBe(JSON.stringify(sorted(record)));
      }
    });
  });

  it('finds numbers as numbers and words as words in the Elastic Common Schema', async () => {
    await withBench(server(), 'ecs', async (bench) => {
      const transport = bench.transport({ formatter: ecsFormat() });
      for (const attributes of [
        { user: 'ann', n: 9 },
        { user: { id: 7 }, n: 10.5 },
        { user: 3, n: 'many', on: true },
      ]) {
        transport.record(createRecord({ level: 'warn', message: 'careful', attributes }));
      }
      await drained(transport);
      expect(transport.books()).toMatchObject({ delivered: 3 });
      expect(await bench.found({ range: { 'tailrace.numbers.n': { gt: 9 } } })).toHaveLength(1);
      expect(await bench.found({ term: { 'labels.user': 'ann' } })).toHaveLength(1);
      expect(await bench.found({ term: { 'tailrace.numbers.user_id': 7 } })).toHaveLength(1);
      expect(await bench.found({ term: { 'tailrace.booleans.on': true } })).toHaveLength(1);
      expect(await bench.found({ term: { 'log.level': 'warn' } })).toHaveLength(3);
    });
  });
});

const narrow = {
  settings: { 'thread_pool.write.size': 1, 'thread_pool.write.queue_size': 1, 'http.max_content_length': '1mb' },
};

withService(vitest, 'elasticsearch', narrow, (server) => {
  it('tries again alone what a full queue turned away of a batch, and stores everything once', async () => {
    await withBench(server(), 'busy', async (bench) => {
      const settings = { 'index.number_of_shards': 5, 'index.number_of_replicas': 0 };
      let sent = 0;
      // Until it has happened: how many batches at once are too many is the machine's affair.
      while (!bench.reports.some((report) => /batch\.retried.*taken in part/.test(report))) {
        const transports = Array.from({ length: 12 }, (_, n) => bench.transport({ name: `busy-${n}`, settings }));
        for (const transport of transports) writeAll(transport, records(100));
        sent += 1_200;
        await Promise.all(transports.map((transport) => drained(transport)));
        for (const transport of transports) {
          expect(transport.books()).toMatchObject({ accepted: 100, delivered: 100, dropped: {} });
        }
      }
      expect(await bench.count()).toBe(sent);
    });
  });

  it('halves what the server calls too large', async () => {
    await withBench(server(), 'large', async (bench) => {
      const transport = bench.transport();
      writeAll(transport, records(2_000, { message: 'x'.repeat(900) }));
      await drained(transport);
      expect(transport.books()).toMatchObject({ accepted: 2_000, delivered: 2_000, dropped: {} });
      expect(transport.counts().failures).toBeGreaterThan(0);
      expect(await bench.count()).toBe(2_000);
    });
  });

  it('loses and doubles nothing when the server is killed and comes back under load', async () => {
    await withBench(server(), 'killed', async (bench) => {
      const transport = bench.transport({ delivery: { batch: { records: 200, ageMillis: 20 } } });
      let sent = 0;
      const more = (count: number): void => {
        writeAll(transport, records(count));
        sent += count;
      };
      more(2_000);
      await transport.flush(60_000);
      more(4_000);
      await server().kill();
      more(4_000);
      // It has been noticed before the server is back.
      while (transport.counts().failures === 0) await new Promise((resolve) => setImmediate(resolve));
      const restarted = server().restart();
      more(2_000);
      await restarted;
      more(2_000);
      await drained(transport);
      expect(transport.books()).toMatchObject({ accepted: sent, delivered: sent, pending: 0, spooled: 0, dropped: {} });
      expect(await bench.count()).toBe(sent);
    });
  });
});

const secured = { user: { name: 'ann', password: 'hunter2-hunter2' } };

withService(vitest, 'elasticsearch', secured, (server) => {
  it('keeps everything while the password is wrong, and delivers it with the right one', async () => {
    await withBench(server(), 'secured', async (bench) => {
      const wrong = bench.transport({
        auth: { username: 'ann', password: 'wrong' },
        delivery: { durability: 'process', endMillis: 0 },
      });
      writeAll(wrong, records(50));
      while (wrong.counts().failures === 0) await new Promise((resolve) => setImmediate(resolve));
      await ended(wrong);
      expect(wrong.books()).toMatchObject({ accepted: 50, delivered: 0, spooled: 50, dropped: {} });
      expect(bench.reports.join('\n')).toMatch(/breaker\.opened/);
      expect(bench.deadLetters()).toBe('');

      const right = bench.transport({ delivery: { durability: 'process' } });
      writeAll(right, records(50));
      await drained(right);
      expect(right.books()).toMatchObject({ accepted: 50, adopted: 50, delivered: 100, dropped: {} });
      expect(await bench.count()).toBe(100);
    });
  });
});

/** An id of its own, since many of the records share one, and now, since each index has a time before which it takes nothing. */
function createdId(): Pick<LogRecord, 'id'> {
  return { id: createRecord({}).id };
}

/** By name, however deep, so that the order does not count; empty attributes say as much as none. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return Array.isArray(value) ? value.map((item) => sorted(item)) : value;
  }
  return Object.entries(value)
    .filter(([key, item]) => item !== undefined && (key !== 'attributes' || Object.keys(item as object).length > 0))
    .map(([key, item]) => [key.replaceAll('\0', '\u2400'), sorted(item)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
