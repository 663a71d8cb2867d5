import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { messagesOf, recordBatch } from '../record-batch.ts';
import { delivered, eventually, lines, logLines, send } from './link-bench.ts';
import type { LinkCheck } from './link-check.ts';

/** One connection is kept, shared and, when it is of no more use, replaced. */
export const connectionChecks: readonly LinkCheck[] = [
  {
    name: 'keeps its connection over many batches, and makes a new one when the peer has ended it',
    run: async (bench) => {
      const server = await bench.collector();
      const sink = bench.sink({ url: server.address });
      for (let n = 0; n < 3; n += 1) deepStrictEqual(await send(sink, recordBatch(2)), { status: 'delivered' });
      strictEqual(server.host.connected, 1);
      strictEqual(server.host.welcomed, 1);
      server.host.cut();
      await eventually('the cut connection was gone', () => server.host.connected === 0);
      let outcome = await send(sink, recordBatch(2));
      // The end may reach this side only while it sends.
      if (outcome.status === 'retryable') outcome = await send(sink, recordBatch(2));
      deepStrictEqual(outcome, { status: 'delivered' });
      strictEqual(server.host.connected, 1);
      strictEqual(server.host.welcomed, 2);
    },
  },
  {
    name: 'has several batches under way where order is not kept, and fails each whose answer the end cuts off',
    run: async (bench) => {
      const server = await bench.collector();
      const sink = bench.sink({ url: server.address, ordered: false });
      strictEqual(sink.traits.ordered, false);
      strictEqual(sink.traits.repeats, 'ignored');
      await server.become('hang');
      const outcomes = [recordBatch(1), recordBatch(2), recordBatch(3)].map((batch) => send(sink, batch));
      await eventually('three batches were under way', () => server.requests === 3);
      strictEqual(server.host.welcomed, 1, 'the batches did not share a connection');
      await server.become('up');
      const statuses = (await Promise.all(outcomes)).map(({ status }) => status);
      deepStrictEqual(statuses, ['retryable', 'retryable', 'retryable']);
    },
  },
  {
    name: 'gives up a connection whose peer reads nothing and does not answer in time, and delivers over a new one [F5]',
    run: async (bench) => {
      const server = await bench.collector();
      const { transport } = bench.transport({ url: server.address, delivery: { timeoutMillis: 200 } });
      logLines(transport, 0, 1);
      await delivered(transport);
      server.freeze();
      logLines(transport, 1, 2);
      await delivered(transport);
      deepStrictEqual(messagesOf(await server.received()), lines(2));
      ok(transport.counts().failures > 0, 'nothing failed, so nothing was given up');
    },
  },
];
