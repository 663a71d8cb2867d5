import type { LinkMessage } from '@tailrace/core';
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { recordBatch } from '../record-batch.ts';
import { eventually, logLines, send } from './link-bench.ts';
import type { LinkCheck } from './link-check.ts';

/** What a collector answers is taken for what it says, and no more. */
export const answerChecks: readonly LinkCheck[] = [
  {
    name: 'keeps everything while its token is wrong, makes no dead letter of it, and says so',
    run: async (bench) => {
      const server = await bench.collector({ token: 'sesame' });
      const { transport, events } = bench.transport({ url: server.address, token: 'guess' });
      logLines(transport, 0, 3);
      await eventually('the breaker opened', () => events.some(({ name }) => name === 'breaker.opened'));
      const { accepted, delivered, dropped } = transport.books();
      deepStrictEqual({ accepted, delivered, dropped }, { accepted: 3, delivered: 0, dropped: {} });
      const words = events.map(({ message }) => message).join();
      ok(words.includes('401 TAILRACE_UNAUTHORIZED'), `the reports do not say why: ${words}`);
      ok(!words.includes('guess'), 'the reports repeat the token');
      strictEqual(server.requests, 0);
    },
  },
  {
    name: 'takes no rejection for one that names nothing of the batch, and passes over what it does not know',
    run: async (bench) => {
      const server = await bench.collector();
      const answers = [
        [null, { index: 7, code: 'a', message: 'b' }, { index: -1 }],
        [{ index: 1, code: 'c', message: 'd' }, { index: 1, code: 'e', message: 'f' }, 'x'],
      ];
      server.host.answer = (peer, { seq }) => {
        const rejected = answers.shift();
        peer.say({ type: 'news', of: 'a later version' } as unknown as LinkMessage);
        peer.say({ type: 'ack', seq, accepted: 2, duplicates: 0, rejected } as LinkMessage);
      };
      const sink = bench.sink({ url: server.address });
      deepStrictEqual(await send(sink, recordBatch(2)), { status: 'delivered' });
      const rejected = [{ index: 1, reason: 'e: f' }];
      deepStrictEqual(await send(sink, recordBatch(2)), { status: 'partial', retry: [], rejected });
      strictEqual(server.host.welcomed, 1);
    },
  },
];
