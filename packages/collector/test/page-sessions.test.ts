import { FakeClock } from '@tailrace/core/testing';
import { describe, expect, it } from 'vitest';
import { start } from './fixtures/harness.ts';
import { bearer, TOKENS, tokens } from './fixtures/tokens.ts';

describe('sessions of pages', () => {
  const login = (url: string, token: unknown): Promise<Response> =>
    fetch(`${url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });

  it('says whether a token is needed, and who asks', async () => {
    const open = await start();
    expect(await (await open.get('/v1/session')).json()).toEqual({ required: false, role: 'admin' });
    const closed = await start({ tokens });
    expect(await (await closed.get('/v1/session')).json()).toEqual({ required: true, role: null });
    expect(await (await closed.get('/v1/session', bearer(TOKENS.read))).json()).toEqual({
      required: true,
      role: 'read',
    });
    expect(await (await closed.get('/v1/session', bearer(TOKENS.ingest))).json()).toEqual({
      required: true,
      role: null,
    });
  });

  it('exchanges a token for a cookie that scripts and other sites do not get, and ends it', async () => {
    const { url, get } = await start({ tokens });
    const response = await login(url, TOKENS.read);
    expect(response.status).toBe(200);
    const header = response.headers.get('set-cookie') ?? '';
    expect(header).toMatch(/; HttpOnly/);
    expect(header).toMatch(/; SameSite=Strict/);
    expect(header).toMatch(/; Path=\//);
    expect(header).not.toContain(TOKENS.read);
    const cookie = header.split(';', 1)[0] ?? '';
    expect((await get('/v1/stats', { cookie: `other=1; ${cookie}` })).status).toBe(200);
    expect(await (await get('/v1/session', { cookie })).json()).toEqual({ required: true, role: 'read' });
    const ended = await fetch(`${url}/v1/session`, { method: 'DELETE', headers: { cookie } });
    expect(ended.status).toBe(204);
    expect(ended.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await get('/v1/stats', { cookie })).status).toBe(401);
  });

  it('marks the cookie Secure where that is asked for', async () => {
    const { url } = await start({ tokens, secureCookies: true });
    expect((await login(url, TOKENS.read)).headers.get('set-cookie')).toContain('; Secure');
  });

  it('forgets a session when its time is over', async () => {
    const clock = new FakeClock();
    const { url, get } = await start({ tokens, clock, sessionMillis: 60_000 });
    const cookie = (await login(url, TOKENS.read)).headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    await clock.advance(59_000);
    expect((await get('/v1/stats', { cookie })).status).toBe(200);
    await clock.advance(2000);
    expect((await get('/v1/stats', { cookie })).status).toBe(401);
  });

  it('gives no session to an ingest key, nor to a wrong token or a broken body', async () => {
    const { url } = await start({ tokens });
    expect((await login(url, TOKENS.ingest)).status).toBe(403);
    expect((await login(url, 'wrong-token-123456')).status).toBe(401);
    expect((await login(url, 5)).status).toBe(400);
    const broken = await fetch(`${url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({ error: { code: 'TAILRACE_BAD_REQUEST' } });
  });

  it('shuts an address out for a minute after ten failed logins, also with the right token', async () => {
    const clock = new FakeClock();
    const { url, get } = await start({ tokens, clock });
    for (let attempt = 0; attempt < 10; attempt += 1)
      expect((await login(url, `wrong-token-${attempt}`)).status).toBe(401);
    const refused = await login(url, TOKENS.read);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBe(60);
    expect((await get('/v1/stats', bearer(TOKENS.read))).status).toBe(200);
    await clock.advance(60_001);
    expect((await login(url, TOKENS.read)).status).toBe(200);
  });
});
