import { chain, type FilterStep, level, type LogRecord, rateLimit, TailraceError } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { startCollector } from '../src/index.ts';
import { start } from './fixtures/harness.ts';
import { RecordingStore } from './fixtures/recording-store.ts';

/** Holds records that say `hold`, until the chain is flushed. */
function holdStep(): FilterStep {
  const held: LogRecord[] = [];
  return {
    name: 'hold',
    apply(record, flow) {
      if (record.message !== 'hold') return record;
      held.push(flow.hold(record));
      return undefined;
    },
    wake(flow) {
      for (const record of held.splice(0)) flow.pass(record);
    },
  };
}

const body = (...messages: string[]): string => messages.map((message) => JSON.stringify({ message })).join('\n');
const messages = (records: readonly LogRecord[]): string[] => records.map(({ message }) => message);

describe('a filter on the ingest', () => {
  it('stores what passes, and counts what it drops as accepted and dropped by reason', async () => {
    const { post, store, collector, get } = await start({ filter: chain(level('info')) });
    const lines = `${body('a')}\n{"level":"debug","message":"drop"}\n${body('b')}`;
    expect(await (await post(lines)).json()).toEqual({ accepted: 3, duplicates: 0, rejected: [] });
    expect(messages(store.records)).toEqual(['a', 'b']);
    expect(collector.metrics()).toMatchObject({ accepted: 3, dropped: 1 });
    expect(await (await get('/metrics')).text()).toContain('tailrace_ingest_dropped_total{reason="below_level"} 1');
  });

  it('names what the store refuses by its place in the body also behind the filter', async () => {
    const { post, store } = await start({ filter: chain(level('info')) });
    const id = '01932f0e-7a00-7000-8000-000000000001';
    store.refused.add(id);
    const lines = `{"level":"debug"}\n${body('a')}\n${JSON.stringify({ id, message: 'b' })}`;
    expect(await (await post(lines)).json()).toMatchObject({ accepted: 2, rejected: [{ index: 2 }] });
  });

  it('stores what a step lets go later, and what it still holds at the close', async () => {
    const filter = chain(holdStep());
    const { post, store, collector } = await start({ filter });
    await post(body('hold', 'a'));
    expect(messages(store.records)).toEqual(['a']);
    filter.flush();
    await new Promise((resolve) => setImmediate(resolve));
    expect(messages(store.records)).toEqual(['a', 'hold']);
    await post(body('hold', 'hold'));
    await collector.close();
    expect(messages(store.records)).toEqual(['a', 'hold', 'hold', 'hold']);
  });

  it('stores the summary of what a rate limit suppressed', async () => {
    const filter = chain(rateLimit({ perSecond: 1, by: 'message' }));
    const { post, store, collector } = await start({ filter });
    await post(body('again', 'again', 'again', 'again'));
    await collector.close();
    expect(messages(store.records)[0]).toBe('again');
    expect(store.records.length).toBeGreaterThan(1);
    expect(store.records.length).toBeLessThan(4);
  });

  it('reports and counts what was held and the store then does not take', async () => {
    const { post, store, collector, events } = await start({ filter: chain(holdStep()) });
    await post(body('hold', 'hold'));
    store.failure = new TailraceError('TAILRACE_STORE_FULL', 'The disk is full.');
    await collector.close();
    expect(events).toContainEqual(expect.objectContaining({ name: 'store.failed', records: 2 }));
    expect(collector.metrics().lost).toBe(2);
  });

  it('is let go where the start fails', async () => {
    const { collector } = await start();
    const filter = chain(level('info'));
    const options = { store: new RecordingStore(), filter };
    await expect(startCollector({ ...options, port: collector.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const second = await startCollector({ ...options, port: 0 });
    await second.close();
  });
});
