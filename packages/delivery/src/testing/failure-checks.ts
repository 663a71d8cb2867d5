import { deepStrictEqual, fail, ok, strictEqual } from 'node:assert/strict';
import { BUSY_MILLIS } from './destination.ts';
import type { SinkCheck } from './sink-check.ts';

/** How long a sink may take to notice that its signal was aborted. */
const ABORT_MILLIS = 1_000;

/** A failure on the way or at the destination is retryable, and the next try delivers. */
export const failureChecks: readonly SinkCheck[] = [
  {
    name: 'calls a failure on the destination\u2019s side retryable, and delivers at the next try',
    mode: 'broken',
    run: async ({ destination, entries, send, expectArrived }) => {
      const batch = entries(3);
      strictEqual((await send(batch)).status, 'retryable');
      await destination.become('up');
      deepStrictEqual(await send(batch), { status: 'delivered' });
      await expectArrived(batch);
    },
  },
  {
    name: 'calls a busy destination retryable, and passes on how long it asks to be left alone',
    mode: 'busy',
    run: async ({ entries, send }) => {
      const outcome = await send(entries(1));
      ok(outcome.status === 'retryable', `the outcome is ${outcome.status}`);
      strictEqual(outcome.retryAfterMillis, BUSY_MILLIS);
    },
  },
  {
    name: 'calls an absent destination retryable, and delivers once it is there',
    mode: 'down',
    run: async ({ destination, entries, send, expectArrived }) => {
      const batch = entries(2);
      strictEqual((await send(batch)).status, 'retryable');
      await destination.become('up');
      deepStrictEqual(await send(batch), { status: 'delivered' });
      await expectArrived(batch);
    },
  },
  {
    name: 'does not call delivered what was cut off before the answer',
    mode: 'reset-after-success',
    run: async ({ entries, send }) => {
      strictEqual((await send(entries(2))).status, 'retryable');
    },
  },
  {
    name: 'ends soon after its signal is aborted, and then has not delivered',
    mode: 'hang',
    run: async ({ entries, send }) => {
      const abort = new AbortController();
      const outcome = send(entries(1), abort.signal);
      const early = await Promise.race([outcome, pause(20)]);
      if (early !== undefined) fail(`answered ${early.status} although the destination did not`);
      abort.abort();
      const answered = await Promise.race([outcome, pause(ABORT_MILLIS)]);
      if (answered === undefined) fail(`still goes on ${ABORT_MILLIS} ms after its signal was aborted`);
      strictEqual(answered.status, 'retryable');
    },
  },
  {
    name: 'tries once for each send',
    mode: 'broken',
    run: async ({ destination, entries, send }) => {
      await send(entries(1));
      await pause(20);
      if (destination.requests !== undefined) strictEqual(destination.requests, 1, 'requests for one send');
    },
  },
];

function pause(millis: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), millis));
}
