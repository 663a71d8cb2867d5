import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from '@tailrace/services';
import { expect, it } from 'vitest';
import { line, messages, type Running, start, tailrace, temporaryFolder } from '../cli.ts';

/** The page of metrics has one number for what waits. */
async function waiting(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^tailrace_store_waiting_records (\d+)$/m.exec(text)?.[1]);
}

/** What `tailrace serve --store` does on any store behind a network. */
export function serveStoreTests(scheme: string, started: () => Service): void {
  const folder = temporaryFolder();
  const storeUrl = (): string => started().url.replace(/^[a-z]+:/, scheme);

  async function serve(name: string): Promise<{ server: Running; url: string }> {
    const words = ['serve', '--store', storeUrl(), '--data', join(folder, name), '--port', '0', '--no-pages'];
    const server = start([...words, '--audit', 'none']);
    const printed = await server.until('stdout', /pages .*\n/);
    return { server, url: /https?:\/\/\S+/.exec(printed)?.[0] ?? '' };
  }

  function file(name: string, ...said: string[]): string {
    const path = join(folder, name);
    writeFileSync(path, said.map((text, index) => line(`12:00:0${index}`, 'info', text, { of: name })).join(''));
    return path;
  }

  it('keeps records there, and answers from there, also after a restart of the collector', async () => {
    const first = await serve('first');
    const imported = await tailrace(['import', file('a', 'one', 'two', 'three')], { env: { TAILRACE_URL: first.url } });
    expect(imported).toMatchObject({ code: 0 });
    expect(messages((await tailrace(['search', 'of:a', first.url])).stdout)).toEqual(['one', 'two', 'three']);
    expect(await first.server.end('SIGTERM')).toBe(0);
    const second = await serve('second');
    const found = await tailrace(['search', 'of:a | count by level', second.url, '-o', 'csv']);
    expect(found.stdout.trim().split(/\r?\n/)).toEqual(['level,count', 'info,3']);
    expect(await second.server.end('SIGTERM')).toBe(0);
  });

  it('takes records while the server is away, answers 503, and has each of them once when it is back', async () => {
    const { server, url } = await serve('away');
    expect(await tailrace(['import', file('b', 'before')], { env: { TAILRACE_URL: url } })).toMatchObject({ code: 0 });
    await started().kill();
    const imported = await tailrace(['import', file('c', 'one', 'two')], { env: { TAILRACE_URL: url } });
    expect(imported).toMatchObject({ code: 0 });
    expect(await waiting(url)).toBe(2);
    const asked = await fetch(`${url}/v1/query`);
    expect(asked.status).toBe(503);
    expect(await asked.json()).toMatchObject({ error: { code: 'TAILRACE_STORE_UNAVAILABLE' } });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    // What waits outlives the collector, too.
    expect(await server.end('SIGKILL')).toBe(null);
    const next = await serve('away');
    expect((await fetch(`${next.url}/v1/query`)).status).toBe(503);
    await started().restart();
    await expect.poll(() => waiting(next.url), { timeout: 120_000, interval: 200 }).toBe(0);
    expect(messages((await tailrace(['search', 'of in (b, c)', next.url])).stdout).toSorted()).toEqual([
      'before',
      'one',
      'two',
    ]);
    expect(await next.server.end('SIGTERM')).toBe(0);
  });

  it('shows no password', async () => {
    const url = new URL(storeUrl());
    url.username ||= 'someone';
    url.password = 'open-sesame';
    const data = join(folder, 'secrets');
    const server = start(['serve', '--data', data, '--port', '0', '--no-pages'], { env: { TAILRACE_STORE: url.href } });
    await server.until('stdout', /pages .*\n/);
    await server.end('SIGTERM');
    expect(server.stdout()).toContain(`store  ${scheme}//${url.host}`);
    expect(server.stdout() + server.stderr()).not.toContain('open-sesame');
  });
}
