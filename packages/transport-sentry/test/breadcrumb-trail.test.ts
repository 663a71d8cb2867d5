import { createRecord } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { breadcrumbOf, BreadcrumbTrail, wholeBreadcrumb } from '../src/breadcrumb-trail.ts';

const crumb = (message: string): ReturnType<typeof breadcrumbOf> =>
  breadcrumbOf(createRecord({ level: 'info', message, attributes: { padding: 'x'.repeat(5_000) } }));
const messages = (trail: BreadcrumbTrail, context: string): unknown[] =>
  trail.before(context).map(({ message }) => message);

describe('what came before is remembered within bounds', () => {
  it('so many contexts: those that were silent longest are forgotten', () => {
    const trail = new BreadcrumbTrail({ perContext: 10, contexts: 3, maxBytes: 1e9 });
    for (const context of ['a', 'b', 'c']) trail.add(context, crumb(context));
    trail.add('a', crumb('again'));
    trail.add('d', crumb('d'));
    expect(messages(trail, 'a')).toEqual(['a', 'again']);
    expect(messages(trail, 'b')).toEqual([]);
    expect(messages(trail, 'c')).toEqual(['c']);
    expect(trail.size.contexts).toBe(3);
  });

  it('so many of each: the oldest are forgotten', () => {
    const trail = new BreadcrumbTrail({ perContext: 2, contexts: 10, maxBytes: 1e9 });
    for (const message of ['one', 'two', 'three']) trail.add('a', crumb(message));
    expect(messages(trail, 'a')).toEqual(['two', 'three']);
  });

  it('so many bytes, whatever 1,000 contexts log', () => {
    const maxBytes = 100_000;
    const trail = new BreadcrumbTrail({ perContext: 50, contexts: 10_000, maxBytes });
    const breadcrumb = crumb('y'.repeat(2_000));
    for (let context = 0; context < 1_000; context += 1) {
      for (let n = 0; n < 5; n += 1) trail.add(`c${context}`, { ...breadcrumb });
      expect(trail.size.bytes).toBeLessThanOrEqual(maxBytes);
    }
    expect(trail.before('c999')).toHaveLength(5);
    expect(trail.before('c0')).toEqual([]);
  });

  it('so many bytes of one context alone', () => {
    const trail = new BreadcrumbTrail({ perContext: 1_000, contexts: 10, maxBytes: 20_000 });
    for (let n = 0; n < 100; n += 1) trail.add('a', crumb(`${n}`));
    expect(trail.size.bytes).toBeLessThanOrEqual(20_000);
    expect(messages(trail, 'a').at(-1)).toBe('99');
  });

  it('counts no byte that is not there', () => {
    const trail = new BreadcrumbTrail({ perContext: 3, contexts: 2, maxBytes: 1e9 });
    for (let n = 0; n < 100; n += 1) trail.add(`c${n % 5}`, crumb(`${n}`));
    const held = ['c3', 'c4'].flatMap((context) => trail.before(context));
    const fresh = new BreadcrumbTrail({ perContext: 10, contexts: 10, maxBytes: 1e9 });
    for (const breadcrumb of held) fresh.add('x', { breadcrumb });
    expect(trail.size.bytes).toBe(fresh.size.bytes);
  });

  it('as it was then, though the application changes its objects later', () => {
    const attributes = { order: { items: 1 } };
    const kept = breadcrumbOf(createRecord({ level: 'info', message: 'a', attributes }));
    attributes.order.items = 2;
    expect(wholeBreadcrumb(kept).data).toEqual({ order: { items: 1 } });
  });
});
