import { TailraceError } from '@tailrace/core';
import { jsonFormat } from '@tailrace/format-json';
import { LinkDestination } from '@tailrace/delivery/testing';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { TcpTransport, type TcpTransportOptions } from '../src/index.ts';
import { sinkOf } from '../src/tcp-transport.ts';
import { bench, newTransport } from './fixtures/bench.ts';

const formatter = jsonFormat();
const url = 'tcp://127.0.0.1:1';

function codeOf(options: object): string {
  try {
    newTransport(options);
    return 'none';
  } catch (error) {
    return error instanceof TailraceError ? error.code : String(error);
  }
}

describe('options of TcpTransport [bad input]', () => {
  it('name a receiver by its address, its name and port, or its path', () => {
    const destinations: readonly [TcpTransportOptions, string][] = [
      [{ url: 'tcp://logs.example:514' }, 'tcp://logs.example:514'],
      [{ url: new URL('tls://logs.example') }, 'tls://logs.example:8718'],
      [{ url: 'tcp://[::1]:99' }, 'tcp://[::1]:99'],
      [{ url: 'tcp://logs.example:514', tls: { servername: 'x' } }, 'tls://logs.example:514'],
      [{ host: 'logs.example', port: 514 }, 'tcp://logs.example:514'],
      [{ host: '::1', port: 1, tls: true }, 'tls://[::1]:1'],
      [{ port: 514, acknowledge: false }, 'tcp://127.0.0.1:514'],
      [{ path: '/run/logs.sock', acknowledge: false }, 'unix:/run/logs.sock'],
    ];
    for (const [options, destination] of destinations) expect(sinkOf(options).destination).toBe(destination);
  });

  it('mean by `host` where records come from, unless it names the receiver beside a port', async () => {
    const server = bench.closing(await LinkDestination.start());
    const port = Number(new URL(server.address).port);
    for (const options of [
      { url: server.address, host: 'web-1' },
      { host: '127.0.0.1', port },
    ]) {
      const { transport } = newTransport(options);
      transport.write({ level: 'info', message: 'x', [Symbol.for('level')]: 'info' });
      expect((await transport.flush(10_000)).pending).toBe(0);
    }
    const hosts = (await server.received()).map((line) => (JSON.parse(line) as { host?: string }).host);
    expect(hosts).toEqual(['web-1', hostname()]);
  });

  it('promise that repeats are ignored only where a collector knows the records by their ids', () => {
    const traits = (options: TcpTransportOptions): unknown => sinkOf({ url, ...options }).traits;
    expect(traits({ formatter })).toEqual({ ordered: true, repeats: 'ignored', borrows: true });
    expect(traits({ formatter, ordered: false })).toEqual({ ordered: false, repeats: 'ignored', borrows: true });
    expect(traits({ formatter, acknowledge: false })).toEqual({ ordered: true, repeats: 'possible', borrows: true });
    expect(traits({ formatter: { ...formatter, name: 'text' } })).toEqual({
      ordered: true,
      repeats: 'possible',
      borrows: true,
    });
  });

  it('throw at creation where they are unknown, missing or contradict each other', () => {
    const plain = { acknowledge: false } as const;
    const wrong: readonly [string, object][] = [
      ['TAILRACE_MISSING_OPTION', {}],
      ['TAILRACE_MISSING_OPTION', { host: 'x' }],
      ['TAILRACE_BAD_OPTION', { url: 'tcp://x', ...plain }],
      ['TAILRACE_BAD_OPTION', { url: 'tls://x', tls: { cert: 'no certificate', key: 'secret' } }],
      ['TAILRACE_BAD_OPTION', { url: 'tls://x', tls: { minVersion: 'TLSv9' } }],
      ['TAILRACE_UNKNOWN_OPTION', { url: 'tcp://x', ulr: 1 }],
      ['TAILRACE_UNKNOWN_OPTION', { url: 'tcp://x', tls: { rejectUnauthorised: true } }],
      ['TAILRACE_BAD_OPTION', { url, path: '/x' }],
      ['TAILRACE_BAD_OPTION', { url, port: 1 }],
      ['TAILRACE_BAD_OPTION', { port: 1, path: '/x' }],
      ['TAILRACE_BAD_OPTION', { host: 'x', port: 70_000 }],
      ['TAILRACE_BAD_OPTION', { url: 'http://x' }],
      ['TAILRACE_BAD_OPTION', { url: 'x:514' }],
      ['TAILRACE_BAD_OPTION', { url: 'tcp://user:secret@x' }],
      ['TAILRACE_BAD_OPTION', { url: 'tcp://x/path' }],
      ['TAILRACE_BAD_OPTION', { url: 'tcp://x?token=secret' }],
      ['TAILRACE_BAD_OPTION', { url: 'tls://x', tls: false }],
      ['TAILRACE_BAD_OPTION', { url: 'tcp://x', tls: 'yes' }],
      ['TAILRACE_BAD_OPTION', { url: 'tcp://x:70000' }],
      ['TAILRACE_BAD_OPTION', { url, framing: 'nul' }],
      ['TAILRACE_BAD_OPTION', { url, settleMillis: 5 }],
      ['TAILRACE_BAD_OPTION', { url, token: 'x', ...plain }],
      ['TAILRACE_BAD_OPTION', { url, compression: 'gzip', ...plain }],
      ['TAILRACE_BAD_OPTION', { url, compression: 'br' }],
      ['TAILRACE_BAD_OPTION', { url, framing: 'json-array', ...plain }],
    ];
    for (const [code, options] of wrong) expect([options, codeOf(options)]).toEqual([options, code]);
    expect(() => new TcpTransport(undefined as never)).toThrow(
      expect.objectContaining({ code: 'TAILRACE_MISSING_OPTION' }),
    );
  });

  it('never repeat a secret of an address in the error', () => {
    expect(() => newTransport({ url: 'tcp://user:secret@x' })).not.toThrow(/secret/);
    expect(() => newTransport({ url: 'tcp://x?token=secret' })).not.toThrow(/secret/);
  });
});
