import type { FilterChain, FilterCounts, LogRecord } from '@tailrace/core';
import { TailraceError } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { start } from './fixtures/harness.ts';

/** A chain that drops `drop`, doubles `double`, and holds `hold` until it is closed or released. */
class TestChain implements FilterChain {
  readonly name = 'test';
  readonly rewrites = false;
  readonly steps = [];
  readonly held: LogRecord[] = [];
  dropped = 0;
  #listener: (record: LogRecord) => void = () => {};

  connect(listener: (record: LogRecord) => void): void {
    this.#listener = listener;
  }

  offer(record: LogRecord): void {
    if (record.message === 'drop') this.dropped += 1;
    else if (record.message === 'hold') this.held.push(record);
    else this.#listener(record);
  }

  apply(record: LogRecord): LogRecord | undefined {
    return record;
  }

  flush(): void {
    for (const record of this.held.splice(0)) this.#listener(record);
  }

  close(): void {
    this.flush();
  }

  counts(): FilterCounts {
    return { dropped: { rate_limited: this.dropped } } as unknown as FilterCounts;
  }
}

const body = (...messages: string[]): string => messages.map((message) => JSON.stringify({ message })).join('\n');
const messages = (records: readonly LogRecord[]): string[] => records.map(({ message }) => message);

describe('a filter on the ingest', () => {
  it('stores what passes, and counts what it drops as accepted and dropped by reason', async () => {
    const filter = new TestChain();
    const { post, store, collector, get } = await start({ filter });
    expect(await (await post(body('a', 'drop', 'b'))).json()).toEqual({ accepted: 3, duplicates: 0, rejected: [] });
    expect(messages(store.records)).toEqual(['a', 'b']);
    expect(collector.metrics()).toMatchObject({ accepted: 3, dropped: 1 });
    expect(await (await get('/metrics')).text()).toContain('tailrace_ingest_dropped_total{reason="rate_limited"} 1');
  });

  it('names what the store refuses by its place in the body also behind the filter', async () => {
    const { post, store } = await start({ filter: new TestChain() });
    const id = '01932f0e-7a00-7000-8000-000000000001';
    store.refused.add(id);
    const answer = await (await post(`${body('drop', 'a')}\n${JSON.stringify({ id, message: 'b' })}`)).json();
    expect(answer).toMatchObject({ accepted: 2, rejected: [{ index: 2 }] });
  });

  it('stores what a step lets go later, and what it still holds at the close', async () => {
    const filter = new TestChain();
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

  it('reports and counts what was held and the store then does not take', async () => {
    const filter = new TestChain();
    const { post, store, collector, events } = await start({ filter });
    await post(body('hold', 'hold'));
    store.failure = new TailraceError('TAILRACE_STORE_FULL', 'The disk is full.');
    await collector.close();
    expect(events).toContainEqual(expect.objectContaining({ name: 'store.failed', records: 2 }));
    expect(collector.metrics().lost).toBe(2);
  });
});
