import { certificates } from '@tailrace/services';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { chain, level } from '@tailrace/core';
import { FakeClock } from '@tailrace/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CollectorOptions, startCollector } from '../src/index.ts';
import { checkCollectorOptions } from '../src/options.ts';
import { start } from './fixtures/harness.ts';
import { RecordingStore } from './fixtures/recording-store.ts';
import { TcpClient } from './fixtures/tcp-client.ts';
import { turn } from './fixtures/turns.ts';

const folder = mkdtempSync(join(tmpdir(), 'tailrace-tcp-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const tokens = [{ token: 'ingest-token-0123', role: 'ingest', name: 'writer' }] as const;
const files = { certFile: at('server.crt'), keyFile: at('server.key') };

describe('where a collector listens on TCP [E10]', () => {
  const outcome = async (options: Partial<CollectorOptions>): Promise<string> => {
    try {
      const collector = await startCollector({ store: new RecordingStore(), port: 0, ...options });
      await collector.close();
      return String(collector.tcpUrl?.replace(/\d+$/, 'PORT'));
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it.each([
    [{}, 'tcp://127.0.0.1:PORT'],
    [{ tcp: false }, 'undefined'],
    [{ tcp: { host: 'localhost' } }, 'tcp://localhost:PORT'],
    [{ tcp: { host: '0.0.0.0' } }, 'TAILRACE_UNSAFE_LISTEN'],
    [{ tcp: { host: '0.0.0.0' }, tokens }, 'tcp://0.0.0.0:PORT'],
    [{ tcp: { host: '0.0.0.0', plain: true }, tokens }, 'TAILRACE_UNSAFE_LISTEN'],
    [{ tcp: { prot: 1 } }, 'TAILRACE_UNKNOWN_OPTION'],
    [{ tcp: { port: 70_000 } }, 'TAILRACE_BAD_OPTION'],
    [{ tcp: true }, 'TAILRACE_BAD_OPTION'],
    [{ tcp: { path: '/tmp/x.sock', port: 5 } }, 'TAILRACE_BAD_OPTION'],
    [{ tcp: { tls: { certFile: 'x' } } }, 'TAILRACE_MISSING_OPTION'],
    [{ tcp: { tls: { certFile: '/nowhere.crt', keyFile: '/nowhere.key' } } }, 'TAILRACE_BAD_OPTION'],
    [{ tcp: { tls: { certFile: __filename, keyFile: __filename } } }, 'TAILRACE_BAD_OPTION'],
  ])('answers %j with %s', async (options, expected) => {
    expect(await outcome(options as Partial<CollectorOptions>)).toBe(expected);
  });

  it('takes the port behind its own, and a free one where that is free', () => {
    const portFor = (port: number | undefined): unknown => {
      const { tcp } = checkCollectorOptions({ store: new RecordingStore(), ...(port !== undefined && { port }) });
      return tcp !== false && tcp.port;
    };
    expect([undefined, 9000, 0].map(portFor)).toEqual([8718, 9001, 0]);
    expect(() => portFor(65_535)).toThrow("needs a 'port'");
  });

  it('starts neither where the one for TCP is taken, and lets go of what it had', async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port));
    });
    const options = { store: new RecordingStore(), port: 0, filter: chain(level('debug')) };
    await expect(startCollector({ ...options, tcp: { port } })).rejects.toMatchObject({ code: 'EADDRINUSE', port });
    await new Promise((resolve) => taken.close(resolve));
    const collector = await startCollector(options);
    await collector.close();
  });

  it('takes plain senders beside tokens where that is asked for', async () => {
    const { collector, store } = await start({ tokens, tcp: { port: 0, plain: true } });
    const client = await TcpClient.connect(collector.tcpUrl);
    client.socket.end('hello\n');
    await client.closed;
    expect(store.records).toHaveLength(1);
    const link = await TcpClient.connect(collector.tcpUrl);
    link.hello();
    expect(await link.next()).toMatchObject({ type: 'goodbye', status: 401 });
  });

  it('listens on a Unix socket, and takes the place of one that a killed process left', async () => {
    const path = at('collector.sock');
    const listen = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 9))`;
    spawnSync(process.execPath, ['-e', listen]);
    expect(existsSync(path)).toBe(true);
    const { collector, store } = await start({ tcp: { path } });
    expect(collector.tcpUrl).toBe(`unix:${path}`);
    const client = await TcpClient.link(collector.tcpUrl);
    client.batch([{ message: 'over a file' }]);
    expect(await client.next()).toMatchObject({ type: 'ack', accepted: 1 });
    expect(store.records).toHaveLength(1);
    const second = startCollector({ store: new RecordingStore(), port: 0, tcp: { path } });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await collector.close();
    expect(existsSync(path)).toBe(false);
  });

  it('turns away more connections than it may have, and says so', async () => {
    const { collector, events } = await start({ tcp: { port: 0, maxConnections: 1 } });
    await TcpClient.link(collector.tcpUrl);
    const second = await TcpClient.connect(collector.tcpUrl);
    await second.closed;
    expect(events).toContainEqual(
      expect.objectContaining({ name: 'link.failed', message: expect.stringContaining('1 already') as string }),
    );
  });
});

describe('quiet connections', () => {
  it('are ended after a while, those that stopped amid a batch sooner', async () => {
    const clock = new FakeClock();
    const { collector, events, get } = await start({ clock, tcp: { port: 0, idleTimeoutMillis: 300_000 } });
    const halfway = await TcpClient.link(collector.tcpUrl);
    halfway.write('{"type":"batch","seq":1,"records":1,"bytes":200}\nhalf');
    await expect.poll(async () => (await get('/metrics')).text()).not.toContain('tailrace_ingest_pending_bytes 0');
    const quiet = await TcpClient.link(collector.tcpUrl);
    quiet.socket.on('end', () => quiet.socket.end());
    await clock.advance(61_000);
    await halfway.closed;
    expect(await (await get('/metrics')).text()).toContain('tailrace_link_connections{protocol="tcp"} 1');
    await clock.advance(240_000);
    expect(await quiet.next()).toBeUndefined();
    expect(events.filter(({ name }) => name === 'link.failed')).toHaveLength(1);
  });
});

describe('the end of a TCP connection', () => {
  it('comes with the answers to what is in hand and a goodbye, when the collector closes', async () => {
    const { collector, store } = await start();
    const release = store.shut();
    const client = await TcpClient.link(collector.tcpUrl);
    client.batch([{ message: 'in hand' }]);
    while (store.appends === 0) await turn();
    const closing = collector.close();
    client.batch([{ message: 'late' }]);
    release();
    expect(await client.nexts(2)).toMatchObject([
      { type: 'ack', seq: 1 },
      { type: 'goodbye', status: 503, code: 'TAILRACE_BUSY' },
    ]);
    client.socket.end();
    await closing;
    expect(store.records.map(({ message }) => message)).toEqual(['in hand']);
  });

  it('comes when the time for closing is over, whatever is in hand', async () => {
    const clock = new FakeClock();
    const { collector, store } = await start({ clock, closeTimeoutMillis: 5000 });
    const release = store.shut();
    const client = await TcpClient.link(collector.tcpUrl);
    client.batch([{ message: 'in hand' }]);
    while (store.appends === 0) await turn();
    const closing = collector.close();
    await clock.advance(5001);
    await client.closed;
    expect(client.messages).toEqual([]);
    release();
    await closing;
    expect(clock.pending).toBe(0);
  });
});

describe('TLS over TCP [E10]', () => {
  beforeAll(() => {
    writeFileSync(at('ca.crt'), certificates.authority);
    writeFileSync(at('server.crt'), certificates.server.cert);
    writeFileSync(at('server.key'), certificates.server.key);
  });

  /** Speaks TLS; resolves with the first message, or the end. */
  async function hello(url: string | undefined, options: ConnectionOptions, token?: string): Promise<unknown> {
    const port = Number(new URL((url ?? '').replace('tls:', 'http:')).port);
    const client = new TcpClient(connectTls({ host: '127.0.0.1', port, ca: certificates.authority, ...options }));
    client.hello(token);
    return client.next();
  }
  it('is spoken with a certificate, and still asks for the token', async () => {
    const { collector, events } = await start({ tokens, tcp: { port: 0, tls: files } });
    expect(collector.tcpUrl).toMatch(/^tls:\/\/127\.0\.0\.1:\d+$/);
    expect(await hello(collector.tcpUrl, {}, 'ingest-token-0123')).toMatchObject({ type: 'welcome' });
    expect(await hello(collector.tcpUrl, {})).toMatchObject({ type: 'goodbye', status: 401 });
    const plain = await TcpClient.connect(collector.tcpUrl?.replace('tls:', 'tcp:'));
    plain.socket.removeAllListeners('data');
    plain.hello('ingest-token-0123');
    await plain.closed;
    await expect.poll(() => events.some(({ message }) => message.includes('TLS handshake'))).toBe(true);
  });

  it('lets in nobody without a certificate of its authority, where it asks for one', async () => {
    const tls = { ...files, caFile: at('ca.crt') };
    const { collector } = await start({ tcp: { port: 0, tls } });
    expect(await hello(collector.tcpUrl, certificates.client)).toMatchObject({ type: 'welcome' });
    expect(await hello(collector.tcpUrl, {})).toBeUndefined();
    expect(await hello(collector.tcpUrl, certificates.stranger)).toBeUndefined();
    const everywhere = await startCollector({ store: new RecordingStore(), port: 0, tcp: { host: '0.0.0.0', tls } });
    expect(everywhere.tcpUrl).toMatch(/^tls:/);
    await everywhere.close();
  });
});
