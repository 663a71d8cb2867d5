import { createRecord, Diagnostics } from '@tailrace/core';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpTransport, type HttpTransportOptions } from '../src/index.ts';
import { sinkOf } from '../src/http-transport.ts';
import { ReceivingServer } from './receiving-server.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

/** A proxy that tunnels; `asked` are the addresses and who asked. */
async function proxy(refusal?: string): Promise<{ url: string; asked: { to: string; as: string | undefined }[] }> {
  const asked: { to: string; as: string | undefined }[] = [];
  const server = createServer();
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    const to = request.url ?? '';
    asked.push({ to, as: request.headers['proxy-authorization'] });
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
      return;
    }
    const [host = '', port = ''] = to.split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    const cut = (): void => {
      onward.destroy();
      socket.destroy();
    };
    onward.on('error', cut);
    socket.on('error', cut);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  return { url: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function deliverOne(options: HttpTransportOptions): Promise<void> {
  const transport = new HttpTransport({ diagnostics: new Diagnostics(), delivery: { spool: false }, ...options });
  transport.record(createRecord({ message: 'through' }));
  transport.end();
  await once(transport, 'finish');
}

describe('HttpTransport behind a proxy', () => {
  it('goes through it, and says who it is', async () => {
    const server = await ReceivingServer.start();
    cleanups.push(() => server.close());
    const { url, asked } = await proxy();
    await deliverOne({ url: `${server.url}/in`, proxy: `http://ann:p%40ss@${url}` });
    expect(server.requests.map(({ path }) => path)).toEqual(['/in']);
    expect(asked).toEqual([
      { to: new URL(server.url).host, as: `Basic ${Buffer.from('ann:p@ss').toString('base64')}` },
    ]);
  });

  it('goes where the environment says', async () => {
    const server = await ReceivingServer.start();
    cleanups.push(() => server.close());
    const { url, asked } = await proxy();
    const before = { ...process.env };
    cleanups.push(() => {
      for (const name of ['http_proxy', 'no_proxy']) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    });
    process.env['http_proxy'] = `http://${url}`;
    process.env['no_proxy'] = 'other.example';
    await deliverOne({ url: server.url, proxy: 'environment' });
    expect(server.requests).toHaveLength(1);
    expect(asked).toHaveLength(1);
  });

  it('keeps its records while the proxy lets nobody through, and makes no dead letters of them', async () => {
    const { url, asked } = await proxy('407 Proxy Authentication Required');
    const sink = sinkOf({ url: 'http://127.0.0.1:9/in', proxy: `http://${url}` });
    const batch = { entries: [], encode: () => Promise.resolve(Buffer.from('{}')) };
    expect(await sink.send(batch, new AbortController().signal)).toEqual({
      status: 'refused',
      cause: 'access',
      reason: 'HTTP 407 of the proxy',
    });
    expect(asked).toHaveLength(1);
    await sink.close();
  });

  it('keeps its records while the proxy is away, and sends them when it is back', async () => {
    const server = await ReceivingServer.start();
    cleanups.push(() => server.close());
    const transport = new HttpTransport({
      url: server.url,
      proxy: 'http://127.0.0.1:9',
      diagnostics: new Diagnostics(),
      delivery: { spool: false, endMillis: 200 },
    });
    transport.record(createRecord({ message: 'kept' }));
    expect(await transport.flush(100)).toMatchObject({ pending: 1 });
    expect(server.requests).toEqual([]);
    transport.end();
    await once(transport, 'finish');
  });

  it.each([['ftp://proxy:21'], ['nowhere'], ['']])('throws for %j', (given) => {
    const options = { url: 'http://127.0.0.1:1', proxy: given };
    expect(() => new HttpTransport(options)).toThrow(expect.objectContaining({ code: 'TAILRACE_BAD_OPTION' }));
  });
});
