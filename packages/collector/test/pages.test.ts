import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest, start } from './fixtures/harness.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tailrace-pages-'));
  await mkdir(join(folder, 'pages', 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'pages', 'index.html'), '<!doctype html><title>Tailrace</title>');
  await writeFile(join(folder, 'pages', 'hidden.txt'), 'not an asset');
  await writeFile(join(folder, 'pages', 'assets', 'index-B4x9Qz12.js'), 'export {}');
  await writeFile(join(folder, 'pages', 'assets', 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const html = { accept: 'text/html,application/xhtml+xml' };

describe('pages', () => {
  it('are served at the root, and at every address a person may open', async () => {
    const { get } = await start({ pagesDirectory: join(folder, 'pages') });
    for (const path of ['/', '/?q=level:error', '/records/123']) {
      const response = await get(path, html);
      expect(response.status, path).toBe(200);
      expect(response.headers.get('content-type'), path).toContain('text/html');
      expect(response.headers.get('cache-control'), path).toBe('no-cache');
      expect(await response.text(), path).toContain('Tailrace');
    }
  });

  it('come with files that caches keep where the name holds their hash', async () => {
    const { get } = await start({ pagesDirectory: join(folder, 'pages') });
    const script = await get('/assets/index-B4x9Qz12.js');
    expect(script.status).toBe(200);
    expect(script.headers.get('content-type')).toContain('javascript');
    expect(script.headers.get('cache-control')).toContain('immutable');
    const icon = await get('/assets/icon.svg');
    expect(icon.headers.get('content-type')).toContain('svg');
    expect(icon.headers.get('cache-control')).toBe('no-cache');
  });

  it('need no token, for they hold no records', async () => {
    const tokens = [{ token: 'read-token-0123456', role: 'read', name: 'r' }] as const;
    const { get } = await start({ pagesDirectory: join(folder, 'pages'), tokens });
    expect((await get('/', html)).status).toBe(200);
    expect((await get('/assets/icon.svg')).status).toBe(200);
  });

  it.each([
    '/assets/../../secret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/hidden.txt',
    '/assets/missing.js',
    '/v1/nothing',
  ])('serves nothing at %s', async (path) => {
    const { url } = await start({ pagesDirectory: join(folder, 'pages') });
    const response = await rawRequest(url, { path, headers: { accept: path.startsWith('/v1') ? 'text/html' : '*/*' } });
    expect([400, 403, 404]).toContain(response.status);
    expect(response.body).not.toContain('secret');
    expect(response.body).not.toContain('not an asset');
  });

  it('answer a word of explanation where there are none', async () => {
    const { get } = await start();
    const response = await get('/', html);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('without pages');
  });
});
