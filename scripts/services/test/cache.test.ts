import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { cacheFolder, withLock } from '../src/cache.mjs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tailrace-services-cache-'));
  vi.stubEnv('TAILRACE_SERVICES_CACHE', folder);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

it('keeps its downloads where the environment says', () => {
  expect(cacheFolder('a', 'b')).toBe(join(folder, 'a', 'b'));
});

it('lets one at a time do the work that a lock guards', async () => {
  let inside = 0;
  const most: number[] = [];
  const work = async () => {
    inside += 1;
    await new Promise((resolve) => setImmediate(resolve));
    most.push(inside);
    inside -= 1;
  };
  await Promise.all([1, 2, 3, 4].map(() => withLock('tests', work)));
  expect(most).toEqual([1, 1, 1, 1]);
});

it('lets the next go on where the work failed', async () => {
  const failing = withLock('tests', () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(await withLock('tests', async () => 'done')).toBe('done');
});

it('is not held by a process that was killed', async () => {
  const holder = spawn(process.execPath, [fileURLToPath(new URL('fixtures/lock-holder.mjs', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  let entered = false;
  const mine = withLock('tests', async () => {
    entered = true;
  });
  expect(entered).toBe(false);
  holder.kill('SIGKILL');
  await mine;
  expect(entered).toBe(true);
});
