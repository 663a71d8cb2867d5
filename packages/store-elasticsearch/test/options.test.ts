import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openElasticsearchStore } from '../src/index.ts';

describe('openElasticsearchStore', () => {
  it.each([
    [{}, 'TAILRACE_MISSING_OPTION', /needs 'url'/],
    [{ ulr: 'http://x' }, 'TAILRACE_UNKNOWN_OPTION', /Did you mean 'url'/],
    [{ url: 'ftp://user:secret@x' }, 'TAILRACE_BAD_OPTION', /http: or https:/],
    [{ url: 'http://x', dataStream: 'a,b' }, 'TAILRACE_BAD_OPTION', /'dataStream' takes/],
    [{ url: 'http://x', dataStream: 'logs-*' }, 'TAILRACE_BAD_OPTION', /'dataStream' takes/],
    [{ url: 'http://x', client: { transport: {} } }, 'TAILRACE_BAD_OPTION', /'client' or 'url'/],
    [{ client: {} }, 'TAILRACE_BAD_OPTION', /takes a client/],
    [{ url: 'http://x', auth: { username: 'ann', pasword: 'secret' } }, 'TAILRACE_BAD_OPTION', /'auth' takes/],
    [{ url: 'http://x', tls: { cert_file: 'x' } }, 'TAILRACE_UNKNOWN_OPTION', /'cert_file'/],
    [
      { url: 'http://x', retention: { keep: [{ minLevel: 'eror', maxAgeMillis: 1 }] } },
      'TAILRACE_UNKNOWN_LEVEL',
      /'error'/,
    ],
    [{ url: 'http://x', maxColumns: -1 }, 'TAILRACE_BAD_OPTION', /maxColumns/],
  ])('refuses %j with %s', async (options, code, message) => {
    const opened = openElasticsearchStore(options as never);
    await expect(opened).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    await expect(opened).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
  });

  it('says that the server is not available where nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => void server.close(resolve));
    await expect(openElasticsearchStore({ url: `http://127.0.0.1:${port}` })).rejects.toMatchObject({
      code: 'TAILRACE_STORE_UNAVAILABLE',
    });
  });

  it('says that the server is not available where it does not answer in time', async () => {
    const server = createHttpServer(() => undefined);
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.address() as { port: number };
    const opened = openElasticsearchStore({ url: `http://127.0.0.1:${port}`, requestTimeoutMillis: 20 });
    await expect(opened).rejects.toMatchObject({
      code: 'TAILRACE_STORE_UNAVAILABLE',
      message: expect.stringContaining('20 ms'),
    });
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  });
});
