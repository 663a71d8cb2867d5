import { startCollector } from '@tailrace/collector';
import { createRecord } from '@tailrace/core';
import { MemoryStore } from '@tailrace/store';
import { describe, expect, it } from 'vitest';
import { executablePath, launch, pagesDirectory, usePage, why } from './fixtures/page-harness.ts';

describe.skipIf(executablePath === undefined)(`the page in a browser [E8]${why}`, () => {
  const on = usePage();
  const { send, row } = on;

  const shop = (count: number) =>
    Array.from({ length: count }, (_, n) => ({
      level: n % 5 === 0 ? 'error' : 'info',
      message: `order ${n} placed`,
      service: n % 2 === 0 ? 'shop' : 'billing',
      attributes: { item: 'tea', n },
    }));

  it('shows what is stored and what arrives, without being asked again', async () => {
    await send(shop(10));
    await on.page.goto(on.collector.url);
    await row('order 9 placed').waitFor();
    await send([{ level: 'warn', message: 'and one more' }]);
    await row('and one more').waitFor();
    expect(await on.page.locator('.row').first().innerText()).toContain('and one more');
  });

  it('keeps what arrived where it is paused, and finds what came meanwhile when it goes on', async () => {
    await send(shop(3));
    await on.page.goto(on.collector.url);
    await row('order 2 placed').waitFor();
    await on.page.locator('.status-tail.is-open').waitFor();
    await send([{ level: 'warn', message: 'while it is live' }]);
    await row('while it is live').waitFor();
    await on.page.keyboard.press('p');
    await on.page.locator('.live', { hasText: 'Paused' }).waitFor();
    await on.page.locator('main[aria-busy="false"]').waitFor();
    await row('while it is live').waitFor();
    await send([{ level: 'warn', message: 'while it is paused' }]);
    expect(await on.page.locator('.row').count()).toBe(4);
    await on.page.keyboard.press('p');
    await row('while it is paused').waitFor();
    expect(await on.page.locator('.row').count()).toBe(5);
  });

  it('lets new records wait behind a count while one is being read', async () => {
    await send(shop(10));
    await on.page.goto(on.collector.url);
    await row('order 3 placed').click();
    await on.page.locator('.detail').waitFor();
    await on.page.locator('.status-tail.is-open').waitFor();
    await send([{ level: 'warn', message: 'too early to be seen' }]);
    await on.page.locator('.waiting', { hasText: '1 new' }).click();
    await row('too early to be seen').waitFor();
  });

  it('narrows by a click on a facet, and the address brings back the same view', async () => {
    await send(shop(10));
    await on.page.goto(on.collector.url);
    await on.page.locator('.facet-value', { hasText: 'billing' }).click();
    await on.page.waitForURL(/service%3Abilling/);
    await expect.poll(() => on.page.locator('.row').count()).toBe(5);
    await on.page.reload();
    await expect.poll(() => on.page.locator('.row').count()).toBe(5);
    expect(await on.page.locator('#query').inputValue()).toBe('service:billing');
  });

  it('completes a field, and counts with pipes', async () => {
    await send(shop(10));
    await on.page.goto(on.collector.url);
    await on.page.locator('#query').fill('serv');
    await on.page.locator('.completion', { hasText: 'service' }).first().waitFor();
    await on.page.locator('#query').press('Tab');
    expect(await on.page.locator('#query').inputValue()).toContain('service');
    await on.page.locator('#query').fill('level>=error | count by service');
    await on.page.locator('#query').press('Enter');
    await on.page.locator('.answer-table').waitFor();
    expect(await on.page.locator('.answer-table tbody').innerText()).toMatch(
      /billing\s+1[\s\S]*shop\s+1|shop\s+1[\s\S]*billing\s+1/,
    );
  });

  it('looks closer where the histogram is brushed', async () => {
    await send(shop(10));
    await on.page.goto(on.collector.url);
    await row('order 9 placed').waitFor();
    const box = await on.page.locator('.histogram svg').boundingBox();
    if (box === null) throw new Error('no histogram');
    await on.page.mouse.move(box.x + box.width * 0.7, box.y + 20);
    await on.page.mouse.down();
    await on.page.mouse.move(box.x + box.width - 3, box.y + 20, { steps: 4 });
    await on.page.mouse.up();
    await on.page.waitForURL(/from=20.*to=20/);
    await row('order 9 placed').waitFor();
    expect(await on.page.locator('.live').innerText()).toContain('Paused');
  });

  it('shows markup in a message as text [E10]', async () => {
    await send([{ level: 'info', message: '<img src=x onerror="document.title=1"><b>bold</b>' }]);
    await on.page.goto(on.collector.url);
    await row('<b>bold</b>').click();
    await on.page.locator('.detail-message', { hasText: '<b>bold</b>' }).waitFor();
    expect(await on.page.title()).toBe('Tailrace');
  });

  it('scrolls through more records than it keeps in the page', async () => {
    const now = Date.now();
    await on.store.append(
      Array.from({ length: 1_000 }, (_, n) =>
        createRecord({ level: 'info', message: `record ${n}.`, timestamp: now - 60_000 + n }),
      ),
    );
    await on.page.goto(`${on.collector.url}/?live=0`);
    await row('record 999.').waitFor();
    expect(await on.page.locator('.row').count()).toBeLessThan(100);
    const list = on.page.locator('.records');
    await expect
      .poll(
        async () => {
          await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
          return row('record 0.').count();
        },
        { timeout: 10_000 },
      )
      .toBe(1);
  });

  it('is worked by keys: j, Enter, /, ?', async () => {
    await send(shop(3));
    await on.page.goto(`${on.collector.url}/?live=0`);
    await row('order 2 placed').waitFor();
    await on.page.keyboard.press('j');
    await on.page.keyboard.press('Enter');
    await on.page.locator('.detail').waitFor();
    await on.page.keyboard.press('?');
    await on.page.locator('.keys').waitFor();
    await on.page.keyboard.press('Escape');
    await on.page.keyboard.press('/');
    expect(await on.page.evaluate(() => document.activeElement?.id)).toBe('query');
  });
});

describe.skipIf(executablePath === undefined)(`the page of a collector that wants a token [E10]${why}`, () => {
  it('asks for the token once, and then keeps to a cookie that scripts cannot read', async () => {
    const store = new MemoryStore();
    const tokens = [{ name: 'ann', token: 'let-me-read-please', role: 'read' as const }];
    const collector = await startCollector({ store, port: 0, pagesDirectory, tokens });
    const browser = await launch();
    try {
      const page = await browser.newPage();
      await page.goto(collector.url);
      await page.locator('#token').fill('let-me-read-please');
      await page.locator('#token').press('Enter');
      await page.locator('.workbench').waitFor();
      expect(await page.evaluate(() => document.cookie)).toBe('');
      await page.reload();
      await page.locator('.workbench').waitFor();
    } finally {
      await browser.close();
      await collector.close();
      await store.close();
    }
  });
});
