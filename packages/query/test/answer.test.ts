import type { WireRecord } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { answerInMemory, parseQueryStrict, type RecordQuery, runPipes } from '@tailrace/query';
import { describe, expect, it } from 'vitest';
import { record } from './asking.ts';

describe('the work itself', () => {
  it('takes records one by one from where they come', async () => {
    async function* arriving(): AsyncIterable<WireRecord> {
      for (let second = 0; second < 10_000; second += 1) yield record(second);
    }
    const answer = await runPipes(parseQueryStrict('* | count').pipes, arriving());
    expect(answer).toMatchObject({ kind: 'table', rows: [[10_000]] });
  });

  it('ends when it is cancelled, also on its way', async () => {
    const controller = new AbortController();
    function* endless(): Iterable<WireRecord> {
      for (;;) yield record(1);
    }
    const asked = answerInMemory(parseQueryStrict('nothing'), endless(), { signal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(asked).rejects.toMatchObject({ code: 'TAILRACE_QUERY_CANCELLED' });
  });

  it('ends when it takes too long', async () => {
    const clock = new FakeClock();
    async function* slow(): AsyncIterable<WireRecord> {
      for (let second = 0; second < 10_000; second += 1) {
        if (second === 5000) await clock.advance(2000);
        yield record(second);
      }
    }
    const asked = answerInMemory(parseQueryStrict('*'), slow(), { timeoutMillis: 1000, clock });
    await expect(asked).rejects.toMatchObject({ code: 'TAILRACE_QUERY_LIMIT' });
  });

  it('refuses pipes that it does not know', async () => {
    const pipes = [{ type: 'teleport' }] as unknown as RecordQuery['pipes'];
    const asked = answerInMemory({ filter: { type: 'everything' }, pipes }, []);
    await expect(asked).rejects.toMatchObject({ code: 'TAILRACE_QUERY_UNSUPPORTED' });
  });
});
