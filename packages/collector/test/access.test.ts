import { createHash } from 'node:crypto';
import { TailraceError } from '@tailrace/core';
import { describe, expect, it } from 'vitest';
import { type Access, ROLES, ROUTE_ACCESS } from '../src/access/roles.ts';
import { startCollector } from '../src/index.ts';
import { rawRequest, start } from './fixtures/harness.ts';
import { RecordingStore } from './fixtures/recording-store.ts';
import { bearer, TOKENS, tokens } from './fixtures/tokens.ts';

describe('where a collector may listen [E10]', () => {
  const codeOf = async (options: object): Promise<string> => {
    try {
      await startCollector({ store: new RecordingStore(), port: 0, ...options }).then((collector) => collector.close());
      return 'started';
    } catch (error) {
      return error instanceof TailraceError ? error.code : String(error);
    }
  };

  it.each(['0.0.0.0', '::', '192.168.1.5', 'logs.example'])('refuses %s without a token', async (host) => {
    expect(await codeOf({ host })).toBe('TAILRACE_UNSAFE_LISTEN');
  });

  it.each(['127.0.0.1', '127.0.0.5', 'localhost'])('needs no token on %s', async (host) => {
    expect(await codeOf({ host })).toBe('started');
  });

  it('listens everywhere with a token', async () => {
    expect(await codeOf({ host: '0.0.0.0', tokens })).toBe('started');
  });

  it('is not fooled by an empty list, and refuses tokens that are none', async () => {
    expect(await codeOf({ host: '0.0.0.0', tokens: [] })).toBe('TAILRACE_UNSAFE_LISTEN');
    expect(await codeOf({ tokens: [{ token: '', role: 'read', name: 'x' }] })).toBe('TAILRACE_BAD_OPTION');
    expect(await codeOf({ tokens: [{ hash: 'abc', role: 'read', name: 'x' }] })).toBe('TAILRACE_BAD_OPTION');
    expect(await codeOf({ tokens: [{ role: 'read', name: 'x' }] })).toBe('TAILRACE_BAD_OPTION');
    expect(await codeOf({ tokens: [{ token: TOKENS.read, role: 'root', name: 'x' }] })).toBe('TAILRACE_BAD_OPTION');
    expect(await codeOf({ tokens: [{ token: TOKENS.read, roles: 'read', name: 'x' }] })).toBe(
      'TAILRACE_UNKNOWN_OPTION',
    );
  });

  it.each([
    [{ prot: 1 }, 'TAILRACE_UNKNOWN_OPTION', "'port'"],
    [{ port: 70_000 }, 'TAILRACE_BAD_OPTION', "'port'"],
    [{ allowedOrigins: ['https://app.example/path'] }, 'TAILRACE_BAD_OPTION', 'origins'],
    [{ pagesDirectory: '/nowhere' }, 'TAILRACE_BAD_OPTION', 'index.html'],
  ])('throws at the start for %j', async (options, code, word) => {
    const failure = startCollector({ store: new RecordingStore(), port: 0, ...options });
    await expect(failure).rejects.toMatchObject({ code, message: expect.stringContaining(word) as string });
  });
});

