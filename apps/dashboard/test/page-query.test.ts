import { TailraceError } from '@tailrace/core';
import type { Answer } from '@tailrace/query';
import { MemoryStore, type QueryOptions, type StoreQuery, type WaitingRecords } from '@tailrace/store';
import { describe, expect, it } from 'vitest';
import { executablePath, usePage, why } from './fixtures/page-harness.ts';

/** A store that is away while a test says so, and may have records that wait. */
class FarStore extends MemoryStore {
  isAway = false;
  held: WaitingRecords | undefined;
  notes: readonly string[] = [];

  waiting(): WaitingRecords {
    return this.held ?? { records: 0, bytes: 0 };
  }

  override async query(query: StoreQuery, options?: QueryOptions): Promise<Answer> {
    if (this.isAway) throw new TailraceError('TAILRACE_STORE_UNAVAILABLE', 'postgresql at db:5432 is away.');
    const answer = await super.query(query, options);
    return { ...answer, notes: [...answer.notes, ...this.notes] };
  }
}

const steps = Array.from({ length: 9 }, (_, n) => ({
  level: n === 4 ? 'error' : 'info',
  message: n === 4 ? 'boom' : `step ${n}`,
  timestamp: new Date(Date.now() - 60_000 + n * 1000).toISOString(),
  service: 'shop',
  ...(n % 4 === 0 && { trace_id: '0af7651916cd43dd8448eb211c80319c' }),
}));

describe.skipIf(executablePath === undefined)(`a query on the page [E8, E3]${why}`, () => {
  const on = usePage(() => new FarStore());
  const { send, row, ask } = on;

  it('marks what the filter found itself, and shows what was added to it fainter', async () => {
    await send(steps);
    await ask('boom | context 2');
    await on.page.locator('.is-match', { hasText: 'boom' }).waitFor();
    expect(await on.page.locator('.is-match').count()).toBe(1);
    expect(await on.page.locator('.is-added .row').allInnerTexts()).toHaveLength(4);
    const opacity = await row('step 3').evaluate((element) => Number(getComputedStyle(element).opacity));
    expect(opacity).toBeLessThan(1);
  });

  it('puts the query for what is around a record into the bar, and that for its trace', async () => {
    await send(steps);
    await ask('boom');
    await row('boom').click();
    await on.page.locator('.detail .chip', { hasText: 'context' }).click();
    await on.page.locator('.is-added', { hasText: 'step 5' }).waitFor();
    expect(await on.page.locator('#query').inputValue()).toMatch(/^id:\S+ \| context 20$/);
    await on.page.locator('.is-match .row').click();
    await on.page.locator('.detail .chip', { hasText: 'its trace' }).click();
    await on.page.waitForURL(/join-trace/);
    await expect.poll(() => on.page.locator('.row').count()).toBe(3);
    expect(await on.page.locator('.is-match').innerText()).toContain('boom');
  });

  it('shows a mistake with a mark under its place, once', async () => {
    await send(steps);
    await ask('level>=wran step');
    await on.page.locator('.problem', { hasText: "Did you mean 'warn'?" }).waitFor();
    expect(await on.page.locator('.problem-place').innerText()).toBe('wran');
    expect(await on.page.locator('.search-paint .paint-wrong').allInnerTexts()).toEqual(['wran']);
    await on.page.locator('.empty', { hasText: 'Nothing matches' }).waitFor();
    expect(await on.page.locator('.notice').count()).toBe(0);
    await on.page.locator('#query').fill('level>=warn');
    await on.page.locator('#query').press('Enter');
    await row('boom').waitFor();
    await expect.poll(() => on.page.locator('.problem').count()).toBe(0);
  });

  it('explains a query in words, with the plan of the store', async () => {
    await send(steps);
    await ask('level>=warn | count by service');
    await on.page.locator('.search-explain').click();
    await on.page.locator('.explain-words', { hasText: 'whose level is warn or above' }).waitFor();
    await on.page.locator('.explain-part', { hasText: 'count by service' }).waitFor();
    expect(await on.page.locator('.explain-plan').innerText()).toContain('9 records');
    await on.page.locator('.explain-close').click();
    expect(await on.page.locator('.explain').count()).toBe(0);
  });

  it('completes and colours the pipes', async () => {
    await on.page.goto(on.collector.url);
    const input = on.page.locator('#query');
    for (const [text, whole] of [
      ['step | ren', 'rename'],
      ['step | con', 'context'],
      ['step | join', 'join-trace'],
      ['step | count, p95', 'p95'],
    ] as const) {
      await input.fill(text);
      await on.page.locator('.completion-label', { hasText: whole }).first().waitFor();
      await input.press('Tab');
      await expect.poll(() => input.inputValue()).toContain(whole);
      expect(await on.page.locator('.paint-pipe').allInnerTexts()).toContain(whole);
    }
  });

  it('says calmly that the store is away, and goes on by itself once it is back', async () => {
    await send(steps);
    on.store.isAway = true;
    await on.page.clock.install();
    await ask('step');
    await on.page.locator('.is-passing', { hasText: 'The store behind the collector is away.' }).waitFor();
    expect(await on.page.locator('.is-error').count()).toBe(0);
    on.store.isAway = false;
    await on.page.clock.runFor(6000);
    await row('step 8').waitFor();
    expect(await on.page.locator('.is-passing').count()).toBe(0);
    expect(on.faults.splice(0).filter((fault) => !fault.includes('503'))).toEqual([]);
  });

  it('waits for its turn where there are too many questions', async () => {
    await send(steps);
    let refused = false;
    await on.page.route(/\/v1\/query/, async (route) => {
      if (refused) return route.continue();
      refused = true;
      const error = { code: 'TAILRACE_TOO_MANY_QUERIES', message: '16 questions are under way.' };
      return route.fulfill({ status: 429, headers: { 'retry-after': '0' }, json: { error } });
    });
    await ask('step');
    await row('step 8').waitFor();
    expect(refused).toBe(true);
    expect(on.faults.splice(0)).toHaveLength(1);
  });

  it('shows no records of the question before beside a refusal', async () => {
    await send(steps);
    await ask('step');
    await row('step 8').waitFor();
    await on.page.route(/\/v1\/query/, (route) =>
      route.fulfill({ status: 422, json: { error: { code: 'TAILRACE_QUERY_LIMIT', message: 'Narrow the time.' } } }),
    );
    await on.page.locator('#query').fill('boom');
    await on.page.locator('#query').press('Enter');
    await on.page.locator('.is-error', { hasText: 'Narrow the time.' }).waitFor();
    expect(await on.page.locator('.row').count()).toBe(0);
    expect(on.faults.splice(0)).toHaveLength(1);
  });

  it('tells what was said about an answer, and how many records wait to be stored', async () => {
    await send(steps);
    on.store.held = { records: 3, bytes: 900 };
    on.store.notes = ['3 records wait to be stored, and are in no answer yet.'];
    await ask('boom');
    await on.page.locator('.notice', { hasText: '3 records wait to be stored' }).waitFor();
    await on.page.locator('.status-warn', { hasText: '3 records wait to be stored' }).waitFor();
  });
});
