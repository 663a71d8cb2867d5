import { describe, expect, it } from 'vitest';
import { HostCheck } from '../src/access/host-check.ts';
import { rawRequest, start } from './fixtures/harness.ts';

describe('Host and Origin', () => {
  it.each([
    ['localhost:8717', 200],
    ['LOCALHOST', 200],
    ['127.0.0.1:99', 200],
    ['[::1]:8717', 200],
    ['10.1.2.3', 200],
    ['logs.example:8717', 200],
    ['evil.example', 403],
    ['localhost.evil.example', 403],
    ['127.0.0.1.evil.example', 403],
  ])('answers a request for host %j with %i', async (host, status) => {
    const { url } = await start({ allowedHosts: ['logs.example'] });
    const response = await rawRequest(url, { path: '/healthz', headers: { host } });
    expect(response.status).toBe(status);
    if (status === 403) expect(response.body).toContain('TAILRACE_HOST_REFUSED');
  });

  it('refuses a request without a host', () => {
    const hosts = new HostCheck('127.0.0.1', [], []);
    expect([hosts.allowsHost(undefined), hosts.allowsHost(''), hosts.allowsHost(':80')]).toEqual([false, false, false]);
  });

  it('refuses a strange host on every kind of address, known or not', async () => {
    const { url } = await start();
    for (const path of ['/', '/v1/query', '/v1/tail', '/nothing', '/metrics', '/%', '/v1/records/%E0%A4%A']) {
      expect((await rawRequest(url, { path, headers: { host: 'evil.example' } })).status, path).toBe(403);
    }
  });

  it('answers an address that cannot be decoded as it answers everything else', async () => {
    const { url } = await start();
    const { status, headers, body } = await rawRequest(url, { path: '/v1/records/%E0%A4%A' });
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'TAILRACE_BAD_REQUEST' } });
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('takes any host where that is asked for', async () => {
    const { url } = await start({ allowedHosts: ['*'] });
    expect((await rawRequest(url, { path: '/healthz', headers: { host: 'any.example' } })).status).toBe(200);
  });

  it('refuses what pages of other origins send, also where nobody needs a token', async () => {
    const { post, store, collector } = await start();
    for (const origin of [
      'https://evil.example',
      'null',
      `http://127.0.0.1:${collector.port + 1}`,
      'http://localhost',
    ]) {
      expect((await post('{"message":"x"}', { origin })).status, origin).toBe(403);
    }
    expect(store.appends).toBe(0);
    expect((await post('{"message":"x"}', { origin: collector.url })).status).toBe(200);
  });

  it('loads nothing into pages of strangers, and lets people follow their links', async () => {
    const { url } = await start();
    const ask = async (site: string, mode: string): Promise<number> =>
      (await rawRequest(url, { path: '/v1/query', headers: { 'sec-fetch-site': site, 'sec-fetch-mode': mode } }))
        .status;
    expect(await ask('cross-site', 'no-cors')).toBe(403);
    expect(await ask('same-site', 'no-cors')).toBe(403);
    expect(await ask('cross-site', 'navigate')).toBe(200);
    expect(await ask('same-origin', 'cors')).toBe(200);
    expect(await ask('none', 'navigate')).toBe(200);
  });

  it('lets named origins in, with the headers that browsers want, and answers their preflight', async () => {
    const origin = 'https://app.example';
    const { url, post } = await start({ allowedOrigins: [origin] });
    const sent = await post('{"message":"x"}', { origin });
    expect(sent.status).toBe(200);
    expect(sent.headers.get('access-control-allow-origin')).toBe(origin);
    expect(sent.headers.get('access-control-allow-credentials')).toBeNull();
    const preflight = await rawRequest(url, {
      method: 'OPTIONS',
      path: '/v1/records',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-headers']).toContain('Authorization');
    const other = await rawRequest(url, {
      method: 'OPTIONS',
      path: '/v1/records',
      headers: { origin: 'https://evil.example' },
    });
    expect(other.status).toBe(403);
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
  });
});