describe('roles and routes [E10]', () => {
  const allowed = (access: Access, role: (typeof ROLES)[number]): boolean =>
    access === 'public' || access.includes(role);

  it('lets each role into the routes of the table and into no other', async () => {
    const { url } = await start({ tokens });
    for (const [name, access] of Object.entries(ROUTE_ACCESS)) {
      const [method = '', path = ''] = name.split(' ');
      const request = (headers: Record<string, string>): Promise<number> => statusOf(`${url}${path}`, method, headers);
      for (const role of ROLES) {
        const status = await request(bearer(TOKENS[role]));
        if (allowed(access, role)) expect([401, 403], `${role} at ${name}`).not.toContain(status);
        else expect(status, `${role} at ${name}`).toBe(403);
      }
      const nobody = await request({});
      const stranger = await request(bearer('wrong-token-123456'));
      if (access === 'public') {
        // A login without a token is a bad request, not a refusal.
        expect([401, 403], `nobody at ${name}`).not.toContain(nobody);
      } else {
        expect(nobody, `nobody at ${name}`).toBe(401);
        expect(stranger, `a stranger at ${name}`).toBe(401);
      }
    }
  });

  it('gives an ingest key nothing to read, and a read key nothing to write', () => {
    const open = Object.entries(ROUTE_ACCESS).filter(([, access]) => access === 'public');
    expect(open.map(([name]) => name)).toEqual([
      'GET /v1/session',
      'POST /v1/session',
      'DELETE /v1/session',
      'GET /healthz',
      'GET /readyz',
      'GET /',
      'GET /*',
    ]);
    for (const [name, access] of Object.entries(ROUTE_ACCESS)) {
      if (access === 'public') continue;
      // What each may say on a WebSocket is decided by message: see websocket.test.ts.
      if (name === 'GET /v1/ws') continue;
      expect((access as readonly string[]).includes('ingest'), name).toBe(name === 'POST /v1/records');
      expect((access as readonly string[]).includes('read'), name).toBe(name !== 'POST /v1/records');
    }
  });

  it('serves no route that is not in the table', async () => {
    const { url } = await start();
    for (const method of ['PUT', 'PATCH', 'DELETE', 'HEAD']) {
      expect(await statusOf(`${url}/v1/records`, method, {}), method).toBe(404);
    }
    expect(await statusOf(`${url}/v1/nothing`, 'GET', {})).toBe(404);
  });

  it('answers HEAD with the head of what GET answers, to those who may have that', async () => {
    const { url } = await start({ tokens });
    for (const path of ['/', '/healthz', '/readyz', '/metrics', '/v1/stats', '/v1/query?q=x', '/v1/records/none']) {
      const [head, get] = await Promise.all(
        ['HEAD', 'GET'].map((method) => rawRequest(url, { method, path, headers: bearer(TOKENS.read) })),
      );
      expect(head?.status, path).toBe(get?.status);
      expect(head?.headers['content-type'], path).toBe(get?.headers['content-type']);
      expect(head?.body, path).toBe('');
    }
    expect(await statusOf(`${url}/v1/stats`, 'HEAD', {})).toBe(401);
    expect(await statusOf(`${url}/v1/stats`, 'HEAD', bearer(TOKENS.ingest))).toBe(403);
    expect(await statusOf(`${url}/v1/tail`, 'HEAD', bearer(TOKENS.read))).toBe(404);
  });

  it('does not read the body of a request that may not come in', async () => {
    const { post, store, get } = await start({ tokens });
    expect((await post('{"message":"x"}')).status).toBe(401);
    expect(store.appends).toBe(0);
    const text = await (await get('/metrics', bearer(TOKENS.read))).text();
    expect(text).toContain('tailrace_ingest_bytes_total 0');
  });

  it('knows a token by its hash alone', async () => {
    const hash = createHash('sha256').update(TOKENS.read).digest('hex');
    const { get } = await start({ tokens: [{ hash, role: 'read', name: 'hashed' }] });
    expect((await get('/v1/stats', bearer(TOKENS.read))).status).toBe(200);
    expect((await get('/v1/stats', bearer(hash))).status).toBe(401);
  });

  it('counts refusals, and names no token in what it reports', async () => {
    const { get, collector, events } = await start({ tokens });
    await get('/v1/stats', bearer('wrong-token-123456'));
    await get('/v1/stats');
    await get('/v1/stats', bearer(TOKENS.ingest));
    expect(collector.metrics().denied).toBe(3);
    const text = await (await get('/metrics', bearer(TOKENS.read))).text();
    for (const reason of ['wrong', 'missing', 'role'])
      expect(text).toContain(`tailrace_access_denied_total{reason="${reason}"} 1`);
    const reports = JSON.stringify(events.filter(({ name }) => name === 'access.denied'));
    expect(reports).not.toContain('wrong-token');
    expect(reports).not.toContain(TOKENS.ingest);
  });
});

describe('headers of every answer', () => {
  it('forbids inline scripts, frames and guessing of types, and keeps answers out of caches', async () => {
    const { get } = await start();
    for (const path of ['/', '/healthz', '/v1/nothing', '/v1/stats']) {
      const { headers } = await get(path);
      expect(headers.get('content-security-policy'), path).toContain("default-src 'none'");
      expect(headers.get('content-security-policy'), path).not.toContain('unsafe');
      expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('cache-control'), path).toBe('no-store');
    }
  });
});

/** Answers the status without waiting for a body that may never end. */
async function statusOf(url: string, method: string, headers: Record<string, string>): Promise<number> {
  const controller = new AbortController();
  const body = method === 'POST' ? '{}' : undefined;
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    signal: controller.signal,
    ...(body !== undefined && { body }),
  });
  controller.abort();
  return response.status;
}
