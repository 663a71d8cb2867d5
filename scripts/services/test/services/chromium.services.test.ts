import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withService } from '../../index.mjs';

withService({ describe, it, beforeAll, afterAll }, 'chromium', { own: true }, (chromium) => {
  async function titles(): Promise<string[]> {
    const pages = (await (await fetch(`${chromium().url}/json/list`)).json()) as { title: string }[];
    return pages.map(({ title }) => title);
  }

  async function expectScriptsToRun(): Promise<void> {
    const page = 'data:text/html,<script>document.title = String(6 * 7)</script>';
    await fetch(`${chromium().url}/json/new?${encodeURIComponent(page)}`, { method: 'PUT' });
    await expect.poll(titles, { timeout: 30_000 }).toContain('42');
  }

  it('runs the script of a page, also after it was killed and started again', async () => {
    await expectScriptsToRun();
    await chromium().kill();
    await chromium().restart();
    await expectScriptsToRun();
  });
});
