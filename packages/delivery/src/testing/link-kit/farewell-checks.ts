import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { recordBatch } from '../record-batch.ts';
import { eventually, send } from './link-bench.ts';
import type { LinkCheck } from './link-check.ts';

/** A collector that closes is believed: what it answers still counts, and what it does not is tried elsewhere. */
export const farewellChecks: readonly LinkCheck[] = [
  {
    name: 'hears the answers to what a collector has in hand when it says goodbye, and sends it nothing more',
    run: async (bench) => {
      const server = await bench.collector();
      const sink = bench.sink({ url: server.address });
      await server.become('slow');
      const outcome = send(sink, recordBatch(2));
      await eventually('the batch had come', () => server.requests === 1);
      // Its answer comes behind the goodbye, and then the end.
      server.host.sayGoodbye(503, 'TAILRACE_BUSY', 'later');
      deepStrictEqual(await outcome, { status: 'delivered' });
      await server.become('up');
      deepStrictEqual(await send(sink, recordBatch(2)), { status: 'delivered' });
      strictEqual(server.host.connected, 2);
      strictEqual(server.host.welcomed, 2);
    },
  },
  {
    name: 'calls retryable what a collector that closes does not answer',
    run: async (bench) => {
      const server = await bench.collector();
      const sink = bench.sink({ url: server.address });
      await server.become('hang');
      const outcome = send(sink, recordBatch(2));
      await eventually('the batch had come', () => server.requests === 1);
      server.host.sayGoodbye(503, 'TAILRACE_BUSY', 'now');
      deepStrictEqual(await outcome, { status: 'retryable', reason: 'goodbye 503 TAILRACE_BUSY' });
    },
  },
];
