import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { imbalance } from '../../books.ts';
import { messagesOf } from '../record-batch.ts';
import { delivered, eventually, lines, logLines } from './link-bench.ts';
import type { LinkCheck } from './link-check.ts';

/** What was logged is at the collector, once and in order, whatever becomes of the connections. */
export const keepingChecks: readonly LinkCheck[] = [
  {
    name: 'has delivered every record, in wire form and in order, when the logger has finished',
    run: async (bench) => {
      const server = await bench.collector({ token: 'sesame' });
      const { transport } = bench.transport({ url: server.address, token: 'sesame' });
      const log = bench.logger(transport);
      for (let n = 0; n < 1200; n += 1) log.info(`line ${n}`, { n });
      await new Promise<void>((resolve) => {
        log.once('finish', resolve);
        log.end();
      });
      const received = await server.received();
      deepStrictEqual(messagesOf(received), lines(1200));
      const { level, severity, attributes } = JSON.parse(received[7] ?? '') as Readonly<Record<string, unknown>>;
      deepStrictEqual({ level, severity, attributes }, { level: 'info', severity: 9, attributes: { n: 7 } });
      const { accepted, delivered: arrived, pending } = transport.books();
      deepStrictEqual({ accepted, arrived, pending }, { accepted: 1200, arrived: 1200, pending: 0 });
      strictEqual(server.host.welcomed, 1, 'more than one connection was made');
    },
  },
  {
    name: 'sends again what was cut off before the answer, and the collector has it once, in order [G4]',
    run: async (bench) => {
      const server = await bench.collector();
      const delivery = { batch: { records: 10, ageMillis: 1 } };
      const { transport } = bench.transport({ url: server.address, delivery });
      await server.become('reset-after-success');
      logLines(transport, 0, 10);
      await eventually('the batch had come again', () => server.host.repeats > 0);
      await server.become('up');
      logLines(transport, 10, 40);
      await delivered(transport);
      deepStrictEqual(messagesOf(await server.received()), lines(40));
    },
  },
  {
    name: 'loses none and doubles none over thirty cuts and an absence, with the books balanced [G2] [F5]',
    run: async (bench) => {
      const server = await bench.collector();
      const delivery = { batch: { records: 20, ageMillis: 1 } };
      const { transport } = bench.transport({ url: server.address, delivery });
      const total = 3_000;
      for (let n = 0; n < total; n += 1) {
        logLines(transport, n, n + 1);
        if (n % 100 === 99) {
          await eventually('the lines before the last ones had come', () => server.host.received.length > n - 90);
          server.host.cut();
        }
        if (n === 1_500) await server.become('down');
        if (n === 1_580) await server.become('up');
      }
      await delivered(transport);
      deepStrictEqual(messagesOf(await server.received()), lines(total));
      strictEqual(imbalance(transport.books()), 0);
      strictEqual(transport.books().delivered, total);
      deepStrictEqual(transport.books().dropped, {});
    },
  },
  {
    name: 'does not send a batch that is larger than the collector takes, and delivers it in parts [G7]',
    run: async (bench) => {
      const server = await bench.collector({ maxBatchBytes: 600 });
      const { transport } = bench.transport({ url: server.address });
      logLines(transport, 0, 12);
      await delivered(transport);
      deepStrictEqual(messagesOf(await server.received()), lines(12));
      ok(server.host.largestBytes <= 600, `a batch of ${server.host.largestBytes} bytes was sent`);
    },
  },
  {
    name: 'sends less where it is told to compress, and the collector reads the same',
    run: async (bench) => {
      const bytes: number[] = [];
      for (const options of [{}, { compression: 'gzip' }] as const) {
        const server = await bench.collector();
        const delivery = { batch: { records: 100, ageMillis: 60_000 } };
        const { transport } = bench.transport({ url: server.address, delivery, ...options });
        logLines(transport, 0, 100);
        await delivered(transport);
        deepStrictEqual(messagesOf(await server.received()), lines(100));
        strictEqual(server.requests, 1);
        bytes.push(server.host.largestBytes);
      }
      const [plain = 0, compressed = 0] = bytes;
      ok(compressed < plain / 2, `${compressed} bytes in place of ${plain}`);
    },
  },
];
