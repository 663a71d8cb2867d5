import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { SLOW_MILLIS } from './destination.ts';
import type { SinkCheck } from './sink-check.ts';

const HARD_WORDS = 'quotes " and \\ and a tab \t, ümläut, 漢字, 🪵, \u2028, <tag> & %s ${x}';

/** What arrives is what was sent, once and in order, and nothing is called delivered before it has arrived. */
export const arrivalChecks: readonly SinkCheck[] = [
  {
    name: 'declares its traits',
    mode: 'up',
    run: ({ sink: { traits } }) => {
      strictEqual(typeof traits.ordered, 'boolean', 'traits.ordered is a boolean');
      ok(['ignored', 'possible'].includes(traits.repeats), "traits.repeats is 'ignored' or 'possible'");
      for (const limit of [traits.maxRecords, traits.maxBytes, traits.maxRecordBytes]) {
        ok(limit === undefined || limit >= 1, 'limits among the traits are at least 1');
      }
      return Promise.resolve();
    },
  },
  {
    name: 'delivers a single entry',
    mode: 'up',
    run: async ({ entries, send, expectArrived }) => {
      const [only] = entries(1);
      deepStrictEqual(await send([only!]), { status: 'delivered' });
      await expectArrived([only!]);
    },
  },
  {
    name: 'delivers every entry of a batch once, in order',
    mode: 'up',
    run: async ({ entries, send, expectArrived }) => {
      const batch = entries(25);
      deepStrictEqual(await send(batch), { status: 'delivered' });
      await expectArrived(batch);
    },
  },
  {
    name: 'leaves bodies as they are',
    mode: 'up',
    run: async ({ entries, send, expectArrived }) => {
      const batch = entries(3, HARD_WORDS);
      deepStrictEqual(await send(batch), { status: 'delivered' });
      await expectArrived(batch);
    },
  },
  {
    name: 'keeps the order of batches that follow one another, and nothing of them',
    mode: 'up',
    run: async ({ entries, send, expectArrived }) => {
      const first = entries(3);
      const second = entries(3);
      await send(first);
      await send(second);
      await expectArrived([...first, ...second]);
    },
  },
  {
    name: 'calls nothing delivered before it has arrived',
    mode: 'slow',
    run: async ({ entries, send, expectArrived }) => {
      const batch = entries(2);
      deepStrictEqual(await send(batch), { status: 'delivered' }, `an answer after ${SLOW_MILLIS} ms is waited for`);
      await expectArrived(batch);
    },
  },
  {
    name: 'writes everything before sendSync returns, where it has one',
    mode: 'up',
    run: async ({ sink, entries, send, expectArrived }) => {
      if (sink.sendSync === undefined) return;
      const first = entries(2);
      const second = entries(3);
      await send(first);
      sink.sendSync(second);
      await expectArrived([...first, ...second]);
    },
  },
];
