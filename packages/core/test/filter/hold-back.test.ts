import { describe, expect, it } from 'vitest';
import { holdBack } from '../../src/index.ts';
import { harness, isBalanced, record, traceId } from './records.ts';

const one = traceId(1);
const two = traceId(2);

describe('holdBack', () => {
  it('holds quiet records until an error comes in the same context, and then lets them go in order', () => {
    const { chain: made, out } = harness(holdBack());
    made.offer(record({ traceId: one, message: 'a', level: 'debug' }));
    made.offer(record({ traceId: two, message: 'other' }));
    made.offer(record({ traceId: one, message: 'b' }));
    expect(out).toEqual([]);
    expect(made.counts().held).toBe(3);
    made.offer(record({ traceId: one, message: 'c', level: 'error' }));
    expect(out.map(({ message }) => message)).toEqual(['a', 'b', 'c']);
    expect(made.counts()).toMatchObject({ offered: 4, passed: 3, held: 1 });
  });

  it('lets records pass in a context that was released, for a while', async () => {
    const { chain: made, clock, out } = harness(holdBack({ maxMillis: 1000 }));
    made.offer(record({ traceId: one, level: 'error' }));
    made.offer(record({ traceId: one, message: 'soon after' }));
    expect(out).toHaveLength(2);
    await clock.advance(1001);
    made.offer(record({ traceId: one, message: 'much later' }));
    expect(out).toHaveLength(2);
  });

  it('drops what nobody released in time as not_released', async () => {
    const { chain: made, clock, out } = harness(holdBack({ maxMillis: 1000 }));
    made.offer(record({ traceId: one }));
    await clock.advance(600);
    made.offer(record({ traceId: one }));
    await clock.advance(400);
    expect(made.counts()).toMatchObject({ held: 1, dropped: { not_released: 1 } });
    await clock.advance(600);
    expect(made.counts()).toMatchObject({ held: 0, dropped: { not_released: 2 } });
    expect(out).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('keeps what records said when they were held', () => {
    const { chain: made, out } = harness(holdBack());
    const attributes = { list: [1, { deep: 'before' }], when: new Date(0), map: new Map([['k', { v: 'before' }]]) };
    made.offer(record({ traceId: one, attributes }));
    (attributes.list[1] as { deep: string }).deep = 'after';
    attributes.list.push(3);
    (attributes.map.get('k') as { v: string }).v = 'after';
    made.offer(record({ traceId: one, level: 'error' }));
    expect(out[0]?.attributes).toEqual({
      list: [1, { deep: 'before' }],
      when: new Date(0),
      map: new Map([['k', { v: 'before' }]]),
    });
  });

  it('holds no more than it is told, for a context and in all; the oldest go first', () => {
    const { chain: made, out } = harness(holdBack({ maxRecordsPerContext: 2, maxRecords: 3 }));
    for (const message of ['a', 'b', 'c']) made.offer(record({ traceId: one, message }));
    for (const message of ['x', 'y']) made.offer(record({ traceId: two, message }));
    expect(made.counts()).toMatchObject({ held: 3, dropped: { not_released: 2 } });
    made.offer(record({ traceId: one, level: 'error', message: 'error' }));
    expect(out.map(({ message }) => message)).toEqual(['c', 'error']);
    expect(isBalanced(made)).toBe(true);
  });

  it('lets WARN and above, SECURITY, AUDIT and records without a context pass at once [A3]', () => {
    const { chain: made, out } = harness(holdBack({ until: 'fatal' }));
    for (const level of ['warn', 'error', 'security', 'audit']) made.offer(record({ traceId: one, level }));
    made.offer(record());
    expect(out).toHaveLength(5);
  });

  it('takes a function for what releases, any key for the context, and one context for all', () => {
    const byUser = harness(holdBack({ until: ({ message }) => message === 'now', by: 'user' }));
    byUser.chain.offer(record({ attributes: { user: 1 }, message: 'held' }));
    byUser.chain.offer(record({ attributes: { user: 1 }, message: 'now' }));
    expect(byUser.out.map(({ message }) => message)).toEqual(['held', 'now']);
    const single = harness(holdBack({ by: false }));
    single.chain.offer(record());
    single.chain.offer(record({ level: 'error' }));
    expect(single.out).toHaveLength(2);
  });

  it('releases or drops what it holds at flush, as it is told', () => {
    const releasing = harness(holdBack());
    const dropping = harness(holdBack({ atFlush: 'drop' }));
    for (const { chain: made } of [releasing, dropping]) {
      made.offer(record({ traceId: one }));
      made.flush();
    }
    expect(releasing.out).toHaveLength(1);
    expect(dropping.chain.counts()).toMatchObject({ held: 0, dropped: { not_released: 1 } });
  });

  it('throws for levels that nobody knows', () => {
    expect(() => holdBack({ until: 'eror' })).toThrow(expect.objectContaining({ code: 'TAILRACE_UNKNOWN_LEVEL' }));
    expect(() => holdBack({ until: 5 as unknown as string })).toThrow(/until/);
  });
});
