import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WireRecord } from '@tailrace/core';
import { MemoryStore, type Store } from '@tailrace/store';
import { openDuckdbStore } from '@tailrace/store-duckdb';
import { HttpTransport } from '@tailrace/transport-http';
import { TcpTransport } from '@tailrace/transport-tcp';
import { WebsocketTransport } from '@tailrace/transport-websocket';
import { afterEach, describe, expect, it } from 'vitest';
import winston from 'winston';
import { type Collector, startCollector } from '../src/index.ts';
import { Relay } from './fixtures/relay.ts';

const TOKENS = [
  { token: 'ingest-token-0123', role: 'ingest', name: 'application' },
  { token: 'read-token-0123456', role: 'read', name: 'reader' },
] as const;
const PART = 300;

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

interface Running {
  readonly collector: Collector;
  readonly store: Store;
}

async function open(directory: string): Promise<Running> {
  const store = await openDuckdbStore({ directory });
  const collector = await startCollector({ store, port: 0, tokens: TOKENS, audit: 'none' });
  return { collector, store };
}

async function close({ collector, store }: Running): Promise<void> {
  await collector.close();
  await store.close();
}

/** Everything that a collector holds, as it answers it. */
async function everything({ url }: Collector): Promise<WireRecord[]> {
  const headers = { accept: 'application/x-ndjson', authorization: `Bearer ${TOKENS[1].token}` };
  const text = await (await fetch(`${url}/v1/query?order=oldest`, { headers })).text();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as WireRecord);
}

const token = TOKENS[0].token;
const PROTOCOLS = {
  http: (port: number, delivery: object) => HttpTransport.toCollector(`http://127.0.0.1:${port}`, { token, delivery }),
  websocket: (port: number, delivery: object) =>
    WebsocketTransport.toCollector(`http://127.0.0.1:${port}`, { token, delivery }),
  'websocket, compressed, several at once': (port: number, delivery: object) =>
    WebsocketTransport.toCollector(`http://127.0.0.1:${port}`, {
      token,
      delivery,
      compression: 'gzip',
      ordered: false,
    }),
  tcp: (port: number, delivery: object) => new TcpTransport({ url: `tcp://127.0.0.1:${port}`, token, delivery }),
  'tcp, several at once': (port: number, delivery: object) =>
    new TcpTransport({ url: `tcp://127.0.0.1:${port}`, token, delivery, ordered: false }),
} as const;

describe('winston, a transport, and a collector [E2, A11]', () => {
  it.each(Object.entries(PROTOCOLS))(
    'loses none and doubles none over a cut and a restart of the collector: %s',
    async (name, transportTo) => {
      const folder = await mkdtemp(join(tmpdir(), 'tailrace-transports-'));
      cleanUps.push(() => rm(folder, { recursive: true, force: true }));
      const portOf = ({ collector }: Running): number =>
        name.startsWith('tcp') ? Number(collector.tcpUrl?.split(':').at(-1)) : collector.port;
      const relay = await Relay.start();
      cleanUps.push(() => relay.close());
      const first = await open(join(folder, 'store'));
      relay.target = portOf(first);

      const transport = transportTo(relay.port, {
        batch: { records: 20, ageMillis: 1 },
        retry: { minMillis: 5, maxMillis: 50 },
        spool: { directory: join(folder, 'spool') },
        deadLetters: { directory: join(folder, 'dead') },
        endMillis: 15_000,
      });
      const logger = winston.createLogger({ transports: [transport] });
      let n = 0;
      const log = (count: number): void => {
        for (const end = n + count; n < end; n += 1) logger.info(`record ${n}`, { n });
      };

      log(PART);
      await expect.poll(() => first.collector.metrics().accepted).toBeGreaterThan(PART / 3);
      relay.cut();
      log(PART);
      await expect.poll(() => first.collector.metrics().accepted).toBeGreaterThan(PART);
      // What is in hand is answered; then there is nobody for a while.
      relay.target = undefined;
      await close(first);
      log(PART);
      const second = await open(join(folder, 'store'));
      cleanUps.push(() => close(second));
      relay.target = portOf(second);
      log(PART);
      expect(await transport.flush(40_000)).toMatchObject({ pending: 0 });
      await new Promise<void>((resolve) => logger.once('finish', resolve).end());

      const numbers = (await everything(second.collector)).map(({ attributes }) => attributes?.['n']);
      expect(numbers).toHaveLength(4 * PART);
      expect(new Set(numbers).size).toBe(4 * PART);
      expect(transport.books()).toMatchObject({ accepted: 4 * PART, delivered: 4 * PART, pending: 0, dropped: {} });
    },
    60_000,
  );

  it.each(['newline', 'octet-count', 'nul'] as const)(
    'reads what a transport sends to receivers that answer nothing: %s',
    async (framing) => {
      const folder = await mkdtemp(join(tmpdir(), 'tailrace-transports-'));
      cleanUps.push(() => rm(folder, { recursive: true, force: true }));
      const store = new MemoryStore();
      const collector = await startCollector({ store, port: 0 });
      cleanUps.push(() => collector.close());
      const delivery = { spool: { directory: join(folder, 'spool') } };
      const url = collector.tcpUrl ?? '';
      const transport = new TcpTransport({ url, acknowledge: false, framing, delivery });
      const logger = winston.createLogger({ transports: [transport] });
      const messages = ['one', 'two\nlines', '<13>three', ''];
      for (const message of messages) logger.warn(message, { traceId: '0af7651916cd43dd8448eb211c80319c' });
      await new Promise<void>((resolve) => logger.once('finish', resolve).end());
      await expect.poll(() => collector.metrics().accepted).toBe(messages.length);
      const stored = await everything(collector);
      expect(stored.map(({ message }) => message)).toEqual(messages);
      for (const { level, trace_id } of stored)
        expect([level, trace_id]).toEqual(['warn', '0af7651916cd43dd8448eb211c80319c']);
    },
  );

  it('keeps the records of a transport with a wrong token, and says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tailrace-transports-'));
    cleanUps.push(() => rm(folder, { recursive: true, force: true }));
    const running = await open(join(folder, 'store'));
    cleanUps.push(() => close(running));
    const delivery = { spool: { directory: join(folder, 'spool') }, endMillis: 500 };
    const wrong = { token: 'wrong-token-123456', delivery };
    for (const transport of [
      WebsocketTransport.toCollector(running.collector.url, wrong),
      new TcpTransport({ url: running.collector.tcpUrl ?? '', ...wrong }),
    ]) {
      const logger = winston.createLogger({ transports: [transport] });
      const denied = running.collector.metrics().denied;
      logger.info('kept');
      await expect.poll(() => running.collector.metrics().denied).toBeGreaterThan(denied);
      await new Promise<void>((resolve) => logger.once('finish', resolve).end());
      expect(transport.books()).toMatchObject({ accepted: 1, delivered: 0, dropped: {} });
    }
  });
});
