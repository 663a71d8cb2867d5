import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import type { Entry } from '../sink.ts';
import { POISON } from './destination.ts';
import { textOf } from './memory-sink.ts';
import type { SinkBench } from './sink-bench.ts';
import type { SinkCheck } from './sink-check.ts';

/** What a destination refuses is told from what fails, and who refuses whom is told apart. */
export const refusalChecks: readonly SinkCheck[] = [
  {
    name: 'blames one bad entry alone: the others arrive',
    mode: 'refuse-one',
    run: async (bench) => {
      const [before, after] = [bench.entries(2), bench.entries(3)];
      const [bad] = bench.entries(1, POISON);
      const batch = [...before, bad!, ...after];
      const refused = await blamed(bench, batch);
      deepStrictEqual(refused.map(textOf), [textOf(bad!)], 'the entries that were refused');
      const arrived = await bench.destination.received();
      deepStrictEqual([...arrived].sort(), [...before, ...after].map(textOf).sort(), 'the entries that arrived');
    },
  },
  {
    name: 'tells refused access from refused content',
    mode: 'unauthorized',
    run: async ({ entries, send }) => {
      const outcome = await send(entries(2));
      ok(outcome.status === 'refused', `the outcome is ${outcome.status}`);
      strictEqual(outcome.cause, 'access');
    },
  },
  {
    name: 'says when a batch is too large',
    mode: 'too-large',
    run: async ({ entries, send }) => {
      const outcome = await send(entries(4));
      ok(outcome.status === 'refused', `the outcome is ${outcome.status}`);
      strictEqual(outcome.cause, 'size');
    },
  },
];

/** Sends as a delivery does, halving what is refused, and answers the entries that were blamed in the end. */
async function blamed(bench: SinkBench, batch: readonly Entry[]): Promise<readonly Entry[]> {
  const outcome = await bench.send(batch);
  switch (outcome.status) {
    case 'delivered':
      return [];
    case 'partial': {
      ok(outcome.retry.length === 0, 'an entry that will never be taken is not to be tried again');
      return outcome.rejected.map(({ index }) => batch[index]!);
    }
    case 'refused': {
      strictEqual(outcome.cause, 'content');
      if (batch.length === 1) return batch;
      const middle = Math.ceil(batch.length / 2);
      return [...(await blamed(bench, batch.slice(0, middle))), ...(await blamed(bench, batch.slice(middle)))];
    }
    default:
      throw new Error(`an entry that will never be taken was called ${outcome.status}`);
  }
}
