import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Collector, startCollector } from '@tailrace/collector';
import { createRecord } from '@tailrace/core';
import { MemoryStore } from '@tailrace/store';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const executablePath = [
  process.env['TAILRACE_TEST_CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
].find((path) => existsSync(path));
const pagesDirectory = join(import.meta.dirname, '..', 'dist');
const why = executablePath === undefined ? ' (skipped: no Chromium; TAILRACE_TEST_CHROMIUM names one)' : '';

describe.skipIf(executablePath === undefined)(`the page in a browser [E8]${why}`, () => {
  let browser: Browser;
  let collector: Collector;
  let store: MemoryStore;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
    const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: [...args, ...quiet] });
  });
  afterAll(async () => {
    await browser.close();
  });
  beforeEach(async () => {
    store = new MemoryStore();
    collector = await startCollector({ store, port: 0, pagesDirectory });
    page = await browser.newPage({ viewport: { width: 1_300, height: 800 } });
    faults.length = 0;
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
  });
  afterEach(async () => {
    await page.close();
    await collector.close();
    await store.close();
    expect(faults).toEqual([]);
  });

  const send = async (lines: readonly object[]): Promise<void> => {
    const answer = await fetch(`${collector.url}/v1/records`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.map((line) => JSON.stringify(line)).join('\n'),
    });
    expect(answer.status).toBe(200);
  };
  const shop = (count: number) =>
    Array.from({ length: count }, (_, n) => ({
      level: n % 5 === 0 ? 'error' : 'info',
      message: `order ${n} placed`,
      service: n % 2 === 0 ? 'shop' : 'billing',
      attributes: { item: 'tea', n },
    }));
  const row = (text: string) => page.locator('.row', { hasText: text });

  it('shows what is stored and what arrives, without being asked again', async () => {
    await send(shop(10));
    await page.goto(collector.url);
    await row('order 9 placed').waitFor();
    await send([{ level: 'warn', message: 'and one more' }]);
    await row('and one more').waitFor();
    expect(await page.locator('.row').first().innerText()).toContain('and one more');
  });

  it('lets new records wait behind a count while one is being read', async () => {
    await send(shop(10));
    await page.goto(collector.url);
    await row('order 3 placed').click();
    await page.locator('.detail').waitFor();
    await page.locator('.status-tail.is-open').waitFor();
    await send([{ level: 'warn', message: 'too early to be seen' }]);
    await page.locator('.waiting', { hasText: '1 new' }).click();
    await row('too early to be seen').waitFor();
  });

  it('narrows by a click on a facet, and the address brings back the same view', async () => {
    await send(shop(10));
    await page.goto(collector.url);
    await page.locator('.facet-value', { hasText: 'billing' }).click();
    await page.waitForURL(/service%3Abilling/);
    await expect.poll(() => page.locator('.row').count()).toBe(5);
    await page.reload();
    await expect.poll(() => page.locator('.row').count()).toBe(5);
    expect(await page.locator('#query').inputValue()).toBe('service:billing');
  });

  it('completes a field, and counts with pipes', async () => {
    await send(shop(10));
    await page.goto(collector.url);
    await page.locator('#query').fill('serv');
    await page.locator('.completion', { hasText: 'service' }).first().waitFor();
    await page.locator('#query').press('Tab');
    expect(await page.locator('#query').inputValue()).toContain('service');
    await page.locator('#query').fill('level>=error | count by service');
    await page.locator('#query').press('Enter');
    await page.locator('.answer-table').waitFor();
    expect(await page.locator('.answer-table tbody').innerText()).toMatch(
      /billing\s+1[\s\S]*shop\s+1|shop\s+1[\s\S]*billing\s+1/,
    );
  });

  it('looks closer where the histogram is brushed', async () => {
    await send(shop(10));
    await page.goto(collector.url);
    await row('order 9 placed').waitFor();
    const box = await page.locator('.histogram svg').boundingBox();
    if (box === null) throw new Error('no histogram');
    await page.mouse.move(box.x + box.width * 0.7, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 3, box.y + 20, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/from=20.*to=20/);
    await row('order 9 placed').waitFor();
    expect(await page.locator('.live').innerText()).toContain('Paused');
  });

  it('shows markup in a message as text [E10]', async () => {
    await send([{ level: 'info', message: '<img src=x onerror="document.title=1"><b>bold</b>' }]);
    await page.goto(collector.url);
    await row('<b>bold</b>').click();
    await page.locator('.detail-message', { hasText: '<b>bold</b>' }).waitFor();
    expect(await page.title()).toBe('Tailrace');
  });

  it('scrolls through more records than it keeps in the page', async () => {
    const now = Date.now();
    await store.append(
      Array.from({ length: 1_000 }, (_, n) =>
        createRecord({ level: 'info', message: `record ${n}.`, timestamp: now - 60_000 + n }),
      ),
    );
    await page.goto(`${collector.url}/?live=0`);
    await row('record 999.').waitFor();
    expect(await page.locator('.row').count()).toBeLessThan(100);
    const list = page.locator('.records');
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
    await page.goto(`${collector.url}/?live=0`);
    await row('order 2 placed').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('.detail').waitFor();
    await page.keyboard.press('?');
    await page.locator('.keys').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('query');
  });
});

describe.skipIf(executablePath === undefined)(`the page of a collector that wants a token [E10]${why}`, () => {
  it('asks for the token once, and then keeps to a cookie that scripts cannot read', async () => {
    const store = new MemoryStore();
    const tokens = [{ name: 'ann', token: 'let-me-read-please', role: 'read' as const }];
    const collector = await startCollector({ store, port: 0, pagesDirectory, tokens });
    const browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: ['--no-sandbox', '--disable-gpu'],
    });
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
